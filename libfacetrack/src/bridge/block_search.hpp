// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <opencv2/core.hpp>

namespace facetrack::bridge {

/// Pictures that are smaller on either side have no room for a search, in pixels.
inline constexpr int least_search_side = 24;

/// `flow` (from `a` to `b`, CV_8UC3) after finding again what moved too far or is too small for the
/// pyramid of the flow: blocks that do not fit are searched for in a wide window. Requires: sides
/// of least_search_side or more.
cv::Mat rescue_fast_blocks(const cv::Mat& a, const cv::Mat& b, const cv::Mat& flow);

}  // namespace facetrack::bridge
