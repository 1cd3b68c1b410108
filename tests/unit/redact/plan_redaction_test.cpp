// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/redact.hpp"

#include "support/tracks.hpp"

namespace facetrack {
namespace {

using testing::face_at;
using testing::looking_like;
using testing::track;
using Whom = RedactRules::Whom;

/// A film of 25 frames a second in which `shots` follow each other; the frames between two are
/// mixed.
Analysis film(std::int64_t frames, const std::vector<FrameRange>& shots = {},
              std::vector<FaceTrack> tracks = {}) {
  Analysis film;
  film.source.path = "film.mp4";
  film.source.width = 640;
  film.source.height = 360;
  film.source_id = "id";
  film.frames = frames;
  for (std::int64_t i = 0; i <= frames; ++i) film.pts.push_back({i, {1, 25}});
  for (const FrameRange& range : shots) {
    film.shots.push_back({static_cast<int>(film.shots.size()), range.first_frame, range.last_frame,
                          ShotEnd::cut, 1});
  }
  film.tracks = std::move(tracks);
  return film;
}

Sighting seen(std::int64_t frame, const Box& box, float score = 0.4F) {
  return {frame, box, score, std::nullopt};
}

std::vector<std::int64_t> frames_of(const RedactArea& area) {
  std::vector<std::int64_t> frames;
  for (const AreaBox& box : area.boxes) frames.push_back(box.frame);
  return frames;
}

bool hides(const Redaction& redaction, std::int64_t frame, const Box& face) {
  for (const RedactArea& area : redaction.areas) {
    for (const AreaBox& box : area.boxes) {
      if (area.hide && box.frame == frame && box.box.x <= face.x && box.box.y <= face.y &&
          box.box.x + box.box.width >= face.x + face.width &&
          box.box.y + box.box.height >= face.y + face.height) {
        return true;
      }
    }
  }
  return false;
}

Identification verdict(int track, Verdict what, float distance = 0.5F) {
  Identification id;
  id.track = track;
  id.verdict = what;
  id.distance = distance;
  return id;
}

RedactRules rules_for(Whom whom) {
  RedactRules rules;
  rules.whom = whom;
  return rules;
}

constexpr Box here{100, 100, 40, 50};

TEST(PlanRedaction, hides_a_face_that_was_seen_once_for_half_a_second_around) {
  const Redaction redaction = plan_redaction(film(100), std::vector{seen(50, here, 0.01F)}, {}, {});
  ASSERT_EQ(redaction.areas.size(), 1U);
  const std::vector<std::int64_t> frames = frames_of(redaction.areas[0]);
  EXPECT_EQ(frames.front(), 38);  // 0.48 s before
  EXPECT_EQ(frames.back(), 62);
  EXPECT_EQ(frames.size(), 25U);
  for (const std::int64_t frame : frames) EXPECT_TRUE(hides(redaction, frame, here));
  const auto found = std::count_if(redaction.areas[0].boxes.begin(), redaction.areas[0].boxes.end(),
                                   [](const AreaBox& box) { return box.found; });
  EXPECT_EQ(found, 1);
}

TEST(PlanRedaction, does_not_extend_a_face_over_a_cut) {
  const Redaction redaction =
      plan_redaction(film(100, {{0, 52}, {53, 99}}), std::vector{seen(50, here)}, {}, {});
  ASSERT_EQ(redaction.areas.size(), 1U);
  EXPECT_EQ(frames_of(redaction.areas[0]).back(), 52);
}

TEST(PlanRedaction, extends_a_face_through_a_dissolve_however_long_it_is) {
  const Redaction redaction =
      plan_redaction(film(100, {{0, 51}, {82, 99}}), std::vector{seen(50, here)}, {}, {});
  ASSERT_EQ(redaction.areas.size(), 1U);
  EXPECT_EQ(frames_of(redaction.areas[0]).back(), 81);
}

TEST(PlanRedaction, covers_the_way_between_two_sightings) {
  const Box there{130, 100, 40, 50};
  const Redaction redaction =
      plan_redaction(film(100), std::vector{seen(50, here), seen(54, there)}, {}, {});
  ASSERT_EQ(redaction.areas.size(), 1U);
  for (std::int64_t frame = 50; frame <= 54; ++frame) {
    const float way = static_cast<float>(frame - 50) / 4;
    EXPECT_TRUE(hides(redaction, frame, {100 + 30 * way, 100, 40, 50})) << frame;
  }
}

TEST(PlanRedaction, follows_the_motion_beyond_the_last_sighting) {
  std::vector<Sighting> faces;
  for (std::int64_t i = 0; i <= 10; ++i) {
    faces.push_back(seen(40 + i, {100 + 4 * static_cast<float>(i), 100, 40, 50}));
  }
  const Redaction redaction = plan_redaction(film(100), faces, {}, {});
  ASSERT_EQ(redaction.areas.size(), 1U);
  EXPECT_TRUE(hides(redaction, 55, {140, 100, 40, 50}));  // where it was seen
  EXPECT_TRUE(hides(redaction, 55, {160, 100, 40, 50}));  // where it goes
}

TEST(PlanRedaction, hides_more_than_a_moment_of_slow_videos) {
  Analysis slow = film(10);
  for (std::size_t i = 0; i < slow.pts.size(); ++i) {
    slow.pts[i] = {static_cast<std::int64_t>(i), {1, 1}};
  }
  const Redaction redaction = plan_redaction(slow, std::vector{seen(5, here)}, {}, {});
  EXPECT_EQ(frames_of(redaction.areas.at(0)), (std::vector<std::int64_t>{3, 4, 5, 6, 7}));
}

TEST(PlanRedaction, a_sighting_on_a_track_belongs_to_it_and_a_neighbour_does_not) {
  const Analysis tracked = film(100, {}, {track(0, 20, 30, here)});
  const Redaction redaction = plan_redaction(
      tracked, std::vector{seen(25, {102, 101, 40, 50}), seen(25, {150, 100, 40, 50})}, {}, {});
  EXPECT_EQ(redaction.areas.size(), 2U);
}

TEST(PlanRedaction, shows_only_a_certain_match_and_hides_everybody_who_is_uncertain) {
  const Analysis tracked = film(100, {},
                                {track(0, 0, 99, {0, 0, 40, 50}), track(1, 0, 99, {100, 0, 40, 50}),
                                 track(2, 0, 99, {200, 0, 40, 50})});
  const std::vector who{verdict(0, Verdict::match), verdict(1, Verdict::other_person),
                        verdict(2, Verdict::uncertain)};
  const Redaction kept = plan_redaction(tracked, std::vector{seen(50, {300, 0, 40, 50})}, who,
                                        rules_for(Whom::all_but_person));
  ASSERT_EQ(kept.areas.size(), 4U);
  EXPECT_FALSE(kept.areas[0].hide);
  EXPECT_EQ(kept.areas[0].why, AreaReason::kept);
  EXPECT_EQ(kept.areas[1].why, AreaReason::unknown);
  EXPECT_EQ(kept.areas[2].why, AreaReason::uncertain);
  EXPECT_EQ(kept.areas[3].why, AreaReason::uncertain);
  for (std::size_t i = 1; i < 4; ++i) EXPECT_TRUE(kept.areas[i].hide);

  const Redaction one = plan_redaction(tracked, {}, who, rules_for(Whom::only_person));
  ASSERT_EQ(one.areas.size(), 3U);
  EXPECT_EQ(one.areas[0].why, AreaReason::named);
  EXPECT_EQ(one.areas[1].why, AreaReason::other);
  EXPECT_FALSE(one.areas[1].hide);
  EXPECT_EQ(one.areas[2].why, AreaReason::uncertain);
}

TEST(PlanRedaction, of_two_matches_on_one_frame_the_worse_is_hidden) {
  const Analysis tracked =
      film(100, {}, {track(0, 0, 50, {0, 0, 40, 50}), track(1, 50, 99, {200, 0, 40, 50})});
  const Redaction redaction = plan_redaction(
      tracked, {}, std::vector{verdict(0, Verdict::match, 0.7F), verdict(1, Verdict::match, 0.5F)},
      rules_for(Whom::all_but_person));
  ASSERT_EQ(redaction.areas.size(), 2U);
  EXPECT_TRUE(redaction.areas[0].hide);
  EXPECT_EQ(redaction.areas[0].why, AreaReason::uncertain);
  EXPECT_FALSE(redaction.areas[1].hide);
}

/// The target stays at `here` while somebody else walks into that place and is not seen any more.
Analysis meeting() {
  FaceTrack target = looking_like(track(0, 0, 40, here), face_at(0));
  FaceTrack other = track(1, 0, 20);
  for (std::size_t i = 0; i < other.points.size(); ++i) {
    other.points[i].box = {100 - 2 * static_cast<float>(20 - i), 100, 40, 50};
  }
  return film(60, {}, {target, looking_like(other, face_at(90))});
}

std::vector<Sighting> target_seen(const std::optional<Embedding>& look) {
  std::vector<Sighting> faces;
  for (std::int64_t i = 0; i <= 40; ++i) faces.push_back({i, here, 0.9F, look});
  return faces;
}

TEST(PlanRedaction, a_face_that_may_be_somebody_else_is_hidden_until_it_looks_like_itself) {
  const std::vector who{verdict(0, Verdict::match), verdict(1, Verdict::other_person)};
  const auto planned = [&](const std::optional<Embedding>& look) {
    return plan_redaction(meeting(), target_seen(look), who, rules_for(Whom::all_but_person));
  };
  EXPECT_TRUE(hides(planned(std::nullopt), 22, here));
  EXPECT_TRUE(hides(planned(face_at(80)), 22, here));
  EXPECT_TRUE(hides(planned(face_at(80)), 22, here));
  const Redaction sure = planned(face_at(5));
  const auto shown = std::find_if(sure.areas.begin(), sure.areas.end(),
                                  [](const RedactArea& area) { return !area.hide; });
  ASSERT_NE(shown, sure.areas.end());
  EXPECT_EQ(shown->boxes.size(), 41U);
}

TEST(PlanRedaction, a_face_that_is_tracked_late_is_shown_from_then_on) {
  std::vector<Sighting> faces;
  for (std::int64_t i = 10; i < 20; ++i) faces.push_back(seen(i, here));
  const Redaction redaction =
      plan_redaction(film(100, {}, {looking_like(track(0, 20, 60, here), face_at(0))}), faces,
                     std::vector{verdict(0, Verdict::match)}, rules_for(Whom::all_but_person));
  const auto shown = std::find_if(redaction.areas.begin(), redaction.areas.end(),
                                  [](const RedactArea& area) { return !area.hide; });
  ASSERT_NE(shown, redaction.areas.end());
  EXPECT_EQ(shown->boxes.size(), 41U);
  EXPECT_TRUE(hides(redaction, 15, here));
}

TEST(PlanRedaction, hides_what_the_check_found) {
  Redaction redaction = plan_redaction(film(100), {}, {}, {});
  EXPECT_TRUE(redaction.areas.empty());
  hide_found(film(100), std::vector{seen(50, here)}, {}, redaction);
  EXPECT_TRUE(hides(redaction, 45, here));
  EXPECT_EQ(redaction.areas.at(0).why, AreaReason::uncertain);
}

TEST(PlanRedaction, refuses_rules_that_make_no_sense) {
  RedactRules rules;
  rules.margin = -1;
  EXPECT_THROW(plan_redaction(film(10), {}, {}, rules), Error);
  rules = rules_for(Whom::only_person);
  EXPECT_THROW(plan_redaction(film(10, {}, {track(0, 0, 9)}), {}, {}, rules), Error);
}

}  // namespace
}  // namespace facetrack
