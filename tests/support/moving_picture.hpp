// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>

#include "facetrack/frame.hpp"

namespace facetrack::testing {

/// A textured scene with a background that pans, two things that move before it, and grain.
/// Each seed is another scene with its own colours, speeds and layout.
struct MovingPicture {
  int seed = 1;
  double grain = 0;  ///< gray levels, standard deviation
  PixelFormat format = PixelFormat::yuv420p;
  int width = 160;
  int height = 90;
  double speed = 1;  ///< 1: pans and people at an ordinary pace
  double light = 1;  ///< 0: black
};

/// The scene at time `moment` (in frames of 25 per second), as the frame with this index.
Frame render(const MovingPicture& scene, double moment, std::int64_t index);

/// `share` of b over a: what a dissolve shows. Both yuv420p of the same size.
Frame blend(const Frame& a, const Frame& b, double share);

/// b where `x * across + y * down < position` (x and y from 0 to 1), a elsewhere: a wipe.
Frame wipe(const Frame& a, const Frame& b, double across, double down, double position);

/// A yuv420p picture of one luma value.
Frame flat_picture(int width, int height, int luma, std::int64_t index);

}  // namespace facetrack::testing
