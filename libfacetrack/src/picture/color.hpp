// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/frame.hpp"

#include "picture/ffmpeg.hpp"

namespace facetrack::media {

bool is_rgb(AVPixelFormat format);

/// The layout alone, for formats whose name tells the range of the samples too: swscale warns about
/// those.
AVPixelFormat layout_of(AVPixelFormat format);

/// The meaning of the samples; where the file does not say, HD is BT.709 and the rest BT.601.
ColorSpace color_of(AVColorSpace matrix, AVColorRange range, AVPixelFormat format, int width,
                    int height);

/// The matrix as files name it, and as swscale wants it.
AVColorSpace matrix_tag(ColorMatrix matrix);
const int* sws_coefficients(ColorMatrix matrix);

}  // namespace facetrack::media
