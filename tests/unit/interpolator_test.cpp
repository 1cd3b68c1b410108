// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <array>
#include <cmath>
#include <cstdlib>

#include <gtest/gtest.h>

#include "facetrack/bridge.hpp"
#include "facetrack/error.hpp"

#include "media/buffer.hpp"

namespace facetrack {
namespace {

using Paint = std::uint8_t (*)(double x, double y, int channel);

Frame paint(int width, int height, double shift, Paint colour) {
  const media::Planes planes = media::make_bgr24(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < 3; ++c) {
        planes.data(0)[y * planes.views[0].stride + 3 * x + c] =
            static_cast<std::byte>(colour(x - shift, y, c));
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

TEST(Interpolator, follows_a_pan_at_any_moment) {
  const Frame a = paint(200, 150, 0, waves);
  const Frame b = paint(200, 150, 8, waves);
  const auto made = between("flow", a, b, {0.25F, 0.5F, 0.75F});
  ASSERT_EQ(made.size(), 3U);
  EXPECT_LT(difference(made[0], paint(200, 150, 2, waves)), 1.5);
  EXPECT_LT(difference(made[1], paint(200, 150, 4, waves)), 1.5);
  EXPECT_LT(difference(made[2], paint(200, 150, 6, waves)), 1.5);
}

TEST(Interpolator, moves_a_square_without_a_ghost) {
  const Frame a = paint(200, 150, 0, square);
  const Frame b = paint(200, 150, 24, square);
  const Frame truth = paint(200, 150, 12, square);
  const double flow = difference(between("flow", a, b, {0.5F})[0], truth);
  const double blend = difference(between("blend", a, b, {0.5F})[0], truth);
  EXPECT_LT(flow, 0.25 * blend);
}

TEST(Interpolator, leaves_a_still_picture_alone) {
  const Frame a = paint(160, 120, 0, waves);
  EXPECT_LT(difference(between("flow", a, a, {0.5F})[0], a), 0.3);
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
  for (const auto& [width, height] : {std::pair{1, 1}, {5, 3}, {300, 2}, {23, 23}, {25, 40}}) {
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
