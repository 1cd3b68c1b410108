// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/align.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "facetrack/face.hpp"

namespace facetrack {
namespace {

constexpr Landmarks upright_face{{{30, 40}, {70, 42}, {50, 60}, {35, 80}, {66, 82}}};

Landmarks moved(const Similarity& by) {
  Landmarks points;
  for (std::size_t i = 0; i < upright_face.size(); ++i) points[i] = by(upright_face[i]);
  return points;
}

TEST(Align, finds_the_turn_scale_and_shift_that_was_applied) {
  const Similarity truth{0.6F, -0.8F, 12, 5};
  const auto found = fit_similarity(upright_face, moved(truth));
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->a, truth.a, 1e-4F);
  EXPECT_NEAR(found->b, truth.b, 1e-4F);
  EXPECT_NEAR(found->x0, truth.x0, 1e-2F);
  EXPECT_NEAR(found->y0, truth.y0, 1e-2F);
  EXPECT_NEAR(found->scale(), 1.0F, 1e-4F);
}

TEST(Align, never_mirrors_the_face) {
  Landmarks mirrored = upright_face;
  for (Point& p : mirrored) p.x = 100 - p.x;
  const auto found = fit_similarity(upright_face, mirrored);
  ASSERT_TRUE(found);
  // A mirror image cannot be reached: the eyes keep their order, so the fit leaves a rest.
  EXPECT_GT(std::abs((*found)(upright_face[0]).x - mirrored[0].x), 10.0F);
}

TEST(Align, inverse_leads_back) {
  const Similarity there{1.5F, 0.7F, -20, 31};
  const Point back = there.inverse()(there({17, 4}));
  EXPECT_NEAR(back.x, 17, 1e-4F);
  EXPECT_NEAR(back.y, 4, 1e-4F);
}

TEST(Align, refuses_points_that_have_no_shape) {
  EXPECT_FALSE(fit_similarity(Landmarks{}, upright_face));
  Landmarks broken = upright_face;
  broken[2].x = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(fit_similarity(broken, upright_face));
  EXPECT_FALSE(fit_similarity(upright_face, broken));
}

TEST(Align, box_around_the_mean_shape_is_the_box) {
  const Box box{100, 50, 80, 104};
  const Box again = box_around(mean_landmarks(box));
  EXPECT_GT(iou(box, again), 0.99F);
}

}  // namespace
}  // namespace facetrack
