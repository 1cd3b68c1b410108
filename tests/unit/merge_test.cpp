// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "pipeline/merge.hpp"

#include <gtest/gtest.h>

#include "support/tracks.hpp"

namespace facetrack {
namespace {

using testing::face_at;
using testing::looking_like;
using testing::point;
using testing::track;

TEST(join_at_seam, makes_one_track_of_a_face_in_the_same_place) {
  FaceTrack after = looking_like(track(0, 10, 19), face_at(5));
  after.ends_because = TrackEnd::left_frame;
  std::vector<FaceTrack> before{looking_like(track(0, 0, 9), face_at(0))};
  join_at_seam(before, {after}, 10);
  ASSERT_EQ(before.size(), 1U);
  EXPECT_EQ(before[0].ends_because, TrackEnd::left_frame);
  EXPECT_EQ(before[0].last_frame(), 19);
  EXPECT_EQ(before[0].points.size(), 20U);
  EXPECT_EQ(before[0].samples.size(), 2U);
}

TEST(join_at_seam, keeps_apart_what_does_not_touch) {
  std::vector<FaceTrack> before{track(0, 0, 8)};
  join_at_seam(before, {track(0, 10, 19)}, 10);
  EXPECT_EQ(before.size(), 2U) << "a frame is missing";
  before = {track(0, 0, 9)};
  join_at_seam(before, {track(0, 10, 19, {400, 10, 50, 60})}, 10);
  EXPECT_EQ(before.size(), 2U) << "another place";
}

TEST(split_at_shots, cuts_tracks_drops_mixed_frames_and_says_why) {
  const std::vector<Shot> shots{
      {0, 0, 9, ShotEnd::cut, 1}, {1, 10, 19, ShotEnd::dissolve, 1}, {2, 25, 39, ShotEnd::end, 0}};
  FaceTrack whole = track(7, 3, 30);
  whole.ends_because = TrackEnd::occluded;
  whole = looking_like(whole, face_at(0));
  const auto pieces = split_at_shots(std::vector{whole}, shots, 40);
  ASSERT_EQ(pieces.size(), 3U);
  EXPECT_EQ(pieces[0].first_frame(), 3);
  EXPECT_EQ(pieces[0].last_frame(), 9);
  EXPECT_EQ(pieces[0].ends_because, TrackEnd::cut);
  EXPECT_EQ(pieces[0].samples.size(), 1U);
  EXPECT_EQ(pieces[1].ends_because, TrackEnd::dissolve);
  EXPECT_TRUE(pieces[1].samples.empty());
  EXPECT_EQ(pieces[2].first_frame(), 25);
  EXPECT_EQ(pieces[2].ends_because, TrackEnd::occluded) << "it ended inside the shot";
  for (std::size_t i = 0; i < pieces.size(); ++i) EXPECT_EQ(pieces[i].id, static_cast<int>(i));
}

TEST(split_at_shots, a_face_on_the_last_frame_ends_with_the_video) {
  const std::vector<Shot> shots{{0, 0, 9, ShotEnd::end, 0}};
  const auto pieces = split_at_shots(std::vector{track(0, 0, 9)}, shots, 10);
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_EQ(pieces[0].ends_because, TrackEnd::end);
}

/// A face that stays and one that walks across it on frames 13 to 17.
std::vector<FaceTrack> crossing() {
  FaceTrack passing;
  for (std::int64_t f = 0; f < 30; ++f) {
    passing.points.push_back(point(f, {static_cast<float>(10 * f - 50), 0, 50, 50}));
  }
  return {track(0, 0, 29, {100, 0, 50, 50}), passing};
}

TEST(keep_best_portraits, one_of_each_shot_that_a_track_is_in_and_none_of_mixed_frames) {
  const std::vector<Shot> shots{{0, 0, 9, ShotEnd::dissolve, 1}, {1, 20, 39, ShotEnd::end, 0}};
  struct Case {
    std::int64_t frame;
    float quality;
    const char* portrait;
    const char* kept;
  };
  const std::vector<Case> cases{{2, 0.5F, "a", ""},  {4, 0.7F, "b", "b"},  {6, 0.9F, "", ""},
                                {8, 0.7F, "c", ""},  {9, 0.6F, "d", ""},   {12, 0.9F, "e", ""},
                                {20, 0.1F, "f", ""}, {39, 0.2F, "g", "g"}, {40, 1.0F, "h", ""}};
  std::vector<FaceTrack> tracks(1);
  for (const Case& c : cases) tracks[0].samples.push_back({c.frame, {c.quality}, {}, c.portrait});
  keep_best_portraits(tracks, shots);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(tracks[0].samples[i].portrait, cases[i].kept) << "frame " << cases[i].frame;
  }
}

FaceSample sample(std::int64_t frame, const Embedding& face) {
  return {frame, {0.9F, 0.9F, 0.9F, 100}, face};
}

TEST(split_at_crossings, cuts_a_track_that_went_on_with_the_other_face) {
  auto tracks = crossing();
  tracks[0].samples = {sample(5, face_at(0)), sample(25, face_at(90))};
  const auto pieces = split_at_crossings(tracks, 1.0F);
  ASSERT_EQ(pieces.size(), 3U);
  EXPECT_LT(pieces[0].last_frame(), 14);
  EXPECT_GT(pieces[1].first_frame(), 16);
  EXPECT_EQ(pieces[2].points.size(), 30U) << "of the other nothing is known";
}

TEST(split_at_crossings, leaves_a_track_that_shows_the_same_face_before_and_after) {
  auto tracks = crossing();
  tracks[0].samples = {sample(5, face_at(0)), sample(25, face_at(20))};
  EXPECT_EQ(split_at_crossings(tracks, 1.0F).size(), 2U);
}

}  // namespace
}  // namespace facetrack
