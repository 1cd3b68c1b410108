// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "look/identify_seen.hpp"
#include "look/looked_frame.hpp"
#include "support/library_videos.hpp"

namespace facetrack::testing {
namespace {

using ::testing::SizeIs;

LookedFace looked_face(unsigned who, std::int64_t frame, float x) {
  LookedFace one;
  one.face = {{x, 10, 40, 50}, 0.9F, std::nullopt};
  one.sample = {
      frame, {0.5F, 0.8F, 0.7F, 40}, face_of(who, static_cast<unsigned>(frame)), "picture", {}};
  return one;
}

/// A look every two seconds at 25 frames per second, with these people on it.
std::vector<LookedFrame> looks(const std::vector<std::vector<unsigned>>& people) {
  std::vector<LookedFrame> all;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const auto frame = static_cast<std::int64_t>(50 * i);
    LookedFrame look{{{frame, {1, 25}}, {1, {1, 25}}, frame}, {}};
    float x = 0;
    for (const unsigned who : people[i]) look.faces.push_back(looked_face(who, frame, x += 100));
    all.push_back(std::move(look));
  }
  return all;
}

const MatchLimits limits{1.1F, 1.0F, 1.2F};

TEST(PersonsOn, an_appearance_lasts_from_look_to_look) {
  const auto persons = persons_on(looks({{}, {1}, {1}, {1}, {}}), limits);
  ASSERT_THAT(persons, SizeIs(1));
  ASSERT_THAT(persons.front().appearances, SizeIs(1));
  const Appearance& one = persons.front().appearances.front();
  EXPECT_EQ(one.first_frame, 50);
  EXPECT_EQ(one.last_frame, 150);
  EXPECT_EQ(one.time.begin, (MediaTime{50, {1, 25}}));
  EXPECT_EQ(one.time.end, (MediaTime{151, {1, 25}}));
  EXPECT_THAT(one.samples, SizeIs(3));
}

TEST(PersonsOn, who_comes_back_is_one_person_with_two_appearances) {
  const auto persons = persons_on(looks({{1}, {1, 2}, {2}, {2, 1}}), limits);
  ASSERT_THAT(persons, SizeIs(2));
  std::size_t appearances = 0;
  for (const SeenPerson& person : persons) appearances += person.appearances.size();
  EXPECT_EQ(appearances, 3U);
}

TEST(PersonsOn, somebody_else_at_the_same_place_is_another_person) {
  EXPECT_THAT(persons_on(looks({{1}, {2}}), limits), SizeIs(2));
}

TEST(PersonsOn, somebody_similar_at_the_same_place_is_another_person) {
  auto two = looks({{1}, {2}});
  // Nearer than the limit of doubt (1.2), as two faces of the same drawing or make-up may be.
  Embedding& similar = two[1].faces[0].sample.embedding;
  const Embedding& first = two[0].faces[0].sample.embedding;
  double squares = 0;
  for (std::size_t i = 0; i < similar.values.size(); ++i) {
    similar.values[i] += 0.4F * first.values[i];
    squares += static_cast<double>(similar.values[i]) * similar.values[i];
  }
  for (float& value : similar.values) value /= static_cast<float>(std::sqrt(squares));
  ASSERT_GT(distance(similar, first), limits.mean_face);
  ASSERT_LT(distance(similar, first), limits.uncertain);
  EXPECT_THAT(persons_on(two, limits), SizeIs(2));
}

TEST(PersonsOn, keeps_few_samples_of_a_long_appearance) {
  const auto persons = persons_on(looks(std::vector<std::vector<unsigned>>(100, {1})), limits);
  ASSERT_THAT(persons, SizeIs(1));
  EXPECT_THAT(persons.front().appearances.front().samples, SizeIs(8));
}

TEST(IdentifySeen, tells_the_wanted_person_from_others) {
  const auto persons = persons_on(looks({{1, 2}, {1, 2}, {3}}), limits);
  const auto ids = identify_seen(persons, looking_for(2), "target");
  ASSERT_THAT(ids, SizeIs(3));
  EXPECT_EQ(std::count_if(ids.begin(), ids.end(),
                          [](const Identification& id) { return id.verdict == Verdict::match; }),
            1);
}

}  // namespace
}  // namespace facetrack::testing
