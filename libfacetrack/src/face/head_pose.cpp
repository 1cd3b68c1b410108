// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/head_pose.hpp"

#include <cmath>

namespace facetrack {
namespace {

constexpr float unit = 30;  // degrees of an answer of 1 (data/training/pose/network.py)

float within_half_turn(float degrees) { return std::remainder(degrees, 360.0F); }

}  // namespace

HeadPoseFinder::HeadPoseFinder() : model_("pose", 3) {}

FacePose HeadPoseFinder::find(const FaceChip& chip) {
  const auto answers = model_.answers(chip.picture.image());
  // The chip is turned within the picture: its points lie at another roll than those in the frame.
  const float turned = chip.pose.roll - face_pose(chip.points).roll;
  return {answers[0] * unit, answers[1] * unit, within_half_turn(answers[2] * unit + turned)};
}

}  // namespace facetrack
