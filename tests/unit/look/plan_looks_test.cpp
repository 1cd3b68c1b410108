// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "look/plan_looks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace facetrack::testing {
namespace {

using ::testing::ElementsAre;

MediaTime at_25(std::int64_t frame) { return {frame, {1, 25}}; }

std::vector<LookStretch> planned(const std::vector<std::int64_t>& keys, std::int64_t frames,
                                 double every) {
  std::vector<KeyFrame> key_frames;
  for (const std::int64_t key : keys) key_frames.push_back({key, at_25(key)});
  return plan_looks(key_frames, frames, at_25(frames),
                    {static_cast<std::int64_t>(every * 1000), {1, 1000}}, at_25);
}

TEST(PlanLooks, looks_at_every_key_frame) {
  EXPECT_THAT(planned({0, 30, 40}, 60, 2),
              ElementsAre(LookStretch{0}, LookStretch{30}, LookStretch{40}));
}

TEST(PlanLooks, looks_between_key_frames_that_are_farther_apart) {
  // 4.4 s from frame 0: the last look is 2 s before the next key frame. 3.6 s up to the end.
  EXPECT_THAT(planned({0, 110}, 200, 2),
              ElementsAre(LookStretch{0, 10, 60}, LookStretch{110, 150}));
}

TEST(PlanLooks, a_gap_of_exactly_the_limit_is_not_divided) {
  EXPECT_THAT(planned({0, 50}, 100, 2), ElementsAre(LookStretch{0}, LookStretch{50}));
}

TEST(PlanLooks, counts_time_and_not_frames) {
  // Each of the frames 0 to 9 lasts a second, each later one a tenth.
  const auto time_of = [](std::int64_t frame) {
    return MediaTime{frame <= 10 ? frame * 10 : 100 + (frame - 10), {1, 10}};
  };
  const std::vector<KeyFrame> keys{{0, {0, {1, 10}}}};
  EXPECT_THAT(plan_looks(keys, 110, {200, {1, 10}}, {5, {1, 1}}, time_of),
              ElementsAre(LookStretch{0, 5, 10, 60}));
}

}  // namespace
}  // namespace facetrack::testing
