// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <opencv2/core.hpp>

namespace facetrack::bridge {

/// `picture` seen through the flow: out(x) = picture(x + scale * flow(x)).
cv::Mat warp(const cv::Mat& picture, const cv::Mat& flow, float scale, int interpolation);

}  // namespace facetrack::bridge
