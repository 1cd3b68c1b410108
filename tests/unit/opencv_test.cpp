// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/opencv.hpp"

#include <cstddef>
#include <vector>

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

namespace facetrack {
namespace {

TEST(opencv, as_mat_borrows_pixels_with_their_stride) {
  std::vector<std::byte> pixels(3 * 8);
  pixels[2 * 8 + 1] = std::byte{42};
  const ImageView view{pixels.data(), 5, 3, 8, PixelFormat::gray8};
  const cv::Mat mat = as_mat(view);
  EXPECT_EQ(static_cast<const void*>(mat.data), static_cast<const void*>(pixels.data()));
  EXPECT_EQ(mat.size(), cv::Size(5, 3));
  EXPECT_EQ(mat.type(), CV_8UC1);
  EXPECT_EQ(mat.at<unsigned char>(2, 1), 42);
}

TEST(opencv, from_mat_keeps_a_mat_alive_without_a_copy) {
  cv::Mat mat(4, 6, CV_8UC3, cv::Scalar(1, 2, 3));
  const void* pixels = mat.data;
  const Frame frame = from_mat(mat, {{5, {1, 25}}, {1, {1, 25}}, 5});
  mat.release();
  EXPECT_EQ(static_cast<const void*>(frame.image().data), pixels);
  EXPECT_EQ(frame.format(), PixelFormat::bgr24);
  EXPECT_EQ(frame.time().index, 5);
  EXPECT_EQ(frame.image().row(3)[2], std::byte{3});
}

TEST(opencv, a_region_of_a_mat_goes_there_and_back) {
  cv::Mat whole(10, 10, CV_8UC3, cv::Scalar::all(0));
  whole.at<cv::Vec3b>(4, 3) = {7, 8, 9};
  const Frame frame = from_mat(whole(cv::Rect(2, 3, 5, 4)));
  EXPECT_EQ(frame.width(), 5);
  EXPECT_EQ(frame.height(), 4);
  EXPECT_EQ(as_mat(frame.image()).at<cv::Vec3b>(1, 1), cv::Vec3b(7, 8, 9));
}

}  // namespace
}  // namespace facetrack
