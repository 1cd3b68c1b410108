// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "core/assignment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "face/duplicates.hpp"

namespace facetrack {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST(continuity, is_one_for_the_same_place_and_nothing_out_of_reach) {
  const Box box{100, 100, 40, 50};
  EXPECT_FLOAT_EQ(continuity(box, box), 1.0F);
  EXPECT_EQ(continuity(box, {200, 100, 40, 50}), 0.0F);
  EXPECT_EQ(continuity(box, {60, 50, 120, 150}), 0.0F) << "three times the size";
  EXPECT_GT(continuity(box, {120, 100, 40, 50}), continuity(box, {130, 100, 40, 50}));
}

TEST(assign, prefers_the_best_sum_to_the_best_pair) {
  // The left detection is nearest to the right face too: serving greedily loses one of them.
  const Box left{0, 0, 40, 40};
  const Box right{30, 0, 40, 40};
  const std::vector<Box> detected{{20, 0, 40, 40}, {55, 0, 40, 40}};
  EXPECT_THAT(assign(std::vector{left, right}, detected),
              UnorderedElementsAre(Pair(0, 0), Pair(1, 1)));
}

TEST(assign, leaves_out_what_has_no_partner) {
  const std::vector<Box> one{{0, 0, 40, 40}};
  const std::vector<Box> far{{500, 0, 40, 40}};
  EXPECT_THAT(assign(one, far), IsEmpty());
  EXPECT_THAT(assign(one, {}), IsEmpty());
  EXPECT_THAT(assign({}, far), IsEmpty());
  EXPECT_THAT(assign(one, std::vector<Box>{{500, 0, 40, 40}, {2, 0, 40, 40}}),
              ElementsAre(Pair(0, 1)));
}

TEST(without_duplicates, keeps_the_surest_of_each_face) {
  const std::vector<Detection> found{
      {{0, 0, 40, 40}, 0.7F, {}}, {{3, 2, 40, 42}, 0.9F, {}}, {{60, 0, 40, 40}, 0.8F, {}}};
  const auto kept = without_duplicates(found);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_FLOAT_EQ(kept[0].score, 0.9F);
  EXPECT_FLOAT_EQ(kept[1].score, 0.8F);
}

}  // namespace
}  // namespace facetrack
