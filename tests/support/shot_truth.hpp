// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "facetrack/frame.hpp"
#include "facetrack/shot.hpp"

namespace facetrack::testing {

/// Both ends inside.
struct FrameSpan {
  std::int64_t from = 0;
  std::int64_t to = 0;
};

/// What a real video is known to hold.
struct ShotTruth {
  std::string name;
  std::filesystem::path video;
  std::int64_t frames = 0;
  std::vector<std::int64_t> cuts;  ///< first frame of each new shot
  std::vector<FrameSpan> gradual;  ///< mixed frames
  std::vector<FrameSpan> ignore;   ///< not to be judged
};

/// Those of the shared media, those known to be one single shot included; by name.
std::vector<ShotTruth> shot_truths();

/// The thumbnails of the whole video, as `detector` makes them.
std::vector<Frame> thumbnails(const std::filesystem::path& video, const ShotDetector& detector);

/// All transitions that `detector` finds, in order of first_mixed.
std::vector<Transition> all_transitions(ShotDetector& detector, std::span<const Frame> frames);

/// Counts, to be added up over files: pooled, not averaged.
struct ShotScore {
  int cuts_wanted = 0;
  int cuts_found = 0;
  int cuts_hit = 0;  ///< at the exact frame
  int gradual_wanted = 0;
  int gradual_hit = 0;
  int gradual_extra = 0;  ///< reported where there is none
  std::vector<std::string> errors;

  double f1() const;
  ShotScore& operator+=(const ShotScore& other);
};

/// A start of a shot inside or within 2 frames of a gradual transition answers for that one.
ShotScore score_shots(const ShotTruth& truth, std::span<const Transition> transitions);

}  // namespace facetrack::testing
