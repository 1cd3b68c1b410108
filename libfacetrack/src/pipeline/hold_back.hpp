// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "facetrack/frame.hpp"
#include "facetrack/shot.hpp"

namespace facetrack {

/// A frame for which it is decided whether a shot begins with it.
struct JudgedFrame {
  Frame frame;
  bool begins_shot = false;  ///< as far as it is known now: gradual transitions are found later
  bool after_gap = false;    ///< frames before it are missing
};

/// Holds frames back until a shot detector has judged them, so that trackers never see two shots in
/// one. One thread at a time.
class HoldBack {
 public:
  /// Frames are expected from `first_frame` on. `shots` may be null: no cuts, no delay. It must
  /// outlive the object.
  HoldBack(ShotDetector* shots, std::int64_t first_frame);

  /// Shows the detector the picture of the next frame number, also if the frame is damaged and the
  /// picture a stand-in. Returns the transitions decided.
  std::vector<Transition> judge(const Frame& picture);
  /// Takes the frame that was judged last.
  void hold(Frame frame) { held_.push_back(std::move(frame)); }
  /// The oldest frame for which no cut can be reported any more.
  std::optional<JudgedFrame> next();
  /// The last frame was judged: next() then gives all frames.
  std::vector<Transition> finish();

  std::int64_t last_passed() const noexcept { return passed_; }

 private:
  void note(const std::vector<Transition>& found);

  ShotDetector* shots_;
  std::deque<Frame> held_;
  std::deque<std::int64_t> next_shots_;  ///< first frames of new shots that are not passed on yet
  std::int64_t passed_;                  ///< index of the last frame passed on
  std::size_t delay_;
};

}  // namespace facetrack
