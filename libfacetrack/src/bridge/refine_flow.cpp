// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "bridge/refine_flow.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "bridge/warp.hpp"
#include "core/fast.hpp"

namespace facetrack::bridge {
namespace {

// Window and damping: 7 and 4 were the best of 5..11 and 1..16 on Middlebury.
constexpr int window_side = 7;  // pixels
constexpr double window_sigma = window_side / 4.0;
constexpr float damping = 4.0F;         // squared grey levels per pixel
constexpr float longest_step = 0.7F;    // pixels; beyond that the linear model is void
constexpr float shortest_step = 1e-6F;  // pixels; no division by zero where nothing differs

// The rows of both pictures' mean above, at and below, and both pictures: what least squares needs.
FACETRACK_FAST void gradient_row(const float* const* mean, const float* a, const float* b,
                                 float* squares, float* errors, int width) {
  const float* up = mean[0];
  const float* row = mean[1];
  const float* down = mean[2];
  const auto at = [&](int x, int l, int n) __attribute__((always_inline)) {
    const float gx = (2 * (row[n] - row[l]) + up[n] - up[l] + down[n] - down[l]) * 0.125F;
    const float gy = (2 * (down[x] - up[x]) + down[l] - up[l] + down[n] - up[n]) * 0.125F;
    const float e = a[x] - b[x];
    squares[3 * x] = gx * gx;
    squares[3 * x + 1] = gx * gy;
    squares[3 * x + 2] = gy * gy;
    errors[2 * x] = gx * e;
    errors[2 * x + 1] = gy * e;
  };
  at(0, 0, std::min(1, width - 1));
  for (int x = 1; x + 1 < width; ++x) at(x, x - 1, x + 1);
  at(width - 1, std::max(width - 2, 0), width - 1);
}

FACETRACK_FAST void step_row(const float* squares, const float* errors, float* flow, int width) {
  for (int x = 0; x < width; ++x) {
    const float xx = squares[3 * x] + damping;
    const float xy = squares[3 * x + 1];
    const float yy = squares[3 * x + 2] + damping;
    const float over = 1 / (xx * yy - xy * xy);
    const float dx = (yy * errors[2 * x] - xy * errors[2 * x + 1]) * over;
    const float dy = (xx * errors[2 * x + 1] - xy * errors[2 * x]) * over;
    const float length = std::sqrt(dx * dx + dy * dy);
    const float scale = lesser(longest_step / greater(length, shortest_step), 1.0F);
    flow[2 * x] += dx * scale;
    flow[2 * x + 1] += dy * scale;
  }
}

}  // namespace

cv::Mat refine_flow(const cv::Mat& a, const cv::Mat& b, const cv::Mat& flow) {
  const cv::Mat moved = warp(b, flow, 1.0F, cv::INTER_CUBIC);
  cv::Mat squares(a.size(), CV_32FC3);  // gx*gx, gx*gy, gy*gy
  cv::Mat errors(a.size(), CV_32FC2);   // gx*e, gy*e
  cv::Mat mean;
  cv::addWeighted(a, 0.5, moved, 0.5, 0, mean);
  for (int y = 0; y < a.rows; ++y) {
    const std::array<const float*, 3> rows = {mean.ptr<float>(std::max(y - 1, 0)),
                                              mean.ptr<float>(y),
                                              mean.ptr<float>(std::min(y + 1, a.rows - 1))};
    gradient_row(rows.data(), a.ptr<float>(y), moved.ptr<float>(y), squares.ptr<float>(y),
                 errors.ptr<float>(y), a.cols);
  }
  const cv::Size window(window_side, window_side);
  cv::GaussianBlur(squares, squares, window, window_sigma);
  cv::GaussianBlur(errors, errors, window, window_sigma);
  cv::Mat refined = flow.clone();
  for (int y = 0; y < a.rows; ++y) {
    step_row(squares.ptr<float>(y), errors.ptr<float>(y), refined.ptr<float>(y), a.cols);
  }
  return refined;
}

}  // namespace facetrack::bridge
