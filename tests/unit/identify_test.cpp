// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/identify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"

#include "support/tracks.hpp"

namespace facetrack {
namespace {

using ::testing::ElementsAre;
using testing::face_at;
using testing::looking_like;
using testing::track;

// On the unit sphere: 60 degrees are a distance of 1, 70 of 1.15.
constexpr IdentifyOptions options{1.0F, 1.15F};
const std::vector<Reference> target{{"ref.png", face_at(0), true, {}}};

TEST(identify, tells_the_target_from_others_and_does_not_guess) {
  const std::vector<FaceTrack> tracks{looking_like(track(3, 0, 9), face_at(40)),
                                      looking_like(track(4, 20, 29), face_at(90, 2)),
                                      looking_like(track(5, 40, 49), face_at(64, 3))};
  const auto ids = identify(tracks, target, options);
  ASSERT_EQ(ids.size(), 3U);
  EXPECT_EQ(ids[0].verdict, Verdict::target);
  EXPECT_EQ(ids[0].track, 3);
  EXPECT_GT(ids[0].confidence, 0.9F);
  EXPECT_EQ(ids[1].verdict, Verdict::other_person);
  EXPECT_LT(ids[1].confidence, 0.1F);
  EXPECT_EQ(ids[2].verdict, Verdict::uncertain);
}

TEST(identify, two_faces_on_one_frame_are_not_both_the_target) {
  const std::vector<FaceTrack> tracks{looking_like(track(0, 0, 9), face_at(50)),
                                      looking_like(track(1, 5, 14), face_at(30, 2))};
  const auto ids = identify(tracks, target, options);
  EXPECT_EQ(ids[0].verdict, Verdict::other_person);
  EXPECT_EQ(ids[1].verdict, Verdict::target);
}

TEST(identify, settles_a_profile_by_the_frontal_views_of_the_same_video) {
  // 64 degrees from the photo, but only 34 from the track that is the target.
  const std::vector<FaceTrack> tracks{looking_like(track(0, 0, 9), face_at(30)),
                                      looking_like(track(1, 20, 29), face_at(64))};
  EXPECT_EQ(identify(tracks, target, options)[1].verdict, Verdict::target);
}

TEST(identify, does_not_settle_a_track_that_is_on_screen_with_the_target) {
  const std::vector<FaceTrack> tracks{looking_like(track(0, 0, 9), face_at(30)),
                                      looking_like(track(1, 5, 29), face_at(64))};
  EXPECT_NE(identify(tracks, target, options)[1].verdict, Verdict::target);
}

TEST(identify, a_reference_of_somebody_else_excludes_him) {
  std::vector<Reference> both = target;
  both.push_back({"twin.png", face_at(45), false, {}});
  const std::vector<FaceTrack> tracks{looking_like(track(0, 0, 9), face_at(40)),
                                      looking_like(track(1, 20, 29), face_at(5))};
  const auto ids = identify(tracks, both, options);
  EXPECT_EQ(ids[0].verdict, Verdict::reference_excluded);
  EXPECT_EQ(ids[1].verdict, Verdict::target);
}

TEST(identify, says_why_nothing_can_be_said) {
  FaceTrack small = looking_like(track(0, 0, 9), face_at(64));
  small.samples[0].quality.size = 8;
  FaceTrack blurred = looking_like(track(1, 20, 29), face_at(64));
  blurred.samples[0].quality.sharpness = 0.01F;
  const std::vector<FaceTrack> tracks{small, blurred, track(2, 40, 49)};
  const auto ids = identify(tracks, target, options);
  EXPECT_EQ(ids[0].verdict, Verdict::too_small);
  EXPECT_EQ(ids[1].verdict, Verdict::blurred);
  EXPECT_EQ(ids[2].verdict, Verdict::too_short);
}

TEST(identify, needs_distances) {
  EXPECT_THROW(identify({}, target, {}), Error);
  EXPECT_THROW(identify({}, target, {1.0F, 0.5F}), Error);
}

TEST(distance, refuses_to_compare_models) {
  Embedding other = face_at(0);
  other.model = "another";
  EXPECT_THROW(distance(face_at(0), other), Error);
  EXPECT_NEAR(distance(face_at(0), face_at(60)), 1.0F, 1e-5F);
}

TEST(cluster_persons, groups_by_likeness_longest_first) {
  const std::vector<FaceTrack> tracks{
      looking_like(track(0, 0, 9), face_at(0)), looking_like(track(1, 20, 59), face_at(90, 2)),
      looking_like(track(2, 70, 79), face_at(20)), track(3, 90, 99)};
  EXPECT_THAT(cluster_persons(tracks, options), ElementsAre(1, 0, 1, -1));
}

TEST(cluster_persons, never_joins_faces_that_are_on_screen_together) {
  const std::vector<FaceTrack> tracks{looking_like(track(0, 0, 9), face_at(0)),
                                      looking_like(track(1, 5, 12), face_at(3))};
  EXPECT_THAT(cluster_persons(tracks, options), ElementsAre(0, 1));
}

TEST(identify, near_the_photo_but_unlike_the_target_of_the_video_is_somebody_else) {
  const std::vector<FaceTrack> tracks{looking_like(track(0, 0, 9), face_at(50)),
                                      looking_like(track(1, 20, 29), face_at(-55))};
  const auto ids = identify(tracks, target, options);
  EXPECT_EQ(ids[0].verdict, Verdict::target);
  EXPECT_EQ(ids[1].verdict, Verdict::other_person);
}

TEST(identify, several_photos_together_say_more_than_each) {
  // 60.5 degrees from either photo, 50 from what they have in common.
  const std::vector<Reference> photos{{"left.png", face_at(40), true, {}},
                                      {"right.png", face_at(-40), true, {}}};
  const std::vector<FaceTrack> tracks{looking_like(track(0, 0, 9), face_at(50, 2))};
  EXPECT_EQ(identify(tracks, photos, options)[0].verdict, Verdict::target);
}

TEST(identify, a_good_view_of_a_face_counts_more_than_a_poor_one) {
  FaceTrack both = looking_like(track(0, 0, 9), face_at(0));
  both.samples.push_back({5, {0.05F, 0.9F, 0.9F, 100}, face_at(90)});
  EXPECT_LT(identify(std::vector{both}, target, options)[0].distance, 0.1F);
}

TEST(cluster_persons, compares_with_the_person_not_with_one_view_of_him) {
  // The first is near the second, but not near what the second and third are together.
  const std::vector<FaceTrack> tracks{looking_like(track(0, 0, 9), face_at(0)),
                                      looking_like(track(1, 20, 29), face_at(50)),
                                      looking_like(track(2, 40, 49), face_at(80))};
  EXPECT_THAT(cluster_persons(tracks, options), ElementsAre(1, 0, 0));
}

}  // namespace
}  // namespace facetrack
