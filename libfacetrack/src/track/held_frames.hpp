// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>

#include "facetrack/frame.hpp"

namespace facetrack {

/// The frames of a tracker, from the oldest one that a track may go back to, to the newest.
class HeldFrames {
 public:
  void push(Frame frame) { frames_.push_back(std::move(frame)); }
  void drop_oldest() { frames_.pop_front(); }
  void clear() { frames_.clear(); }

  bool empty() const { return frames_.empty(); }
  std::size_t size() const { return frames_.size(); }
  const Frame& operator[](std::size_t position) const { return frames_[position]; }
  const Frame& oldest() const { return frames_.front(); }
  const Frame& newest() const { return frames_.back(); }

  /// The position of the first frame from `index` on.
  std::size_t position_of(std::int64_t index) const {
    const auto at = std::lower_bound(
        frames_.begin(), frames_.end(), index,
        [](const Frame& held, std::int64_t wanted) { return held.time().index < wanted; });
    return static_cast<std::size_t>(at - frames_.begin());
  }
  /// The frame after `index`. Requires: `index` is held and not the newest.
  const Frame& after(std::int64_t index) const { return frames_[position_of(index) + 1]; }

 private:
  std::deque<Frame> frames_;
};

}  // namespace facetrack
