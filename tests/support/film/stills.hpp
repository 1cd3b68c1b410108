// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <opencv2/core/mat.hpp>

namespace facetrack::testing {

/// Number of painted pictures.
inline constexpr int still_count = 24;

/// A painted picture of 1280 x 720 (BGR): places, landscapes, crowds, faces, text, textures. It has
/// detail at several scales, as a photograph has. The same picture for the same index.
/// Requires: 0 <= index < still_count.
cv::Mat make_still(int index);

/// The name of the picture, for test output.
const char* still_name(int index);

}  // namespace facetrack::testing
