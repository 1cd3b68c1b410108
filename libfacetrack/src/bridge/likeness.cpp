// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "bridge/likeness.hpp"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "facetrack/opencv.hpp"

namespace facetrack::bridge {
namespace {

constexpr double equal_psnr = 100.0;  // for equal pictures, because JSON has no infinity

// The part that both pictures have: an encoder leaves out an odd last row or column.
cv::Mat luma_of(const Frame& frame, int width, int height) {
  const cv::Mat all = as_mat(frame.luma());
  return all(cv::Rect(0, 0, width, height));
}

}  // namespace

double psnr(const Frame& a, const Frame& b) {
  const int width = std::min(a.width(), b.width());
  const int height = std::min(a.height(), b.height());
  const double distance =
      cv::norm(luma_of(a, width, height), luma_of(b, width, height), cv::NORM_L2SQR);
  const double mean = distance / (static_cast<double>(width) * height);
  if (mean < 1e-9) return equal_psnr;
  return std::min(10 * std::log10(255.0 * 255.0 / mean), equal_psnr);
}

// Wang et al. 2004, windows of 11 pixels with sigma 1.5.
double ssim(const Frame& a, const Frame& b) {
  const int width = std::min(a.width(), b.width());
  const int height = std::min(a.height(), b.height());
  cv::Mat x;
  cv::Mat y;
  luma_of(a, width, height).convertTo(x, CV_32F);
  luma_of(b, width, height).convertTo(y, CV_32F);
  const auto smooth = [](const cv::Mat& m) {
    cv::Mat out;
    cv::GaussianBlur(m, out, {11, 11}, 1.5);
    return out;
  };
  constexpr double c1 = 6.5025;   // (0.01 * 255)^2
  constexpr double c2 = 58.5225;  // (0.03 * 255)^2
  const cv::Mat mx = smooth(x);
  const cv::Mat my = smooth(y);
  const cv::Mat vx = smooth(x.mul(x)) - mx.mul(mx);
  const cv::Mat vy = smooth(y.mul(y)) - my.mul(my);
  const cv::Mat xy = smooth(x.mul(y)) - mx.mul(my);
  const cv::Mat above = (2 * mx.mul(my) + c1).mul(2 * xy + c2);
  const cv::Mat below = (mx.mul(mx) + my.mul(my) + c1).mul(vx + vy + c2);
  cv::Mat ratio;
  cv::divide(above, below, ratio);
  return cv::mean(ratio)[0];
}

}  // namespace facetrack::bridge
