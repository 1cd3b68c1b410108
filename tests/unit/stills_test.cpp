// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "pipeline/stills.hpp"

#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace facetrack {
namespace {

Frame grey(std::int64_t index) {
  static const std::vector<std::byte> pixels(32 * 24, std::byte{90});
  const ImageView luma{pixels.data(), 32, 24, 32, PixelFormat::gray8};
  return {nullptr,
          {luma, ImageView{}, ImageView{}},
          PixelFormat::gray8,
          {{index, {1, 25}}, {1, {1, 25}}, index},
          {}};
}

std::vector<std::int64_t> frames_of(const Stills& stills) {
  std::vector<std::int64_t> frames;
  for (const auto& [frame, jpeg] : stills) {
    EXPECT_TRUE(jpeg.starts_with("\xFF\xD8")) << frame;
    frames.push_back(frame);
  }
  return frames;
}

/// Of a film with 25 frames a second, where shots are known to begin at `cuts`.
std::vector<std::int64_t> kept(std::int64_t frames, const std::set<std::int64_t>& cuts = {}) {
  StillCollector stills;
  for (std::int64_t i = 0; i < frames; ++i) stills.consider(grey(i), cuts.contains(i));
  return frames_of(stills.finish());
}

using Frames = std::vector<std::int64_t>;

TEST(StillCollector, keeps_a_frame_a_little_way_into_each_shot) {
  EXPECT_EQ(kept(40), Frames{12});
  EXPECT_EQ(kept(80, {40}), (Frames{12, 52}));
}

TEST(StillCollector, keeps_of_a_short_shot_what_there_is) {
  EXPECT_EQ(kept(1), Frames{0});
  EXPECT_EQ(kept(12), Frames{6});
  EXPECT_EQ(kept(40, {5, 12}), (Frames{0, 11, 24}));
  EXPECT_EQ(kept(0), Frames{});
}

TEST(StillCollector, keeps_one_every_two_seconds_for_shots_that_are_known_later) {
  EXPECT_EQ(kept(150), (Frames{12, 62, 112}));
}

TEST(stills_of, chooses_the_best_of_each_of_the_longest_shots_and_none_of_mixed_frames) {
  const std::vector<Shot> shots{{0, 0, 99, ShotEnd::dissolve, 1},
                                {1, 120, 139, ShotEnd::cut, 1},
                                {2, 140, 199, ShotEnd::cut, 1},
                                {3, 200, 204, ShotEnd::end, 0}};
  Stills all;
  for (const std::int64_t frame : {0, 15, 62, 112, 121, 132, 202}) all[frame] = "jpeg";
  Frames chosen;
  for (const auto& [frame, jpeg] : stills_of(shots, all)) chosen.push_back(frame);
  EXPECT_EQ(chosen, (Frames{15, 132, 202})) << "the third longest has none";
}

TEST(stills_of, keeps_those_of_the_longest_shots_if_there_are_many) {
  std::vector<Shot> shots;
  Stills all;
  for (int i = 0; i < 200; ++i) {
    const std::int64_t first = i * 1000;
    shots.push_back({i, first, first + 10 + i, ShotEnd::cut, 1});
    all[first + 5] = "jpeg";
  }
  const Stills chosen = stills_of(shots, all);
  EXPECT_EQ(chosen.size(), most_stills);
  EXPECT_EQ(chosen.begin()->first, 80'005);
}

TEST(still_of, lies_in_the_shot) {
  const Stills stills{{9, "before"}, {20, "after"}};
  EXPECT_EQ(still_of({0, 10, 19, ShotEnd::cut, 1}, stills), nullptr);
  EXPECT_EQ(*still_of({0, 10, 20, ShotEnd::cut, 1}, stills), "after");
  EXPECT_EQ(*still_of({0, 0, 9, ShotEnd::cut, 1}, stills), "before");
}

}  // namespace
}  // namespace facetrack
