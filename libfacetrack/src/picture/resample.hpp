// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/frame.hpp"

namespace facetrack::media {

/// A window of a plane in its own pixels; the edges of pixel 0 are 0 and 1.
struct Window {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

/// Scales `window` of an 8-bit plane to `out`, whose pixels are written. A large reduction averages
/// whole blocks first, so that no pixel is skipped; the rest is bilinear. Repeats the edge outside
/// the plane.
void resample(const ImageView& plane, const Window& window, const ImageView& out);

}  // namespace facetrack::media
