// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/frame.hpp"

#include "picture/ffmpeg.hpp"

namespace facetrack::media {

/// An AVFrame over the pixels of a yuv420p frame. It keeps the Frame alive for as long as the codec
/// needs it.
FramePtr shared_frame(const Frame& frame);

}  // namespace facetrack::media
