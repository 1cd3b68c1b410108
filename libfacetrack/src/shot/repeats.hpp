// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>

#include "shot/thumb.hpp"

namespace facetrack {

/// A frame repeated more often than this in a row is a picture that stands still. The most that a
/// cadence repeats is four: animation on fives, or 12 frames in 60.
inline constexpr int most_repetitions = 4;

/// Pure. The mean difference of two thumbs in gray levels, without any motion.
float still_difference(const Thumb& a, const Thumb& b);

/// Pure. Does a frame only repeat the frame before? `step` is its still_difference() from the frame
/// before; `before` and `after` hold the steps of the frames on either side. A repetition stands
/// between frames that move. A picture that comes to rest, or stands still, has none.
bool is_repetition(float step, std::span<const float> before, std::span<const float> after);

}  // namespace facetrack
