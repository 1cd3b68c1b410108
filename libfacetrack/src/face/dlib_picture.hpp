// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <dlib/matrix.h>
#include <dlib/pixel.h>
#include <opencv2/core/mat.hpp>

namespace facetrack {

/// Requires: `bgr` is CV_8UC3.
inline dlib::matrix<dlib::rgb_pixel> to_dlib(const cv::Mat& bgr) {
  dlib::matrix<dlib::rgb_pixel> pixels(bgr.rows, bgr.cols);
  for (int y = 0; y < bgr.rows; ++y) {
    const auto* row = bgr.ptr<cv::Vec3b>(y);
    for (int x = 0; x < bgr.cols; ++x) pixels(y, x) = {row[x][2], row[x][1], row[x][0]};
  }
  return pixels;
}

}  // namespace facetrack
