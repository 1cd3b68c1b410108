// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstdint>

#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"

namespace facetrack::media {

/// One colour as Y, Cb, Cr samples.
using Fill = std::array<std::uint8_t, 3>;
/// The mean colour along the edge of the picture.
Fill edge_color(const Frame& frame);

/// The part of a yuv420p frame within `window` (sub-pixel, may reach outside), scaled to `width` x
/// `height` with a cubic filter that averages if it reduces. Outside the frame its edge is repeated
/// and fades into `fill`.
Frame crop_frame(const Frame& frame, const Box& window, int width, int height, const Fill& fill);

}  // namespace facetrack::media
