// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <vector>

#include <opencv2/core.hpp>

namespace facetrack::bridge {

/// Rows of a grid (CV_32FC2 or CV_32FC4) enlarged to a picture of `width` pixels. The grid is
/// reduced by `shrink` and may extend beyond the picture.
class GridRow {
 public:
  /// `grid` must outlive this.
  GridRow(const cv::Mat& grid, int shrink, int width);

  /// Valid until the next call.
  const float* at(int y);

 private:
  const cv::Mat& grid_;
  int shrink_;
  std::vector<float> blend_;
  std::vector<float> row_;
  std::vector<int> left_;
  std::vector<float> share_;
};

}  // namespace facetrack::bridge
