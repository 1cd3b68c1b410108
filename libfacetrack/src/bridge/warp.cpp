// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "bridge/warp.hpp"

#include <opencv2/imgproc.hpp>

namespace facetrack::bridge {

cv::Mat warp(const cv::Mat& picture, const cv::Mat& flow, float scale, int interpolation) {
  cv::Mat map(flow.size(), CV_32FC2);
  for (int y = 0; y < flow.rows; ++y) {
    const auto* f = flow.ptr<cv::Point2f>(y);
    auto* m = map.ptr<cv::Point2f>(y);
    const auto fy = static_cast<float>(y);
    for (int x = 0; x < flow.cols; ++x) {
      m[x] = {static_cast<float>(x) + scale * f[x].x, fy + scale * f[x].y};
    }
  }
  cv::Mat out;
  cv::remap(picture, out, map, cv::noArray(), interpolation, cv::BORDER_REPLICATE);
  return out;
}

}  // namespace facetrack::bridge
