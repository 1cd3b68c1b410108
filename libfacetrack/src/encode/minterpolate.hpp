// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/frame.hpp"

namespace facetrack::media {

/// The picture at moment `t`, made by FFmpeg's minterpolate filter at its best setting.
Frame minterpolate(const Frame& a, const Frame& b, float t, const FrameTime& time);

}  // namespace facetrack::media
