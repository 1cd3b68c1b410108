// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <gtest/gtest.h>

#include "facetrack/face.hpp"

namespace facetrack {
namespace {

TEST(Box, iou_of_equal_disjoint_and_half_overlapping_boxes) {
  const Box a{0, 0, 10, 10};
  EXPECT_FLOAT_EQ(iou(a, a), 1.0F);
  EXPECT_FLOAT_EQ(iou(a, {20, 0, 10, 10}), 0.0F);
  EXPECT_FLOAT_EQ(iou(a, {10, 0, 10, 10}), 0.0F);
  EXPECT_FLOAT_EQ(iou(a, {5, 0, 10, 10}), 50.0F / 150.0F);
}

TEST(Box, center_is_in_the_middle) { EXPECT_EQ((Box{2, 4, 10, 20}.center()), (Point{7, 14})); }

}  // namespace
}  // namespace facetrack
