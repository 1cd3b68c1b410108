// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <opencv2/core.hpp>

namespace facetrack::bridge {

/// A CV_8UC3 picture of a `by`th of the size: means of squares of `by` pixels. At the right and
/// below the picture is continued by its last pixels, up to a size that halves well.
cv::Mat shrink(const cv::Mat& bgr, int by);

}  // namespace facetrack::bridge
