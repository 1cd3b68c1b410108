// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>
#include <vector>

#include "facetrack/clip.hpp"

namespace facetrack {

/// Pure. Smooths values over time with a Gaussian of `sigma` frames, symmetric in time, so that the
/// result does not lag. Continues the trend at both ends, so that motion there is not damped.
std::vector<double> smooth(std::span<const double> values, double sigma);

/// Pure. The crop window of each frame for the faces in `points`. `mode` gives its shape, `margin`
/// the space around the face on every side in face sizes. All windows of one clip have the same
/// aspect ratio.
std::vector<Box> crop_path(std::span<const TrackPoint> points, CropMode mode, double margin,
                           double sigma);

}  // namespace facetrack
