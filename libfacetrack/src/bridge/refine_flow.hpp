// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <opencv2/core.hpp>

namespace facetrack::bridge {

/// `flow` (from `a` to `b`, CV_32F pictures) after one step of windowed least squares, which finds
/// the last tenths of a pixel.
cv::Mat refine_flow(const cv::Mat& a, const cv::Mat& b, const cv::Mat& flow);

}  // namespace facetrack::bridge
