// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <vector>

#include <opencv2/core.hpp>

namespace facetrack::bridge {

/// Rows of a grid picture (CV_32FC2 or CV_32FC4), brought to the picture's size.
class GridRow {
 public:
  /// `grid` must outlive this.
  GridRow(const cv::Mat& grid, cv::Size full);

  /// Valid until the next call.
  const float* at(int y);

 private:
  const cv::Mat& grid_;
  cv::Size full_;
  std::vector<float> blend_;
  std::vector<float> row_;
  std::vector<int> left_;
  std::vector<float> share_;
};

}  // namespace facetrack::bridge
