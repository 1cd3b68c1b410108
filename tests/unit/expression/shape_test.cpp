// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "expression/shape.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace facetrack {
namespace {

/// A plain face, eyes one apart: corners, lids, nose, brows and mouth are where they should be.
Landmarks68 plain_face() {
  Landmarks68 p{};
  for (std::size_t i = 0; i < 17; ++i) {
    const float angle = 3.14159F * static_cast<float>(i) / 16;
    p[i] = {-1.1F * std::cos(angle), 1.4F * std::sin(angle)};
  }
  for (std::size_t i = 0; i < 5; ++i) {
    p[17 + i] = {-0.85F + 0.16F * static_cast<float>(i), -0.35F};
    p[22 + i] = {0.21F + 0.16F * static_cast<float>(i), -0.35F};
    p[31 + i] = {-0.2F + 0.1F * static_cast<float>(i), 0.65F};
  }
  for (std::size_t i = 0; i < 4; ++i) p[27 + i] = {0, 0.18F * static_cast<float>(i)};
  const auto eye = [&](std::size_t first, float x) {
    p[first] = {x - 0.2F, 0};
    p[first + 1] = {x - 0.07F, -0.07F};
    p[first + 2] = {x + 0.07F, -0.07F};
    p[first + 3] = {x + 0.2F, 0};
    p[first + 4] = {x + 0.07F, 0.07F};
    p[first + 5] = {x - 0.07F, 0.07F};
  };
  eye(36, -0.5F);
  eye(42, 0.5F);
  for (std::size_t i = 0; i < 12; ++i) {
    const float angle = 3.14159F * static_cast<float>(i) / 6;
    p[48 + i] = {-0.4F * std::cos(angle), 1 - 0.12F * std::sin(angle)};
  }
  for (std::size_t i = 0; i < 8; ++i) {
    const float angle = 3.14159F * static_cast<float>(i) / 4;
    p[60 + i] = {-0.3F * std::cos(angle), 1 - 0.02F * std::sin(angle)};
  }
  return p;
}

/// Somewhere in a picture: turned by `angle`, `size` pixels from eye to eye.
Landmarks68 placed(const Landmarks68& face, float angle, float size, float x, float y) {
  Landmarks68 result;
  for (std::size_t i = 0; i < face.size(); ++i) {
    const auto [px, py] = face[i];
    result[i] = {x + size * (std::cos(angle) * px - std::sin(angle) * py),
                 y + size * (std::sin(angle) * px + std::cos(angle) * py)};
  }
  return result;
}

float farthest(const Landmarks68& a, const Landmarks68& b) {
  float most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    most = std::max(most, std::hypot(a[i].x - b[i].x, a[i].y - b[i].y));
  }
  return most;
}

TEST(without_pose, place_size_and_roll_do_not_count) {
  const Landmarks68 face = plain_face();
  const std::vector<Landmarks68> shapes{placed(face, 0, 50, 100, 80),
                                        placed(face, 0.3F, 50, 40, 80),
                                        placed(face, -0.2F, 90, 300, 200)};
  const std::vector<Landmarks68> plain = without_pose(shapes);
  EXPECT_LT(farthest(plain[0], plain[1]), 1e-3F);
  EXPECT_LT(farthest(plain[0], plain[2]), 1e-3F);
  EXPECT_NEAR(std::hypot(plain[0][39].x - plain[0][36].x, plain[0][39].y - plain[0][36].y), 0.4F,
              1e-3F);
}

TEST(without_pose, an_open_mouth_stays_what_it_is_while_the_head_moves) {
  const Landmarks68 rest = plain_face();
  Landmarks68 open = rest;
  for (const std::size_t i : {55U, 56U, 57U, 58U, 59U, 65U, 66U, 67U}) open[i].y += 0.3F;
  const std::vector<Landmarks68> shapes{
      placed(rest, 0, 60, 100, 80), placed(rest, 0.1F, 62, 110, 82),
      placed(open, 0.25F, 80, 10, 20), placed(rest, 0, 60, 101, 80), placed(open, 0, 60, 100, 80)};
  const std::vector<Landmarks68> plain = without_pose(shapes);
  const auto length = [&](std::size_t i) { return expression_lengths(plain[i]); };
  EXPECT_NEAR(length(2)[0] - length(0)[0], 7.5F * 0.3F, 1e-2F);
  EXPECT_NEAR(length(4)[0] - length(2)[0], 0, 1e-2F);
  // Brows and eyes have not moved.
  for (std::size_t k = 6; k < length(0).size(); ++k) EXPECT_NEAR(length(2)[k], length(0)[k], 1e-2F);
}

TEST(without_pose, a_turned_head_is_no_expression) {
  // What lies before the eyes moves sideways: nose most, lips and brows less.
  const Landmarks68 rest = plain_face();
  std::vector<Landmarks68> shapes(5, placed(rest, 0, 60, 100, 80));
  Landmarks68 turned = rest;
  for (std::size_t i = 27; i < 36; ++i) turned[i].x += 0.06F * (i < 31 ? 1.4F : 1.1F);
  for (std::size_t i = 48; i < 68; ++i) turned[i].x += 0.05F;
  for (std::size_t i = 17; i < 27; ++i) turned[i].x += 0.025F;
  shapes.push_back(placed(turned, 0, 60, 100, 80));
  const std::vector<Landmarks68> plain = without_pose(shapes);
  const std::vector<float> before = expression_lengths(plain[0]);
  const std::vector<float> after = expression_lengths(plain[5]);
  for (std::size_t k = 0; k < before.size(); ++k) EXPECT_NEAR(before[k], after[k], 0.15F) << k;
}

TEST(without_pose, of_nothing_is_nothing) { EXPECT_TRUE(without_pose({}).empty()); }

}  // namespace
}  // namespace facetrack
