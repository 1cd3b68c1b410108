// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/chip.hpp"

#include "face/chip_model.hpp"

namespace facetrack {

/// Measures the pose of a head with the built-in pose model: more exact than face_pose(), which
/// knows five points alone. One thread at a time per object.
class HeadPoseFinder {
 public:
  /// Throws Error: missing_model, corrupt_input.
  HeadPoseFinder();
  /// Relative to the frame that the chip was cut from. Requires: the chip is bgr24, of
  /// ChipModel::chip_size, and aligned as by ChipShape::five_points.
  FacePose find(const FaceChip& chip);

 private:
  ChipModel model_;
};

}  // namespace facetrack
