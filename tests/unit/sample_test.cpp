// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "bridge/sample.hpp"

#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

namespace facetrack::bridge {
namespace {

constexpr int width = 23;
constexpr int height = 17;

cv::Mat random_picture(unsigned seed) {
  cv::Mat picture(height, width, CV_8UC4);
  std::mt19937 random(seed);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < 4 * width; ++x) {
      // Half of them black or white: sums at their limits.
      const auto v = static_cast<unsigned>(random());
      picture.ptr(y)[x] = static_cast<uchar>(v % 4 == 0 ? 0 : v % 4 == 1 ? 255 : v >> 8);
    }
  }
  return picture;
}

struct Samples {
  std::vector<Int4> a, b;

  explicit Samples(std::size_t count) : a(count), b(count) {}
};

// The same numbers on every processor, also where sums are largest.
TEST(Sample, copies_for_a_processor_agree_with_the_plain_one) {
  const cv::Mat a = random_picture(1);
  const cv::Mat b = random_picture(2);
  std::mt19937 random(3);
  std::uniform_real_distribution<float> x(1, width - 3.01F);
  std::uniform_real_distribution<float> y(1, height - 3.01F);
  std::vector<Float4> places;
  for (int i = 0; i < 20000; ++i)
    places.push_back(Float4{x(random), y(random), x(random), y(random)});
  Samples fast(places.size());
  Samples plain(places.size());
  const auto count = static_cast<int>(places.size());
  sample_places(ByteSource(a), ByteSource(b), places.data(), count, fast.a.data(), fast.b.data());
  sample_places_plainly(ByteSource(a), ByteSource(b), places.data(), count, plain.a.data(),
                        plain.b.data());
  for (std::size_t i = 0; i < places.size(); ++i) {
    for (int c = 0; c < 4; ++c) {
      ASSERT_EQ(fast.a[i][c], plain.a[i][c]) << i;
      ASSERT_EQ(fast.b[i][c], plain.b[i][c]) << i;
    }
  }
}

TEST(Sample, of_a_whole_place_is_the_pixel_and_of_a_plain_picture_its_grey) {
  const cv::Mat a = random_picture(1);
  const cv::Mat plain(height, width, CV_8UC4, cv::Scalar::all(201));
  const Float4 place = {7, 5, 9.37F, 6.81F};
  Int4 pixel;
  Int4 grey;
  sample_places(ByteSource(a), ByteSource(plain), &place, 1, &pixel, &grey);
  for (int c = 0; c < 4; ++c) {
    EXPECT_EQ(static_cast<float>(pixel[c]) * sample_unit + sample_middle, a.at<cv::Vec4b>(5, 7)[c]);
    EXPECT_EQ(static_cast<float>(grey[c]) * sample_unit + sample_middle, 201.0F);
  }
}

}  // namespace
}  // namespace facetrack::bridge
