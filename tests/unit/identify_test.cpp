// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/gallery.hpp"

#include "support/tracks.hpp"

namespace facetrack {
namespace {

using ::testing::ElementsAre;
using testing::face_at;
using testing::looking_like;
using testing::track;

// On the unit sphere: 60 degrees are a distance of 1, 70 of 1.15.
constexpr MatchLimits limits{1.1F, 1.0F, 1.15F};

Person person(std::string name, const std::vector<Embedding>& faces) {
  Person made{std::move(name), {}};
  for (const Embedding& face : faces) made.faces.push_back({0, {}, face, {}, "photo.png"});
  return made;
}

Gallery gallery(std::vector<Person> persons) {
  Gallery people;
  people.model = face_at(0).model;
  people.limits = limits;
  people.persons = std::move(persons);
  return people;
}

const Gallery ann = gallery({person("ann", {face_at(0)})});

Analysis film_of(std::vector<FaceTrack> tracks) {
  Analysis film;
  film.frames = 200;
  for (int i = 0; i <= 200; ++i) film.pts.push_back({i, {1, 25}});
  film.tracks = std::move(tracks);
  return film;
}

/// Ids of the tracks of each person that is found.
std::vector<std::vector<int>> found_in(std::vector<FaceTrack> tracks) {
  std::vector<std::vector<int>> ids;
  for (const FoundPerson& found : find_persons(film_of(std::move(tracks)), limits)) {
    ids.push_back(found.tracks);
  }
  return ids;
}

TEST(identify, tells_the_target_from_others_and_does_not_guess) {
  const std::vector<FaceTrack> tracks{looking_like(track(3, 0, 9), face_at(40)),
                                      looking_like(track(4, 20, 29), face_at(90, 2)),
                                      looking_like(track(5, 40, 49), face_at(64, 3))};
  const auto ids = identify(tracks, ann, "ann");
  ASSERT_EQ(ids.size(), 3U);
  EXPECT_EQ(ids[0].verdict, Verdict::match);
  EXPECT_EQ(ids[0].track, 3);
  EXPECT_GT(ids[0].confidence, 0.9F);
  EXPECT_EQ(ids[1].verdict, Verdict::other_person);
  EXPECT_LT(ids[1].confidence, 0.1F);
  EXPECT_EQ(ids[2].verdict, Verdict::uncertain);
}

TEST(identify, two_faces_on_one_frame_are_not_both_the_target) {
  const std::vector<FaceTrack> tracks{looking_like(track(0, 0, 9), face_at(50)),
                                      looking_like(track(1, 5, 14), face_at(30, 2))};
  const auto ids = identify(tracks, ann, "ann");
  EXPECT_EQ(ids[0].verdict, Verdict::other_person);
  EXPECT_EQ(ids[1].verdict, Verdict::match);
}

TEST(identify, settles_a_profile_by_the_frontal_views_of_the_same_video) {
  // 64 degrees from the photo, but only 34 from the track that is the target.
  const std::vector<FaceTrack> tracks{looking_like(track(0, 0, 9), face_at(30)),
                                      looking_like(track(1, 20, 29), face_at(64))};
  EXPECT_EQ(identify(tracks, ann, "ann")[1].verdict, Verdict::match);
}

TEST(identify, does_not_settle_a_track_that_is_on_screen_with_the_target) {
  const std::vector<FaceTrack> tracks{looking_like(track(0, 0, 9), face_at(30)),
                                      looking_like(track(1, 5, 29), face_at(64))};
  EXPECT_NE(identify(tracks, ann, "ann")[1].verdict, Verdict::match);
}

TEST(identify, a_track_nearer_to_somebody_else_of_the_gallery_is_that_person) {
  const Gallery both = gallery({person("ann", {face_at(0)}), person("twin", {face_at(45)})});
  const std::vector<FaceTrack> tracks{looking_like(track(0, 0, 9), face_at(40)),
                                      looking_like(track(1, 20, 29), face_at(5))};
  const auto ids = identify(tracks, both, "ann");
  EXPECT_EQ(ids[0].verdict, Verdict::other_person);
  EXPECT_EQ(ids[0].person, "twin");
  EXPECT_EQ(ids[1].verdict, Verdict::match);
}

TEST(identify, says_why_nothing_can_be_said) {
  FaceTrack small = looking_like(track(0, 0, 9), face_at(64));
  small.samples[0].quality.size = 8;
  FaceTrack blurred = looking_like(track(1, 20, 29), face_at(64));
  blurred.samples[0].quality.sharpness = 0.01F;
  const std::vector<FaceTrack> tracks{small, blurred, track(2, 40, 49)};
  const auto ids = identify(tracks, ann, "ann");
  EXPECT_EQ(ids[0].verdict, Verdict::too_small);
  EXPECT_EQ(ids[1].verdict, Verdict::blurred);
  EXPECT_EQ(ids[2].verdict, Verdict::too_short);
}

TEST(identify, needs_limits_a_known_name_and_faces_of_one_model) {
  Gallery odd = ann;
  odd.limits = {};
  EXPECT_THROW(identify({}, odd, "ann"), Error);
  odd.limits = {1.0F, 1.0F, 0.5F};
  EXPECT_THROW(identify({}, odd, "ann"), Error);
  EXPECT_THROW(identify({}, ann, "nobody"), Error);
  FaceTrack other = looking_like(track(0, 0, 9), face_at(0));
  other.samples[0].embedding.model = "another";
  EXPECT_THROW(identify(std::vector{other}, ann), Error);
}

TEST(identify, gives_every_track_its_person_of_the_gallery) {
  const Gallery people = gallery({person("ann", {face_at(0)}), person("eve", {face_at(90, 2)})});
  const std::vector<FaceTrack> tracks{
      looking_like(track(3, 0, 9), face_at(20)), looking_like(track(4, 20, 29), face_at(70, 2)),
      looking_like(track(5, 40, 49), face_at(160, 3)), track(6, 60, 69)};
  const auto ids = identify(tracks, people);
  ASSERT_EQ(ids.size(), 4U);
  EXPECT_EQ(ids[0].person, "ann");
  EXPECT_EQ(ids[0].verdict, Verdict::match);
  EXPECT_EQ(ids[1].person, "eve");
  EXPECT_EQ(ids[1].verdict, Verdict::match);
  EXPECT_EQ(ids[2].verdict, Verdict::other_person);
  EXPECT_EQ(ids[2].person, "");
  EXPECT_EQ(ids[3].verdict, Verdict::too_short);
  for (const FaceTrack& one : tracks) {
    const Identification alone = identify(one, people);
    EXPECT_EQ(alone.track, one.id);
    const auto& together = ids[static_cast<std::size_t>(one.id - 3)];
    EXPECT_EQ(alone.verdict, together.verdict) << one.id;
    EXPECT_EQ(alone.person, together.person) << one.id;
  }
  const Analysis film = film_of(tracks);
  ASSERT_EQ(tracks_of(film, people, "eve").size(), 1U);
  EXPECT_EQ(tracks_of(film, people, "eve")[0].id, 4);
}

TEST(identify, knows_nobody_of_an_empty_gallery) {
  const std::vector<FaceTrack> tracks{looking_like(track(0, 0, 9), face_at(0))};
  EXPECT_EQ(identify(tracks, gallery({}))[0].verdict, Verdict::uncertain);
  EXPECT_EQ(identify(tracks[0], gallery({})).person, "");
}

TEST(Gallery, enrols_merges_and_splits) {
  Gallery people = gallery({});
  people.enrol("ann", {4, {}, face_at(0), {}, "ann.png"});
  people.enrol("person_01", looking_like(track(7, 100, 109), face_at(10)), "film.mp4");
  ASSERT_EQ(people.persons.size(), 2U);
  EXPECT_EQ(people.find("person_01")->faces[0].source, "film.mp4");
  people.merge("ann", "person_01");
  ASSERT_EQ(people.persons.size(), 1U);
  ASSERT_EQ(people.find("ann")->faces.size(), 2U);
  people.split("ann", "eve", [](const FaceSample& face) { return face.source == "film.mp4"; });
  EXPECT_EQ(people.find("ann")->faces.size(), 1U);
  EXPECT_EQ(people.find("eve")->faces.size(), 1U);
  people.split("ann", "nobody", [](const FaceSample&) { return false; });
  EXPECT_EQ(people.find("nobody"), nullptr);
  people.merge("ann", "ann");
  EXPECT_EQ(people.find("ann")->faces.size(), 1U);
}

TEST(Gallery, refuses_unknown_names_and_faces_of_another_model) {
  Gallery people = ann;
  EXPECT_THROW(people.merge("ann", "eve"), Error);
  EXPECT_THROW(people.split("eve", "ann", [](const FaceSample&) { return true; }), Error);
  FaceSample other{0, {}, face_at(0), {}, {}};
  other.embedding.model = "another";
  EXPECT_THROW(people.enrol("ann", other), Error);
  EXPECT_THROW(people.enrol("", {0, {}, face_at(0), {}, {}}), Error);
  EXPECT_EQ(people.persons.size(), 1U);
}

TEST(Gallery, refuses_faces_that_could_not_be_read_back) {
  Gallery people = ann;
  FaceSample broken{0, {}, face_at(0), {}, {}};
  broken.embedding.values[0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(people.enrol("eve", broken), Error);
  broken = {0, {}, face_at(0), {}, {}};
  broken.quality.size = std::numeric_limits<float>::infinity();
  EXPECT_THROW(people.enrol("eve", broken), Error);
  for (const float bad : {-0.1F, 1.1F, std::numeric_limits<float>::quiet_NaN()}) {
    broken = {0, {}, face_at(0), {}, {}};
    broken.embedding.commonness = bad;
    EXPECT_THROW(people.enrol("eve", broken), Error) << bad;
  }
  broken = {0, {}, face_at(0), {}, {}};
  broken.embedding.values.clear();
  EXPECT_THROW(people.enrol("eve", broken), Error);
  EXPECT_THROW(people.split("ann", "eve", {}), Error);
  EXPECT_EQ(people.find("eve"), nullptr);
}

TEST(identify, refuses_tracks_of_another_model_even_without_persons) {
  FaceTrack other = looking_like(track(0, 0, 9), face_at(0));
  for (FaceSample& sample : other.samples) sample.embedding.model = "another";
  EXPECT_THROW(identify(other, gallery({})), Error);
  EXPECT_THROW(identify(std::vector{other}, gallery({})), Error);
  Gallery endless = ann;
  endless.limits.uncertain = std::numeric_limits<float>::infinity();
  EXPECT_THROW(identify(looking_like(track(0, 0, 9), face_at(0)), endless), Error);
  MatchLimits nan;
  nan.mean_face = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(find_persons(film_of({}), nan), Error);
}

TEST(distance, refuses_to_compare_models) {
  Embedding other = face_at(0);
  other.model = "another";
  EXPECT_THROW(distance(face_at(0), other), Error);
  EXPECT_NEAR(distance(face_at(0), face_at(60)), 1.0F, 1e-5F);
}

TEST(find_persons, groups_by_likeness_longest_first) {
  const std::vector<FaceTrack> tracks{
      looking_like(track(0, 0, 9), face_at(0)), looking_like(track(1, 20, 59), face_at(90, 2)),
      looking_like(track(2, 70, 79), face_at(20)), track(3, 90, 99)};
  EXPECT_THAT(found_in(tracks), ElementsAre(ElementsAre(1), ElementsAre(0, 2)));
}

TEST(find_persons, says_how_long_and_where_the_best_picture_is) {
  FaceTrack better = looking_like(track(2, 70, 79), face_at(20));
  better.samples[0].quality.overall = 1;
  const auto found = find_persons(
      film_of({looking_like(track(0, 0, 9), face_at(0)), track(1, 20, 29), better}), limits);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].name, "person_01");
  EXPECT_EQ(found[0].frames, 20);
  EXPECT_DOUBLE_EQ(found[0].on_screen.seconds(), 0.8);
  EXPECT_EQ(found[0].best_track, 2);
  EXPECT_EQ(found[0].best_frame, better.best_point().frame);
  EXPECT_THROW(find_persons(film_of({}), {}), Error);
}

TEST(find_persons, never_joins_faces_that_are_on_screen_together) {
  const std::vector<FaceTrack> tracks{looking_like(track(0, 0, 9), face_at(0)),
                                      looking_like(track(1, 5, 12), face_at(3))};
  EXPECT_THAT(found_in(tracks), ElementsAre(ElementsAre(0), ElementsAre(1)));
}

TEST(identify, near_the_photo_but_unlike_the_target_of_the_video_is_somebody_else) {
  const std::vector<FaceTrack> tracks{looking_like(track(0, 0, 9), face_at(50)),
                                      looking_like(track(1, 20, 29), face_at(-55))};
  const auto ids = identify(tracks, ann, "ann");
  EXPECT_EQ(ids[0].verdict, Verdict::match);
  EXPECT_EQ(ids[1].verdict, Verdict::other_person);
}

TEST(identify, does_not_take_a_face_that_resembles_many_people_for_a_match) {
  // 50 degrees are a similarity of 0.64. The limit requires 0.5.
  Embedding common = face_at(50);
  common.commonness = 0.1F;
  const auto verdict_of = [&](float commonness_of_photo) {
    Gallery people = ann;
    people.persons[0].faces[0].embedding.commonness = commonness_of_photo;
    return identify(std::vector{looking_like(track(0, 0, 9), common)}, people, "ann")[0];
  };
  EXPECT_EQ(verdict_of(0).verdict, Verdict::match);
  EXPECT_EQ(verdict_of(0).reason, "");
  const Identification doubtful = verdict_of(0.1F);
  EXPECT_EQ(doubtful.verdict, Verdict::uncertain);
  EXPECT_EQ(doubtful.person, "ann");
  EXPECT_NE(doubtful.reason.find("many other people"), std::string::npos);
  EXPECT_GT(doubtful.distance, limits.mean_face);
  EXPECT_LT(doubtful.confidence, 0.5F);
}

TEST(identify, prefers_the_person_who_is_nearest_after_the_correction) {
  Gallery both = gallery({person("ann", {face_at(0)}), person("eve", {face_at(10, 2)})});
  both.persons[0].faces[0].embedding.commonness = 0.2F;
  const std::vector<FaceTrack> tracks{looking_like(track(0, 0, 9), face_at(5))};
  EXPECT_EQ(identify(tracks, both)[0].person, "eve");
}

TEST(mean_face, has_the_mean_commonness_weighted_by_quality) {
  FaceSample good{0, {0.9F, 0.9F, 0.9F, 100}, face_at(0)};
  FaceSample poor{5, {0.3F, 0.9F, 0.9F, 100}, face_at(10)};
  good.embedding.commonness = 0.04F;
  poor.embedding.commonness = 0.08F;
  EXPECT_NEAR(mean_face(std::vector{good, poor})->commonness, 0.05F, 1e-6F);
}

TEST(identify, many_small_faces_do_not_outweigh_one_large_face) {
  FaceTrack far = track(1, 20, 99);
  for (std::int64_t i = 0; i < 8; ++i) {
    far.samples.push_back({20 + 10 * i, {0.2F, 0.4F, 0.5F, 20}, face_at(75)});
  }
  const std::vector<FaceTrack> tracks{looking_like(track(0, 0, 9), face_at(55)), far};
  const auto ids = identify(tracks, ann, "ann");
  EXPECT_EQ(ids[0].verdict, Verdict::match);
  EXPECT_EQ(ids[1].verdict, Verdict::match);
}

TEST(identify, several_photos_together_say_more_than_each) {
  // 60.5 degrees from either photo, 50 from what they have in common.
  const Gallery photos = gallery({person("ann", {face_at(40), face_at(-40)})});
  const std::vector<FaceTrack> tracks{looking_like(track(0, 0, 9), face_at(50, 2))};
  EXPECT_EQ(identify(tracks, photos, "ann")[0].verdict, Verdict::match);
}

TEST(identify, a_good_view_of_a_face_counts_more_than_a_poor_one) {
  FaceTrack both = looking_like(track(0, 0, 9), face_at(0));
  both.samples.push_back({5, {0.05F, 0.9F, 0.9F, 100}, face_at(90)});
  EXPECT_LT(identify(std::vector{both}, ann, "ann")[0].distance, 0.1F);
}

TEST(find_persons, compares_with_the_person_not_with_one_view_of_him) {
  // The first is near the second, but not near what the second and third are together.
  const std::vector<FaceTrack> tracks{looking_like(track(0, 0, 9), face_at(0)),
                                      looking_like(track(1, 20, 29), face_at(50)),
                                      looking_like(track(2, 40, 49), face_at(80))};
  EXPECT_THAT(found_in(tracks), ElementsAre(ElementsAre(1, 2), ElementsAre(0)));
}

}  // namespace
}  // namespace facetrack
