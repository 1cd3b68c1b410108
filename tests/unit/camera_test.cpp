// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/camera.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <gtest/gtest.h>

#include "shot/light.hpp"

namespace facetrack {
namespace {

/// Waves of luma that a camera sees from (x, y).
Coarse view(double x, double y) {
  Coarse out{};
  for (int row = 0; row < 18; ++row)
    for (int column = 0; column < 32; ++column)
      out[static_cast<std::size_t>(row * 32 + column)] = static_cast<std::int16_t>(
          std::lround(120 + 50 * std::sin(0.7 * (column + x)) + 40 * std::cos(0.9 * (row + y)) +
                      20 * std::sin(0.31 * (column + x) * 1.3 + 0.5 * (row + y))));
  return out;
}

Thumb lit(double gain, int offset) {
  Thumb out;
  for (std::size_t i = 0; i < Thumb::luma_size; ++i) {
    const double value = 60 + 40 * std::sin(0.3 * static_cast<double>(i % 64)) +
                         30 * std::cos(0.4 * static_cast<double>(i / 64));
    out.luma[i] = static_cast<std::uint8_t>(std::clamp(value * gain + offset, 16.0, 235.0));
  }
  out.cb.fill(128);
  out.cr.fill(128);
  return out;
}

double mean_difference(const Thumb& a, const Thumb& b) {
  double sum = 0;
  for (std::size_t i = 0; i < Thumb::luma_size; ++i) sum += std::abs(a.luma[i] - b.luma[i]);
  return sum / Thumb::luma_size;
}

TEST(CameraShift, measures_parts_of_a_cell) {
  for (const auto& [x, y] : {std::pair{2.4, 0.0}, {-1.7, 1.2}, {0.0, -2.6}}) {
    // A camera that moves to the right moves the picture to the left.
    const CameraShift shift = camera_shift(view(0, 0), view(x, y));
    EXPECT_NEAR(shift.x, -x, 0.3);
    EXPECT_NEAR(shift.y, -y, 0.3);
  }
  EXPECT_EQ(camera_shift(view(0, 0), view(0, 0)).x, 0);
}

TEST(CameraShift, moves_a_picture_to_where_the_camera_saw_it) {
  const Coarse moved = shifted(view(0, 0), {-2, 1});
  const Coarse seen = view(2, -1);
  for (int row = 2; row < 16; ++row)
    for (int column = 2; column < 29; ++column) {
      const auto i = static_cast<std::size_t>(row * 32 + column);
      EXPECT_NEAR(moved[i], seen[i], 2);
    }
}

TEST(CameraShift, is_the_same_if_way_and_speed_are_alike) {
  EXPECT_TRUE(same_motion({1, 0}, {1.2, 0.1}));
  EXPECT_FALSE(same_motion({1, 0}, {-1, 0}));
  EXPECT_FALSE(same_motion({1, 0}, {2, 0}));
  EXPECT_FALSE(same_motion({0.05, 0}, {0.05, 0})) << "too slow to tell";
  EXPECT_TRUE(is_far({20, 0}));
  EXPECT_FALSE(is_far({10, 5}));
}

TEST(Light, matches_a_picture_of_another_exposure) {
  EXPECT_LT(mean_difference(lit(1, 0), relit(lit(1, 0), lit(0.5, 30))), 3);
  // Half of the picture is white: only the darker picture can be exposed as the brighter one.
  EXPECT_LT(mean_difference(exposed_as(lit(1, 0), lit(3, 40)), lit(3, 40)), 3);
}

TEST(Light, leaves_flat_and_black_pictures_alone) {
  const Thumb black = lit(0.01, 16);
  EXPECT_EQ(mean_difference(relit(lit(1, 0), black), black), 0);
  EXPECT_EQ(mean_difference(relit(lit(1, 0), lit(0.2, 16)), lit(0.2, 16)), 0)
      << "a fifth of the contrast: a fade";
}

}  // namespace
}  // namespace facetrack
