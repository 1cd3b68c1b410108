// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdlib>

#include <opencv2/core.hpp>

namespace facetrack::bridge {

/// The sum of absolute differences between the squares of `size` pixels at `at` in `a` and at `to`
/// in `b`, CV_8UC3. Requires: both squares are inside.
inline int block_difference(const cv::Mat& a, cv::Point at, const cv::Mat& b, cv::Point to,
                            int size) {
  int sum = 0;
  for (int y = 0; y < size; ++y) {
    const uchar* p = a.ptr<uchar>(at.y + y) + 3 * at.x;
    const uchar* q = b.ptr<uchar>(to.y + y) + 3 * to.x;
    for (int x = 0; x < 3 * size; ++x) sum += std::abs(p[x] - q[x]);
  }
  return sum;
}

}  // namespace facetrack::bridge
