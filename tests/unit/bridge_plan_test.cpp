// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"

#include "bridge/join_cost.hpp"
#include "bridge/join_sound.hpp"
#include "bridge/plan.hpp"
#include "support/complaint.hpp"

namespace facetrack::bridge {
namespace {

using ::testing::HasSubstr;

Timeline constant(std::int64_t frames, Rational rate) {
  std::vector<MediaTime> times;
  for (std::int64_t i = 0; i <= frames; ++i) times.push_back({i, {rate.den, rate.num}});
  return {times, rate};
}

// Frames at 40 ms, every fifth left out: a camera that drops frames.
Timeline dropping(std::int64_t frames) {
  std::vector<MediaTime> times;
  for (std::int64_t slot = 0; static_cast<std::int64_t>(times.size()) <= frames; ++slot) {
    if (slot % 5 != 4) times.push_back({slot * 40, {1, 1000}});
  }
  return {times, std::nullopt};
}

std::string refusal(const Timeline& timeline, std::int64_t a, std::int64_t b,
                    const BridgeOptions& options = {}) {
  return testing::complaint(ErrorCode::invalid_argument,
                            [&] { plan_parts(timeline, a, b, options); });
}

TEST(BridgePlan, puts_A_at_n_and_B_at_2n_at_every_rate) {
  for (const Rational rate : {Rational{25, 1}, {24000, 1001}, {30000, 1001}, {50, 1}, {60, 1}}) {
    const Timeline timeline = constant(2000, rate);
    BridgePlan plan = plan_parts(timeline, 400, 1000, {});
    const std::int64_t n = plan.before;
    for (const std::int64_t indent : {std::int64_t{0}, std::int64_t{17}, n - 4}) {
      plan.indent = indent;
      plan.interpolated = 3;
      fill_frames(timeline, plan);
      ASSERT_EQ(static_cast<std::int64_t>(plan.frames.size()), 3 * n);
      EXPECT_EQ(plan.frames[static_cast<std::size_t>(n)], 400);
      EXPECT_EQ(plan.frames[static_cast<std::size_t>(2 * n)], 1000);
      EXPECT_EQ(std::count(plan.frames.begin(), plan.frames.end(), -1), 3);
      EXPECT_EQ(plan.frames.front(), 400 - n);
      EXPECT_EQ(plan.frames.back(), 1000 + n - 1);
      EXPECT_FALSE(plan.overlaps);
    }
  }
}

TEST(BridgePlan, shows_consecutive_frames_on_both_sides_of_the_join) {
  const Timeline timeline = constant(2000, {25, 1});
  BridgePlan plan = plan_parts(timeline, 400, 1000, {});
  plan.indent = 10;
  plan.interpolated = 3;
  fill_frames(timeline, plan);
  for (std::size_t i = 1; i < plan.frames.size(); ++i) {
    if (plan.frames[i] < 0 || plan.frames[i - 1] < 0) continue;
    EXPECT_EQ(plan.frames[i], plan.frames[i - 1] + 1) << "at " << i;
  }
}

TEST(BridgePlan, five_seconds_are_120_frames_at_23_976) {
  EXPECT_EQ(constant(2000, {24000, 1001}).count(5), 120);
  EXPECT_EQ(constant(2000, {30000, 1001}).count(5), 150);
}

TEST(BridgePlan, says_what_is_missing_around_A_and_B) {
  const Timeline timeline = constant(600, {25, 1});
  EXPECT_THAT(refusal(timeline, 124, 400), HasSubstr("frame A (124) has only 4.96 s before it"));
  EXPECT_THAT(refusal(timeline, 125, 476), HasSubstr("frame B (476) has only 4.96 s from it"));
  EXPECT_EQ(refusal(timeline, 125, 475), "");
  EXPECT_THAT(refusal(timeline, 125, 600), HasSubstr("which has 600"));
  BridgeOptions options;
  options.indent = 123;
  options.interpolated = 3;
  EXPECT_THAT(refusal(timeline, 200, 400, options), HasSubstr("at most 124 frames"));
}

TEST(BridgePlan, says_when_the_middle_repeats_frames) {
  const Timeline timeline = constant(600, {25, 1});
  BridgePlan plan = plan_parts(timeline, 200, 260, {});
  plan.indent = 60;
  plan.interpolated = 3;
  fill_frames(timeline, plan);
  EXPECT_TRUE(plan.overlaps);
}

TEST(BridgePlan, keeps_A_and_B_where_frames_were_dropped) {
  const Timeline timeline = dropping(1000);
  EXPECT_TRUE(timeline.variable());
  EXPECT_EQ(timeline.rate(), (Rational{25, 1}));
  BridgePlan plan = plan_parts(timeline, 300, 700, {});
  plan.indent = 40;
  plan.interpolated = 3;
  fill_frames(timeline, plan);
  ASSERT_EQ(plan.frames.size(), 375U);
  EXPECT_EQ(plan.frames[125], 300);
  EXPECT_EQ(plan.frames[250], 700);
  // The dropped slot shows the frame before it once more, so 125 slots are 100 frames.
  EXPECT_EQ(plan.frames[0], 200);
}

TEST(BridgePlan, finds_the_frame_on_screen_at_a_typed_time) {
  const Timeline timeline = constant(600, {30000, 1001});
  EXPECT_EQ(timeline.at_time(parse_time("0")), 0);
  EXPECT_EQ(timeline.at_time(parse_time("0.033")), 1);  // 1/29.97 s, as people type it
  EXPECT_EQ(timeline.at_time(parse_time("0.030")), 0);
  EXPECT_EQ(timeline.at_time(parse_time("1000")), 600);
}

TEST(BridgeSound, crossfades_with_equal_power_and_without_a_step) {
  media::SoundClip left{1000, {std::vector<float>(1000, 0.5F)}};
  media::SoundClip right{1000, {std::vector<float>(1000, 0.5F)}};
  const auto joined = join_sounds(left, right, 400, 600).channels[0];
  ASSERT_EQ(joined.size(), 1000U);
  EXPECT_FLOAT_EQ(joined[399], 0.5F);
  EXPECT_FLOAT_EQ(joined[600], 0.5F);
  EXPECT_NEAR(joined[500], 0.5F * std::sqrt(2.0F), 1e-2);  // cos + sin at the middle
  for (std::size_t i = 1; i < joined.size(); ++i) {
    EXPECT_LT(std::abs(joined[i] - joined[i - 1]), 0.01F) << "at " << i;
  }
}

TEST(JoinCost, hurry_and_invented_frames_cost) {
  const PairCost pair{0.3, 6.0};
  EXPECT_GT(join_cost(pair, 1, 0.5), join_cost(pair, 3, 0.5));  // fewer steps: hurried
  EXPECT_GT(join_cost(pair, 9, 6.0), join_cost(pair, 1, 6.0));  // calm enough: no need for more
  EXPECT_DOUBLE_EQ(join_cost({0.0, 0.0}, 0, 1.0), 0.0);
}

}  // namespace
}  // namespace facetrack::bridge
