// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "facetrack/decoder.hpp"

namespace facetrack {

/// A range of frames, both ends included, that one worker analyses alone.
struct Segment {
  std::int64_t first_frame = 0;
  std::int64_t last_frame = 0;
  bool operator==(const Segment&) const = default;
};

/// Pure. Divides first..last into segments of at least `seconds` that begin at key frames. The
/// number of workers has no influence, so that results do not depend on it.
std::vector<Segment> plan_segments(std::span<const KeyFrame> key_frames, std::int64_t first_frame,
                                   std::int64_t last_frame, double seconds);

}  // namespace facetrack
