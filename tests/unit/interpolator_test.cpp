// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <array>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "facetrack/bridge.hpp"
#include "facetrack/error.hpp"

#include "picture/buffer.hpp"

namespace facetrack {
namespace {

using Paint = std::uint8_t (*)(double x, double y, int channel);

Frame paint(int width, int height, double shift, Paint colour, double zoom = 1) {
  const media::Planes planes = media::make_bgr24(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < 3; ++c) {
        planes.data(0)[y * planes.views[0].stride + 3 * x + c] =
            static_cast<std::byte>(colour(x / zoom - shift, y / zoom, c));
      }
    }
  }
  return {planes.owner, planes.views, PixelFormat::bgr24, {}};
}

std::uint8_t waves(double x, double y, int channel) {
  const double v = 128 + 50 * std::sin(x / 5.0 + channel) + 40 * std::sin(y / 7.0 + x / 11.0);
  return static_cast<std::uint8_t>(std::lround(v));
}

// A textured square over a still background.
std::uint8_t square(double x, double y, int channel) {
  if (x >= 60 && x < 100 && y >= 40 && y < 80) {
    return static_cast<std::uint8_t>(180 + 60 * std::sin(x) * std::sin(y));
  }
  return static_cast<std::uint8_t>(60 + 10 * channel);
}

double difference(const Frame& a, const Frame& b) {
  double sum = 0;
  for (int y = 0; y < a.height(); ++y) {
    for (int x = 0; x < 3 * a.width(); ++x) {
      sum += std::abs(static_cast<double>(a.image().row(y)[x]) -
                      static_cast<double>(b.image().row(y)[x]));
    }
  }
  return sum / (3.0 * a.width() * a.height());
}

std::vector<Frame> between(std::string_view method, const Frame& a, const Frame& b,
                           std::initializer_list<float> t) {
  return make_interpolator(method)->between(a, b, std::vector<float>(t));
}

// Small pictures are followed pixel by pixel, large ones on a coarser grid and more quickly.
class InterpolatorSizes : public ::testing::TestWithParam<std::pair<int, int>> {
 protected:
  static Frame picture(double shift, Paint colour) {
    const auto [width, height] = GetParam();
    return paint(width, height, shift, colour, width / 200.0);
  }
};
INSTANTIATE_TEST_SUITE_P(, InterpolatorSizes,
                         ::testing::Values(std::pair{200, 150}, std::pair{1001, 701}),
                         [](const auto& size) { return std::to_string(size.param.first); });

TEST_P(InterpolatorSizes, follow_a_pan_at_any_moment) {
  const auto made = between("flow", picture(0, waves), picture(8, waves), {0.25F, 0.5F, 0.75F});
  ASSERT_EQ(made.size(), 3U);
  EXPECT_LT(difference(made[0], picture(2, waves)), 1.5);
  EXPECT_LT(difference(made[1], picture(4, waves)), 1.5);
  EXPECT_LT(difference(made[2], picture(6, waves)), 1.5);
}

TEST_P(InterpolatorSizes, move_a_square_without_a_ghost) {
  const Frame a = picture(0, square);
  const Frame b = picture(24, square);
  const Frame truth = picture(12, square);
  const double flow = difference(between("flow", a, b, {0.5F})[0], truth);
  const double blend = difference(between("blend", a, b, {0.5F})[0], truth);
  EXPECT_LT(flow, 0.25 * blend);
}

TEST_P(InterpolatorSizes, leave_a_still_picture_alone) {
  const Frame a = picture(0, waves);
  EXPECT_LT(difference(between("flow", a, a, {0.5F})[0], a), 0.3);
}

// What the pictures do not agree on is noise: between two with noise of their own there is less.
TEST_P(InterpolatorSizes, reduce_noise) {
  const auto noisy = [](unsigned seed) {
    const Frame clean = picture(0, waves);
    const auto planes = media::make_bgr24(clean.width(), clean.height());
    std::mt19937 random(seed);
    for (int y = 0; y < clean.height(); ++y) {
      for (int x = 0; x < clean.width(); ++x) {
        const int more = static_cast<int>(random() % 21) - 10;
        for (int i = 3 * x; i < 3 * x + 3; ++i) {
          planes.data(0)[y * planes.views[0].stride + i] =
              static_cast<std::byte>(std::to_integer<int>(clean.image().row(y)[i]) + more);
        }
      }
    }
    return Frame(planes.owner, planes.views, PixelFormat::bgr24, {});
  };
  const Frame a = noisy(1);
  const Frame b = noisy(2);
  const Frame truth = picture(0, waves);
  EXPECT_LT(difference(between("flow", a, b, {0.5F})[0], truth),
            0.7 * difference(between("blend", a, b, {0.5F})[0], truth));
}

TEST(Interpolator, every_method_takes_pictures_of_any_size) {
  for (const auto method : interpolator_methods()) {
    for (const auto& [width, height] : {std::pair{64, 48}, {97, 61}, {1280, 720}}) {
      if (method == "minterpolate" && width > 1000) continue;  // seconds
      const Frame a = paint(width, height, 0, waves);
      const auto made = between(method, a, paint(width, height, 2, waves), {0.5F});
      ASSERT_EQ(made.size(), 1U);
      EXPECT_EQ(made[0].width(), width);
      EXPECT_EQ(made[0].height(), height);
      EXPECT_EQ(made[0].format(), PixelFormat::bgr24);
    }
  }
  for (const auto& [width, height] : {std::pair{1, 1},
                                      {5, 3},
                                      {300, 2},
                                      {23, 23},
                                      {25, 40},
                                      {11, 30'000},
                                      {30'000, 11},
                                      {1300, 300}}) {
    const Frame a = paint(width, height, 0, waves);
    EXPECT_EQ(between("flow", a, a, {0.5F})[0].width(), width);
  }
}

TEST(Interpolator, refuses_what_it_cannot_do) {
  const Frame a = paint(64, 48, 0, waves);
  EXPECT_THROW(between("flow", a, paint(65, 48, 0, waves), {0.5F}), Error);
  EXPECT_THROW(between("flow", a, a, {0.0F}), Error);
  EXPECT_THROW(between("flow", a, a, {1.0F}), Error);
  EXPECT_THROW(between("flow", a, Frame(), {0.5F}), Error);
  EXPECT_THROW(make_interpolator("magic"), Error);
}

}  // namespace
}  // namespace facetrack
