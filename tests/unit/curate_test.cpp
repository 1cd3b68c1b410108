// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/curate.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"

#include "curate/divide.hpp"

namespace facetrack {
namespace {

using curation::divide;
using curation::Piece;
using ::testing::ElementsAre;

std::vector<double> times_of(std::size_t frames, double rate = 10) {
  std::vector<double> times;
  for (std::size_t i = 0; i <= frames; ++i) times.push_back(static_cast<double>(i) / rate);
  return times;
}

TEST(divide, makes_few_pieces_and_cuts_where_it_is_still) {
  std::vector<float> unrest(60, 1);
  EXPECT_THAT(divide(times_of(60), unrest, 2, 6), ElementsAre(Piece{0, 60}));
  unrest[25] = 0;
  EXPECT_THAT(divide(times_of(60), unrest, 2, 5), ElementsAre(Piece{0, 25}, Piece{25, 60}));
  unrest[15] = -1;  // stiller, but the piece before would be too short
  EXPECT_THAT(divide(times_of(60), unrest, 2, 5), ElementsAre(Piece{0, 25}, Piece{25, 60}));
}

TEST(divide, leaves_over_as_few_frames_as_possible) {
  const std::vector<float> unrest(50, 1);
  EXPECT_THAT(divide(times_of(50), unrest, 6, 9), ElementsAre(Piece{0, 50, false}));
  // 5 s are one piece of 4.9 s and a rest, or two of 2.5 s.
  EXPECT_THAT(divide(times_of(50), unrest, 4, 4.9),
              ElementsAre(Piece{0, 49}, Piece{49, 50, false}));
  EXPECT_EQ(divide(times_of(50), unrest, 2.5, 4.9).size(), 2U);
  EXPECT_TRUE(divide(times_of(0), {}, 1, 2).empty());
  EXPECT_THAT(divide(times_of(20), std::vector<float>(20, 1), 2, 2), ElementsAre(Piece{0, 20}))
      << "exactly the length";
}

/// The best division by trying all of them.
struct Score {
  std::size_t lost = 0, pieces = 0;
  double unrest = 0;
  auto key() const { return std::tie(lost, pieces, unrest); }
};
Score best_by_trying(std::span<const double> times, std::span<const float> unrest, double least,
                     double most, std::size_t from = 0) {
  if (from == unrest.size()) return {};
  Score best = best_by_trying(times, unrest, least, most, from + 1);
  ++best.lost;
  for (std::size_t end = from + 1; end <= unrest.size(); ++end) {
    const double length = times[end] - times[from];
    if (length < least - 1e-6 || length > most + 1e-6) continue;
    Score with = best_by_trying(times, unrest, least, most, end);
    ++with.pieces;
    with.unrest += from > 0 ? static_cast<double>(unrest[from]) : 0;
    if (with.key() < best.key()) best = with;
  }
  return best;
}

TEST(divide, is_as_good_as_trying_everything) {
  std::mt19937 random(3);
  for (int round = 0; round < 60; ++round) {
    const std::size_t count = 1 + random() % 12;
    std::vector<double> times{0};
    std::vector<float> unrest;
    for (std::size_t i = 0; i < count; ++i) {
      times.push_back(times.back() + static_cast<double>(1 + random() % 3) / 4);
      unrest.push_back(static_cast<float>(random() % 8));
    }
    const double least = 0.25 * static_cast<double>(1 + random() % 6);
    const double most = least + 0.25 * static_cast<double>(random() % 6);
    Score found;
    std::size_t reached = 0;
    for (const Piece& piece : divide(times, unrest, least, most)) {
      ASSERT_EQ(piece.begin, reached);
      reached = piece.end;
      if (!piece.whole) {
        found.lost += piece.end - piece.begin;
        continue;
      }
      ++found.pieces;
      found.unrest += piece.begin > 0 ? static_cast<double>(unrest[piece.begin]) : 0;
    }
    ASSERT_EQ(reached, count);
    EXPECT_EQ(found.key(), best_by_trying(times, unrest, least, most).key()) << round;
  }
}

/// A film of 25 frames a second with one shot, and tracks whose box stands still.
Analysis film_of(std::int64_t frames) {
  Analysis film;
  film.source.width = 640;
  film.source.height = 360;
  film.frames = frames;
  for (std::int64_t i = 0; i <= frames; ++i) film.pts.push_back({i, {1, 25}});
  film.shots.push_back({0, 0, frames - 1, {}, {}});
  return film;
}

FaceTrack track_of(int id, std::int64_t first, std::int64_t last, float size = 120) {
  FaceTrack track;
  track.id = id;
  for (std::int64_t i = first; i <= last; ++i) {
    TrackPoint point;
    point.frame = i;
    point.pts = {i, {1, 25}};
    point.box = {100, 80, size, size * 1.2F};
    track.points.push_back(point);
  }
  return track;
}

FilmLooks looks_of(const FaceTrack& track, const FaceLook& like) {
  FilmLooks looks;
  for (std::size_t i = 0; i < track.points.size(); i += 3) {
    looks.faces.push_back(like);
    looks.faces.back().track = track.id;
    looks.faces.back().frame = track.points[i].frame;
  }
  return looks;
}

const FaceLook good_look{0, 0, {5, 5, 5}, 0.8F, 120, 0, {}};

TEST(curate, another_face_for_one_frame_ends_a_stretch) {
  Analysis film = film_of(400);
  film.tracks = {track_of(1, 0, 399), track_of(2, 200, 200)};
  CurateOptions options;
  options.single_face = true;
  options.min_length = MediaTime{1, {1, 1}};
  const auto found = curate(film, looks_of(film.tracks[0], good_look), options);
  std::set<std::int64_t> alone;
  for (const Stretch& stretch : found) {
    if (stretch.reason == "other_face") {
      EXPECT_EQ(stretch.first_frame, 200);
      EXPECT_EQ(stretch.last_frame, 200);
      alone.insert(stretch.track);
    } else {
      EXPECT_EQ(stretch.measures.at("other_faces"), 0);
      EXPECT_TRUE(stretch.last_frame < 200 || stretch.first_frame > 200);
    }
  }
  EXPECT_THAT(alone, ElementsAre(1, 2));
  options.single_face = false;
  for (const Stretch& stretch : curate(film, {}, options)) EXPECT_NE(stretch.reason, "other_face");
}

TEST(curate, mixed_frames_and_cuts_are_in_no_kept_stretch) {
  Analysis film = film_of(300);
  film.shots = {{0, 0, 99, {}, {}}, {1, 110, 199, {}, {}}, {2, 200, 299, {}, {}}};
  film.tracks = {track_of(1, 0, 299)};
  CurateOptions options;
  options.min_length = MediaTime{1, {1, 1}};
  std::vector<std::pair<std::int64_t, std::int64_t>> kept;
  for (const Stretch& stretch : curate(film, {}, options)) {
    if (stretch.reason.empty()) kept.emplace_back(stretch.first_frame, stretch.last_frame);
    if (stretch.first_frame == 100) {
      EXPECT_EQ(stretch.reason, "transition");
    }
  }
  EXPECT_THAT(kept, ElementsAre(std::pair(0, 99), std::pair(110, 199), std::pair(200, 299)));
}

TEST(curate, every_frame_of_every_track_is_in_one_stretch) {
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    Analysis film = film_of(600);
    film.shots.clear();
    for (std::int64_t at = 0; at < 600;) {
      const auto length = static_cast<std::int64_t>(20 + random() % 200);
      film.shots.push_back({static_cast<int>(film.shots.size()),
                            at,
                            std::min<std::int64_t>(at + length, 599),
                            {},
                            {}});
      at += length + 1 + static_cast<std::int64_t>(random() % 12);
    }
    for (int id = 0; id < 5; ++id) {
      const auto first = static_cast<std::int64_t>(random() % 500);
      const auto last = first + static_cast<std::int64_t>(random() % 400);
      film.tracks.push_back(track_of(id, first, std::min<std::int64_t>(599, last),
                                     static_cast<float>(20 + random() % 200)));
    }
    CurateOptions options = curate_preset("talking-head");
    options.single_face = round % 2 == 0;
    std::map<int, std::vector<int>> times_seen;
    for (const FaceTrack& track : film.tracks) times_seen[track.id].resize(600);
    for (const Stretch& stretch : curate(film, {}, options)) {
      for (std::int64_t i = stretch.first_frame; i <= stretch.last_frame; ++i)
        ++times_seen[stretch.track][static_cast<std::size_t>(i)];
    }
    for (const FaceTrack& track : film.tracks) {
      for (std::int64_t i = 0; i < 600; ++i) {
        ASSERT_EQ(times_seen[track.id][static_cast<std::size_t>(i)], track.at(i) != nullptr ? 1 : 0)
            << "track " << track.id << " frame " << i;
      }
    }
  }
}

/// One stretch of 4 s with these looks and boxes.
Stretch judged(const FaceTrack& track, const FaceLook& look, const Gate& gate) {
  Analysis film = film_of(100);
  film.tracks = {track};
  CurateOptions options;
  options.gates = {gate};
  const auto found = curate(film, looks_of(track, look), options);
  EXPECT_EQ(found.size(), 1U);
  return found.at(0);
}

TEST(curate, gates_hold_at_their_limit_and_a_step_beyond_they_do_not) {
  const auto passes = [](const Gate& gate, FaceLook look, float size = 120) {
    const Stretch stretch = judged(track_of(1, 0, 99, size), look, gate);
    EXPECT_EQ(stretch.reason.empty(), !stretch.limit.has_value());
    if (!stretch.reason.empty()) {
      EXPECT_EQ(stretch.reason, gate.measure);
    }
    return stretch.reason.empty();
  };
  const auto with = [](auto change) {
    FaceLook look = good_look;
    change(look);
    return look;
  };
  const auto step = [](float limit) { return std::nextafter(limit, 1000.0F); };
  const Gate yaw{"yaw", {}, 30};
  EXPECT_TRUE(passes(yaw, with([](FaceLook& l) { l.pose.yaw = -30; })));
  EXPECT_FALSE(passes(yaw, with([&](FaceLook& l) { l.pose.yaw = -step(30); })));
  const Gate pitch{"pitch", {}, 20};
  EXPECT_TRUE(passes(pitch, with([](FaceLook& l) { l.pose.pitch = 20; })));
  EXPECT_FALSE(passes(pitch, with([&](FaceLook& l) { l.pose.pitch = step(20); })));
  const Gate roll{"roll", {}, 20};
  EXPECT_TRUE(passes(roll, with([](FaceLook& l) { l.pose.roll = 20; })));
  EXPECT_FALSE(passes(roll, with([&](FaceLook& l) { l.pose.roll = step(20); })));
  const Gate sharp{"sharpness", 0.5, {}};
  EXPECT_TRUE(passes(sharp, with([](FaceLook& l) { l.sharpness = 0.5F; })));
  EXPECT_FALSE(passes(sharp, with([](FaceLook& l) { l.sharpness = 0.4999F; })));
  const Gate light{"brightness", 40, 200};
  EXPECT_TRUE(passes(light, with([](FaceLook& l) { l.brightness = 40; })));
  EXPECT_FALSE(passes(light, with([](FaceLook& l) { l.brightness = 39.99F; })));
  EXPECT_FALSE(passes(light, with([&](FaceLook& l) { l.brightness = step(200); })));
  const Gate clipped{"clipped", {}, 0.25};
  EXPECT_TRUE(passes(clipped, with([](FaceLook& l) { l.clipped = 0.25F; })));
  EXPECT_FALSE(passes(clipped, with([](FaceLook& l) { l.clipped = 0.2501F; })));
  EXPECT_TRUE(passes({"face_size", 100, {}}, good_look, 100));
  EXPECT_FALSE(passes({"face_size", 100, {}}, good_look, 99.99F));
  EXPECT_TRUE(passes({"turn", {}, 8.67}, good_look)) << "root of 3 * 25";
  EXPECT_FALSE(passes({"turn", {}, 8.66}, good_look));
}

TEST(decide, every_gate_holds_at_its_limit_and_a_step_beyond_it_does_not) {
  for (const MeasureInfo& info : curate_measures()) {
    const std::string name(info.name);
    const double limit = 0.3;
    const auto passes = [&](double value, const Gate& gate) {
      Stretch stretch;
      stretch.measures[name] = value;
      decide({&stretch, 1}, {&gate, 1});
      EXPECT_EQ(stretch.reason, stretch.limit ? name : "");
      return stretch.reason.empty();
    };
    const Gate least{name, limit, {}};
    const Gate most{name, {}, limit};
    EXPECT_TRUE(passes(limit, least) && passes(limit, most)) << name;
    EXPECT_TRUE(passes(std::nextafter(limit, 1), least)) << name;
    EXPECT_FALSE(passes(std::nextafter(limit, 0), least)) << name;
    EXPECT_TRUE(passes(std::nextafter(limit, 0), most)) << name;
    EXPECT_FALSE(passes(std::nextafter(limit, 1), most)) << name;
  }
}

TEST(curate, a_few_bad_frames_are_allowed_for_a_pose) {
  const FaceTrack track = track_of(1, 0, 249);
  Analysis film = film_of(250);
  film.tracks = {track};
  CurateOptions options;
  options.gates = {{"yaw", {}, 30}};
  auto looks = looks_of(track, good_look);
  const auto turn = [&](std::size_t count) {
    for (std::size_t i = 0; i < looks.faces.size(); ++i) {
      looks.faces[i].pose.yaw = i < count ? 80.0F : 5.0F;
    }
    return curate(film, looks, options).at(0).reason;
  };
  const std::size_t few = (looks.faces.size() - 1) / 20;
  EXPECT_EQ(turn(few), "");
  EXPECT_EQ(turn(few + 1), "yaw");
}

TEST(curate, a_part_of_the_face_is_hidden_for_the_longest_run_of_looks) {
  const FaceTrack track = track_of(1, 0, 99);
  Analysis film = film_of(100);
  film.tracks = {track};
  const FilmLooks seen = looks_of(track, good_look);  // a look lasts 0.12 s
  // The looks from each pair's first to before its second hide the mouth and the eyes.
  const auto judge = [&](std::vector<std::pair<std::size_t, std::size_t>> runs, const Gate& gate,
                         float answer = 0.5F) {
    FilmLooks looks = seen;
    for (const auto& [begin, end] : runs) {
      for (std::size_t i = begin; i < end; ++i) {
        looks.faces[i].mouth_hidden = answer;
        looks.faces[i].eyes_hidden = answer;
      }
    }
    CurateOptions options;
    options.gates = {gate};
    return curate(film, looks, options).at(0);
  };
  EXPECT_EQ(judge({{5, 6}, {7, 8}, {9, 10}}, mouth_visible()).reason, "") << "single looks";
  EXPECT_EQ(judge({{5, 7}}, mouth_visible()).reason, "mouth_hidden");
  EXPECT_EQ(judge({{5, 7}}, mouth_visible(), 0.4999F).reason, "");
  EXPECT_EQ(judge({{5, 9}}, eyes_visible()).reason, "") << "as long as a blink";
  EXPECT_EQ(judge({{5, 10}}, eyes_visible()).reason, "eyes_hidden");
  EXPECT_NEAR(judge({{2, 4}, {8, 11}}, mouth_visible()).measures.at("mouth_hidden"), 0.36, 1e-9);
  EXPECT_NEAR(judge({{32, 34}}, mouth_visible()).measures.at("mouth_hidden"), 0.16, 1e-9)
      << "frames 96 to 99";
  EXPECT_EQ(judge({}, mouth_visible()).measures.at("eyes_hidden"), 0);
  const Gate limit{"mouth_hidden", {}, 6 / 25.0};
  EXPECT_EQ(judge({{5, 7}}, limit).reason, "");
  EXPECT_EQ(judge({{5, 7}}, {"mouth_hidden", {}, std::nextafter(6 / 25.0, 0)}).reason,
            "mouth_hidden");
}

TEST(curate, an_overlay_is_there_for_the_longest_run_of_looks) {
  const FaceTrack track = track_of(1, 0, 99);
  Analysis film = film_of(100);
  film.tracks = {track};
  // Looks last 0.12 s. Those from each pair's first to before its second see an overlay.
  const auto judge = [&](std::vector<std::pair<std::size_t, std::size_t>> runs, const Gate& gate,
                         float answer = 0.85F) {
    FilmLooks looks = looks_of(track, good_look);
    for (const FaceLook& look : looks.faces) looks.pictures.push_back({look.frame});
    for (const auto& [begin, end] : runs) {
      for (std::size_t i = begin; i < end; ++i) looks.pictures[i].overlay = answer;
    }
    CurateOptions options;
    options.gates = {gate};
    return curate(film, looks, options).at(0);
  };
  EXPECT_EQ(judge({{5, 7}, {8, 10}, {20, 22}}, no_overlay_text()).reason, "") << "single answers";
  EXPECT_EQ(judge({{5, 9}}, no_overlay_text()).reason, "overlay");
  EXPECT_EQ(judge({{5, 9}}, no_overlay_text(), 0.8499F).reason, "");
  EXPECT_NEAR(judge({{2, 4}, {8, 11}}, no_overlay_text()).measures.at("overlay"), 0.36, 1e-9);
  EXPECT_EQ(judge({}, no_overlay_text()).measures.at("overlay"), 0);
  EXPECT_EQ(judge({{0, 4}}, {"overlay", {}, 12 / 25.0}).reason, "") << "at the limit";
  EXPECT_EQ(judge({{0, 4}}, {"overlay", {}, std::nextafter(12 / 25.0, 0)}).reason, "overlay");
  EXPECT_EQ(judge({{0, 4}}, {"overlay", {}, 13 / 25.0}).reason, "");
  EXPECT_EQ(curate(film, looks_of(track, good_look), {.gates = {no_overlay_text()}}).at(0).reason,
            "overlay")
      << "never measured";
}

TEST(curate, motion_is_in_face_widths_a_second) {
  FaceTrack track = track_of(1, 0, 99, 100);
  for (std::size_t i = 0; i < track.points.size(); ++i) {
    track.points[i].box.x = 100 + 4.0F * static_cast<float>(i);  // 100 pixels a second
  }
  const Stretch stretch = judged(track, good_look, {"motion", {}, 1.001});
  EXPECT_NEAR(stretch.measures.at("motion"), 1, 1e-4);
  EXPECT_EQ(stretch.reason, "");
  EXPECT_EQ(judged(track, good_look, {"motion", {}, 0.999}).reason, "motion");
}

TEST(curate, a_stretch_without_the_measure_does_not_pass_and_other_gates_decide_again) {
  Analysis film = film_of(100);
  film.tracks = {track_of(1, 0, 99)};
  CurateOptions options;
  options.gates = {{"yaw", {}, 30}};
  auto found = curate(film, {}, options);
  EXPECT_EQ(found.at(0).reason, "yaw") << "nobody looked";
  EXPECT_FALSE(found.at(0).limit.has_value());
  decide(found, {});
  EXPECT_EQ(found.at(0).reason, "");
  const Gate large{"face_size", 500, {}};
  decide(found, {&large, 1});
  EXPECT_EQ(found.at(0).reason, "face_size");
  EXPECT_EQ(found.at(0).limit, 500);
}

TEST(curate, refuses_what_cannot_be_meant) {
  const Analysis film = film_of(10);
  CurateOptions options;
  options.gates = {{"jaw", {}, 30}};
  EXPECT_THROW(curate(film, {}, options), Error);
  options.gates = {{"yaw", {}, {}}};
  EXPECT_THROW(curate(film, {}, options), Error);
  options.gates = {{"yaw", {}, std::nan("")}};
  EXPECT_THROW(curate(film, {}, options), Error);
  options.gates.clear();
  options.max_length = MediaTime{1, {1, 1}};
  EXPECT_THROW(curate(film, {}, options), Error) << "shorter than the shortest";
  EXPECT_THROW(curate_preset("talking-heads"), Error);
  for (const std::string_view name : curate_presets()) {
    EXPECT_NO_THROW(curate(film, {}, curate_preset(name))) << name;
  }
}

}  // namespace
}  // namespace facetrack
