// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <random>

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include "bridge/grid_row.hpp"
#include "bridge/shrink.hpp"

namespace facetrack::bridge {
namespace {

constexpr int width = 101;
constexpr int height = 70;

TEST(Grid, holds_means_of_squares_and_repeats_the_last_pixels) {
  cv::Mat picture(height, width, CV_8UC3);
  std::mt19937 random(1);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < 3 * width; ++x) picture.ptr(y)[x] = static_cast<uchar>(random());
  }
  for (const int by : {2, 3, 4, 5, 32}) {
    const cv::Mat grid = shrink(picture, by);
    EXPECT_GE(grid.cols * by, width);
    EXPECT_GE(grid.rows * by, height);
    EXPECT_EQ(grid.cols % 16, 0);
    EXPECT_EQ(grid.rows % 16, 0);
    for (int y = 0; y < grid.rows; ++y) {
      for (int x = 0; x < grid.cols; ++x) {
        double sum = 0;
        for (int i = 0; i < by * by; ++i) {
          sum += picture.at<cv::Vec3b>(std::min(y * by + i / by, height - 1),
                                       std::min(x * by + i % by, width - 1))[1];
        }
        ASSERT_NEAR(grid.at<cv::Vec3b>(y, x)[1], sum / (by * by), 0.51) << by;
      }
    }
  }
}

TEST(Grid, lies_where_its_squares_are_however_far_it_reaches) {
  constexpr int shrunk = 3;
  cv::Mat grid(32, 48, CV_32FC2);
  for (int y = 0; y < grid.rows; ++y) {
    for (int x = 0; x < grid.cols; ++x) {
      grid.at<cv::Vec2f>(y, x) = {static_cast<float>(shrunk * x + 1),
                                  static_cast<float>(shrunk * y + 1)};
    }
  }
  GridRow rows(grid, shrunk, width);
  for (int y = 1; y < height; ++y) {
    const float* row = rows.at(y);
    for (int x = 1; x < width; ++x) {
      ASSERT_NEAR(row[2 * x], x, 1e-4) << "at " << x << ", " << y;
      ASSERT_NEAR(row[2 * x + 1], y, 1e-4) << "at " << x << ", " << y;
    }
  }
}

}  // namespace
}  // namespace facetrack::bridge
