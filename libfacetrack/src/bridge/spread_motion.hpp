// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <opencv2/core.hpp>

namespace facetrack::bridge {

/// `flow` (from `a` to `b`, CV_8UC3) after pixels that fit badly have tried the motions of other
/// pixels near and far.
cv::Mat spread_good_motions(const cv::Mat& a, const cv::Mat& b, const cv::Mat& flow);

}  // namespace facetrack::bridge
