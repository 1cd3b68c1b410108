// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "pipeline/segments.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace facetrack {
namespace {

using ::testing::ElementsAre;

std::vector<KeyFrame> keys(std::initializer_list<std::int64_t> frames) {
  std::vector<KeyFrame> result;
  for (const std::int64_t frame : frames) result.push_back({frame, {frame, {1, 25}}});
  return result;
}

TEST(plan_segments, begin_at_key_frames_and_are_long_enough) {
  EXPECT_THAT(plan_segments(keys({0, 50, 130, 180, 300}), 0, 399, 5.0),
              ElementsAre(Segment{0, 129}, Segment{130, 299}, Segment{300, 399}));
}

TEST(plan_segments, tile_the_range_asked_for) {
  EXPECT_THAT(plan_segments(keys({0, 130, 260}), 140, 300, 5.0),
              ElementsAre(Segment{140, 259}, Segment{260, 300}));
  EXPECT_THAT(plan_segments(keys({0}), 0, 99, 5.0), ElementsAre(Segment{0, 99}));
  EXPECT_THAT(plan_segments({}, 0, 9, 5.0), ElementsAre(Segment{0, 9}));
  EXPECT_THAT(plan_segments(keys({0, 130}), 0, 130, 5.0),
              ElementsAre(Segment{0, 129}, Segment{130, 130}));
}

TEST(plan_segments, of_nothing_are_none) {
  EXPECT_TRUE(plan_segments(keys({0}), 0, -1, 5.0).empty());
}

}  // namespace
}  // namespace facetrack
