// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "picture/ffmpeg.hpp"

namespace facetrack::testing {

/// What a function of FFmpeg returned. Throws Error(backend) if that is an error.
inline int must(int code, const char* what) { return media::check(code, ErrorCode::backend, what); }

}  // namespace facetrack::testing
