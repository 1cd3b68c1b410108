// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/scan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/tracks.hpp"

namespace facetrack::testing {
namespace {

using job::longer_parts;
using job::parts_around;
using ::testing::ElementsAre;

const std::vector<std::int64_t> all_key_frames{0, 100, 200, 300, 400};
const std::vector<std::int64_t> looked_at{0, 50, 100, 150, 200, 250, 300, 350, 400, 450};

TEST(ScanParts, reach_from_the_look_before_to_the_look_after) {
  const std::vector<FrameRange> shown{{250, 250}};
  EXPECT_THAT(parts_around(shown, looked_at, all_key_frames, 500),
              ElementsAre(FrameRange{200, 399}));
}

TEST(ScanParts, at_the_ends_of_the_video_end_there) {
  const std::vector<FrameRange> shown{{0, 0}, {450, 450}};
  EXPECT_THAT(parts_around(shown, looked_at, all_key_frames, 500),
              ElementsAre(FrameRange{0, 99}, FrameRange{400, 499}));
}

TEST(ScanParts, that_touch_are_one) {
  const std::vector<FrameRange> shown{{100, 150}, {250, 300}};
  EXPECT_THAT(parts_around(shown, looked_at, all_key_frames, 500), ElementsAre(FrameRange{0, 399}));
}

TEST(ScanParts, become_longer_where_the_person_is_still_there) {
  const std::vector<FrameRange> parts{{100, 199}, {300, 399}};
  EXPECT_THAT(longer_parts(parts, std::vector{track(1, 120, 199)}, all_key_frames, 500),
              ElementsAre(FrameRange{100, 399}));
  EXPECT_THAT(longer_parts(parts, std::vector{track(1, 120, 180)}, all_key_frames, 500),
              ElementsAre(FrameRange{100, 199}, FrameRange{300, 399}));
  EXPECT_THAT(longer_parts(parts, std::vector{track(1, 100, 180)}, all_key_frames, 500),
              ElementsAre(FrameRange{0, 199}, FrameRange{300, 399}));
}

TEST(ScanParts, do_not_grow_beyond_the_video) {
  const std::vector<FrameRange> parts{{0, 499}};
  EXPECT_THAT(longer_parts(parts, std::vector{track(1, 0, 499)}, all_key_frames, 500),
              ElementsAre(FrameRange{0, 499}));
}

}  // namespace
}  // namespace facetrack::testing
