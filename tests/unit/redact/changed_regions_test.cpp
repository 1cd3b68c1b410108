// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "redact/changed_regions.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

namespace facetrack::redact {
namespace {

constexpr int width = 640;
constexpr int height = 360;

/// A grey picture of brightness `ground` with a square of brightness `ink` at x, y.
Frame picture(int ground, int ink = 0, int x = 0, int y = 0, int side = 0) {
  auto pixels = std::make_shared<std::vector<std::byte>>(static_cast<std::size_t>(width * height),
                                                         static_cast<std::byte>(ground));
  for (int row = y; row < y + side; ++row) {
    for (int column = x; column < x + side; ++column) {
      (*pixels)[static_cast<std::size_t>(row * width + column)] = static_cast<std::byte>(ink);
    }
  }
  const ImageView view{pixels->data(), width, height, width, PixelFormat::gray8};
  return {pixels, {view, {}, {}}, PixelFormat::gray8, {}};
}

bool contains(const Region& region, const Region& part) {
  return region.x <= part.x && region.y <= part.y &&
         region.x + region.width >= part.x + part.width &&
         region.y + region.height >= part.y + part.height;
}

TEST(ChangedRegions, the_first_frame_is_searched_whole_and_the_same_again_is_not) {
  ChangedRegions changes;
  const std::vector<Region> all = changes.take(picture(100), 40);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_TRUE(contains(all[0], {0, 0, width, height}));
  EXPECT_TRUE(changes.take(picture(100), 40).empty());
  EXPECT_TRUE(changes.take(picture(102), 40).empty());  // noise
}

TEST(ChangedRegions, a_small_change_is_searched_with_its_surroundings) {
  ChangedRegions changes;
  changes.take(picture(100), 40);
  const std::vector<Region> regions = changes.take(picture(100, 110, 300, 200, 16), 40);
  ASSERT_EQ(regions.size(), 1U);
  EXPECT_TRUE(contains(regions[0], {260, 160, 96, 96}));
  EXPECT_LT(regions[0].width, 400);
  EXPECT_TRUE(changes.was_changed({290, 190, 20, 20}));
  EXPECT_FALSE(changes.was_changed({10, 10, 40, 40}));
  // It disappears again.
  EXPECT_EQ(changes.take(picture(100), 40).size(), 1U);
}

TEST(ChangedRegions, a_slow_change_adds_up) {
  ChangedRegions changes;
  changes.take(picture(100), 40);
  int searched = 0;
  for (int step = 1; step <= 12; ++step)
    searched += changes.take(picture(100 + step), 40).empty() ? 0 : 1;
  EXPECT_EQ(searched, 3);
}

TEST(ChangedRegions, changes_elsewhere_wait) {
  ChangedRegions changes;
  changes.take(picture(100), 40);
  const Frame changed = picture(100, 140, 300, 200, 16);
  const std::array<Box, 1> elsewhere{Box{0, 0, 50, 50}};
  EXPECT_TRUE(changes.take(changed, 40, elsewhere).empty());
  EXPECT_EQ(changes.take(changed, 40).size(), 1U);
}

TEST(ChangedRegions, two_changes_far_apart_are_two_regions) {
  ChangedRegions changes;
  changes.take(picture(100, 140, 30, 30, 16), 30);
  EXPECT_EQ(changes.take(picture(100, 140, 600, 300, 16), 30).size(), 2U);
}

}  // namespace
}  // namespace facetrack::redact
