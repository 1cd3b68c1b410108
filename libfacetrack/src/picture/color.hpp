// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/frame.hpp"

#include "picture/ffmpeg.hpp"

namespace facetrack::media {

bool is_rgb(AVPixelFormat format);

/// The pixel format without the range of the samples: swscale warns about formats whose names
/// include it.
AVPixelFormat layout_of(AVPixelFormat format);

/// The colour space of the samples. If the file does not say, HD is BT.709 and anything smaller
/// BT.601.
ColorSpace color_of(AVColorSpace matrix, AVColorRange range, AVPixelFormat format, int width,
                    int height);

/// The matrix with the number that files use, and with the one that swscale uses.
AVColorSpace matrix_tag(ColorMatrix matrix);
const int* sws_coefficients(ColorMatrix matrix);

}  // namespace facetrack::media
