// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "identify/decision.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace facetrack {
namespace {

constexpr MatchLimits typical_limits{1.1F, 1.0F, 1.15F};

TEST(decide, tells_the_three_verdicts_apart_by_the_limits) {
  EXPECT_EQ(decide({0.99F, 0, 0}, typical_limits).verdict, Verdict::match);
  EXPECT_EQ(decide({1.0F, 0, 0}, typical_limits).verdict, Verdict::uncertain);
  EXPECT_EQ(decide({1.15F, 0, 0}, typical_limits).verdict, Verdict::uncertain);
  EXPECT_EQ(decide({1.16F, 0, 0}, typical_limits).verdict, Verdict::other_person);
}

TEST(decide, does_not_change_a_distance_without_commonness) {
  for (const float distance : {0.0F, 0.3F, 1.0F, 1.9F}) {
    EXPECT_FLOAT_EQ(decide({distance, 0, 0}, typical_limits).distance, distance);
  }
}

TEST(decide, subtracts_the_commonness_of_both_faces_from_their_similarity) {
  // Similarity 0.55 is a distance of 0.9487; 0.55 - 0.1 - 0.05 is one of 1.0954.
  const float distance = std::sqrt(2 - 2 * 0.55F);
  const Decision decision = decide({distance, 0.1F, 0.05F}, typical_limits);
  EXPECT_NEAR(decision.distance, std::sqrt(2 - 2 * 0.4F), 1e-6F);
  EXPECT_EQ(decide({distance, 0.05F, 0.1F}, typical_limits).distance, decision.distance);
}

TEST(decide, is_uncertain_and_says_why_if_only_the_common_look_is_near) {
  const Decision common = decide({0.95F, 0.1F, 0.05F}, typical_limits);
  EXPECT_EQ(common.verdict, Verdict::uncertain);
  EXPECT_NE(common.reason.find("many other people"), std::string_view::npos);
  // Even if the corrected distance is beyond the range of doubt: the faces do resemble each other.
  EXPECT_EQ(decide({0.95F, 0.3F, 0.3F}, typical_limits).verdict, Verdict::uncertain);
  EXPECT_NE(decide({1.05F, 0, 0}, typical_limits).reason, common.reason);
  EXPECT_NE(decide({1.05F, 0, 0}, typical_limits).reason, "");
  EXPECT_EQ(decide({0.5F, 0, 0}, typical_limits).reason, "");
  EXPECT_EQ(decide({1.5F, 0, 0}, typical_limits).reason, "");
}

TEST(decide, is_half_confident_at_the_limit_and_less_with_every_bit_of_distance) {
  EXPECT_FLOAT_EQ(decide({1.0F, 0, 0}, typical_limits).confidence, 0.5F);
  float before = 1;
  for (float distance = 0.5F; distance < 1.6F; distance += 0.01F) {
    const Decision decision = decide({distance, 0, 0}, typical_limits);
    EXPECT_LT(decision.confidence, before);
    EXPECT_EQ(decision.confidence > 0.5F, decision.verdict == Verdict::match) << distance;
    before = decision.confidence;
  }
  EXPECT_GE(decide({0.88F, 0, 0}, typical_limits).confidence, 0.9F);
  EXPECT_LT(decide({0.92F, 0, 0}, typical_limits).confidence, 0.9F);
}

TEST(decide, is_never_confident_about_a_face_without_a_distance) {
  const Decision decision = decide({std::numeric_limits<float>::infinity(), 0, 0}, typical_limits);
  EXPECT_EQ(decision.verdict, Verdict::other_person);
  EXPECT_EQ(decision.confidence, 0);
}

TEST(decide, takes_limits_without_a_range_of_doubt) {
  const MatchLimits sharp{1.1F, 1.0F, 1.0F};
  EXPECT_EQ(decide({0.9F, 0, 0}, sharp).verdict, Verdict::match);
  EXPECT_GT(decide({0.9F, 0, 0}, sharp).confidence, 0.99F);
  EXPECT_EQ(decide({1.1F, 0, 0}, sharp).verdict, Verdict::other_person);
  EXPECT_LT(decide({1.1F, 0, 0}, sharp).confidence, 0.01F);
}

}  // namespace
}  // namespace facetrack
