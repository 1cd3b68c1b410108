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

/// A frame that the shot detector has judged.
struct JudgedFrame {
  Frame frame;
  bool begins_shot = false;  ///< by cuts only, because gradual transitions are found later
  bool after_gap = false;    ///< frames before it are missing
};

/// Delays frames until a shot detector has judged them, so that a tracker never sees two shots as
/// one. One thread at a time.
class HoldBack {
 public:
  /// Frames are expected from `first_frame` on. `shots` may be null: no cuts, no delay. It must
  /// outlive the object.
  HoldBack(ShotDetector* shots, std::int64_t first_frame);

  /// Passes the picture of the next frame number to the detector; for a damaged frame a substitute.
  /// Returns the transitions that are now known.
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
