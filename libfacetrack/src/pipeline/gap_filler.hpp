// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "facetrack/frame.hpp"

namespace facetrack {

/// The times of consecutive frames from `first_frame` on, then the end of the last one; empty if
/// the decoder does not know them.
struct KnownTimes {
  std::int64_t first_frame = 0;
  std::span<const MediaTime> pts;

  std::optional<FrameTime> of(std::int64_t frame) const;
};

/// Substitutes a neighbouring picture for each missing (damaged) frame: the one before it, or at
/// the beginning the one after it. So every frame number has one picture. One thread at a time.
class GapFiller {
 public:
  /// The first frame should be `first_frame`. Unknown times are interpolated.
  GapFiller(std::int64_t first_frame, KnownTimes times) : expected_(first_frame), times_(times) {}

  /// Takes the next frame; returns substitutes for the missing frames before it.
  std::vector<Frame> before(const Frame& frame);
  /// Substitutes for the missing frames up to and including `last`; none if no frame was seen yet.
  std::vector<Frame> until(std::int64_t last);

 private:
  FrameTime time_before(std::int64_t frame, const Frame& next) const;
  FrameTime time_after(std::int64_t frame) const;

  std::int64_t expected_;
  KnownTimes times_;
  std::optional<Frame> shown_;  ///< the frame that was seen last
};

}  // namespace facetrack
