// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "pipeline/gap_filler.hpp"

#include <gtest/gtest.h>

#include "facetrack/report.hpp"
#include "facetrack/track.hpp"

#include "decode/damage.hpp"
#include "pipeline/stills.hpp"
#include "report/damage_text.hpp"
#include "support/moving_picture.hpp"
#include "support/tracks.hpp"

namespace facetrack {
namespace {

Frame frame(std::int64_t index, std::int64_t ticks) {
  return testing::flat_picture(16, 16, static_cast<int>(index), index)
      .at({{ticks, {1, 100}}, {4, {1, 100}}, index});
}

bool same_pixels(const Frame& a, const Frame& b) { return a.plane(0).data == b.plane(0).data; }

TEST(GapFiller, gives_a_missing_frame_the_picture_before_it_and_a_time_between) {
  GapFiller gaps(5, {});
  const Frame five = frame(5, 20);
  EXPECT_TRUE(gaps.before(five).empty());
  const auto substitutes = gaps.before(frame(8, 32));
  ASSERT_EQ(substitutes.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_TRUE(same_pixels(substitutes[i], five));
    EXPECT_EQ(substitutes[i].time().index, 6 + static_cast<std::int64_t>(i));
    EXPECT_EQ(substitutes[i].time().pts.ticks, 24 + 4 * static_cast<std::int64_t>(i));
  }
  EXPECT_TRUE(gaps.until(8).empty());
  EXPECT_EQ(gaps.until(10).size(), 2U);
}

TEST(GapFiller, fills_a_damaged_beginning_with_the_first_picture) {
  GapFiller gaps(0, {});
  EXPECT_TRUE(gaps.until(9).empty()) << "nothing was seen yet";
  const Frame first = frame(2, 8);
  const auto substitutes = gaps.before(first);
  ASSERT_EQ(substitutes.size(), 2U);
  EXPECT_TRUE(same_pixels(substitutes[0], first));
  EXPECT_EQ(substitutes[0].time().pts.ticks, 0);
  EXPECT_EQ(substitutes[1].time().pts.ticks, 4);
}

TEST(GapFiller, takes_times_that_are_known) {
  const std::vector<MediaTime> pts{{0, {1, 100}}, {9, {1, 100}}, {10, {1, 100}}, {20, {1, 100}}};
  GapFiller gaps(7, {7, pts});
  gaps.before(frame(7, 0));
  const auto substitutes = gaps.before(frame(9, 10));
  ASSERT_EQ(substitutes.size(), 1U);
  EXPECT_EQ(substitutes[0].time().pts.ticks, 9);
  EXPECT_EQ(substitutes[0].time().duration.ticks, 1);
}

/// Shown 0 1 2 3 4 5, decoded 0 3 1 2 | 5 4: B-frames, and a second key picture that is shown as 5.
media::PacketIndex reordered() {
  media::PacketIndex index;
  index.frames = 6;
  index.pts = {0, 1, 2, 3, 4, 5};
  index.order = {0, 2, 3, 1, 5, 4};
  index.horizon = {0, 3, 3, 3, 5, 5};
  index.keys = {{0, 0, 0, 0}, {5, 5, 5, 5}};
  return index;
}

TEST(Damage, reaches_what_rests_on_it_and_ends_at_a_key_picture) {
  const media::PacketIndex index = reordered();
  media::Damage damage(index);
  EXPECT_TRUE(damage.is_sound(3));
  damage.note(1, 1);  // of the picture shown as 3: frames 1 and 2 rest on it
  const std::vector<bool> sound{true, false, false, false, false, true};
  for (std::int64_t i = 0; i < 6; ++i) {
    EXPECT_EQ(damage.is_sound(i), sound[static_cast<std::size_t>(i)]) << i;
  }
  EXPECT_FALSE(damage.is_settled(1, 2)) << "frame 3 has not come out";
  EXPECT_TRUE(damage.is_settled(1, 3));
}

TEST(Damage, of_a_key_picture_spoils_the_frames_before_it_that_need_it) {
  const media::PacketIndex index = reordered();
  media::Damage damage(index);
  damage.note(4, 4);  // the key picture shown as 5, which frame 4 rests on
  EXPECT_TRUE(damage.is_sound(3));
  EXPECT_FALSE(damage.is_sound(4));
  EXPECT_FALSE(damage.is_sound(5));
}

TEST(FaceTrack, has_a_point_only_on_its_own_frames) {
  FaceTrack track = testing::track(0, 10, 20);
  EXPECT_EQ(track.at(9), nullptr);
  EXPECT_EQ(track.at(10)->frame, 10);
  EXPECT_EQ(track.at(20)->frame, 20);
  EXPECT_EQ(track.at(21), nullptr);
  EXPECT_EQ(track.at(-1), nullptr);
  track.points.erase(track.points.begin() + 3);  // a tracker of the caller's own may do that
  EXPECT_EQ(track.at(13), nullptr);
  EXPECT_EQ(track.at(14)->frame, 14);
}

Analysis even(std::int64_t frames) {
  Analysis analysis;
  analysis.frames = frames;
  for (std::int64_t i = 0; i <= frames; ++i) analysis.pts.push_back({i * 40, {1, 1000}});
  analysis.source.start = {0, {1, 1000}};
  return analysis;
}

TEST(damage_text, says_how_much_and_where) {
  Analysis analysis = even(100);
  EXPECT_EQ(report::damage_text(analysis), "");
  analysis.damaged = {{25, 49}, {75, 75}};
  analysis.skipped_frames = 26;
  EXPECT_EQ(report::damage_text(analysis),
            "26 of 100 frames cannot be used (1-2 s, 3-3.04 s); no clip contains them");
  for (std::int64_t i = 80; i < 96; i += 2) analysis.damaged.push_back({i, i});
  EXPECT_NE(report::damage_text(analysis).find(" and 6 more"), std::string::npos);
}

TEST(damage_text, tells_holes_only_where_the_rate_is_even) {
  Analysis analysis = even(100);
  for (std::size_t i = 50; i < analysis.pts.size(); ++i) analysis.pts[i].ticks += 3000;
  EXPECT_EQ(report::damage_text(analysis), "the file has no frames at 1.96-5 s");
  // Frames that are not in the file have no numbers: they are not among the damaged ones.
  const std::string json = shots_json(analysis);
  for (const char* part :
       {"\"skipped_frames\": 0", "\"holes\": [", R"({"after_frame":49,"start":1.96,"end":5.0})"}) {
    EXPECT_NE(json.find(part), std::string::npos) << json;
  }
  for (std::size_t i = 0; i < analysis.pts.size(); ++i) {
    analysis.pts[i].ticks += i % 2 == 0 ? 0 : 15;
  }
  EXPECT_EQ(report::damage_text(analysis), "") << "a variable rate may pause";
}

TEST(usable_frame, is_the_nearest_one_of_the_shot) {
  Analysis analysis = even(100);
  analysis.damaged = {{40, 49}, {50, 59}};
  Shot shot;
  shot.first_frame = 30;
  shot.last_frame = 70;
  EXPECT_EQ(usable_frame(analysis, shot, 35), 35);
  EXPECT_EQ(usable_frame(analysis, shot, 42), 39);
  EXPECT_EQ(usable_frame(analysis, shot, 58), 60);
  shot.last_frame = 59;
  EXPECT_EQ(usable_frame(analysis, shot, 58), 39);
  shot.first_frame = 45;
  EXPECT_EQ(usable_frame(analysis, shot, 50), 50) << "all of it is damaged";
}

TEST(Analysis, knows_the_time_of_its_frames_and_of_its_end_alone) {
  Analysis analysis = even(10);
  analysis.first_frame = 5;
  analysis.source.start = {-40, {1, 1000}};
  EXPECT_EQ(analysis.last_frame(), 14);
  EXPECT_EQ(analysis.time_of(5), (MediaTime{40, {1, 1000}}));
  EXPECT_EQ(analysis.time_of(15), (MediaTime{440, {1, 1000}}));
  for (const std::int64_t frame : {-1, 4, 16}) {
    EXPECT_THROW(static_cast<void>(analysis.time_of(frame)), Error) << frame;
  }
}

TEST(Analysis, finds_tracks_by_id_and_shots_by_frame) {
  Analysis analysis = even(10);
  analysis.shots = {{0, 0, 3, ShotEnd::dissolve, 1}, {1, 6, 9, ShotEnd::end, 0}};
  for (const int id : {0, 7}) {
    analysis.tracks.push_back({id, {{id, {}, {0, 0, 1, 1}, 1, {}, {}}}, TrackEnd::end, {}});
  }
  EXPECT_EQ(analysis.track(7).first_frame(), 7);
  EXPECT_THROW(static_cast<void>(analysis.track(1)), Error);
  EXPECT_THROW(static_cast<void>(analysis.track(-1)), Error);
  EXPECT_EQ(analysis.shot_of(3)->id, 0);
  EXPECT_EQ(analysis.shot_of(4), nullptr) << "a mixed frame";
  EXPECT_EQ(analysis.shot_of(6)->id, 1);
  EXPECT_THROW(static_cast<void>(analysis.shot_of(10 + 1)), Error);
}

}  // namespace
}  // namespace facetrack
