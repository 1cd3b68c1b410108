// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/curate_looks.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/curate.hpp"
#include "facetrack/curate_dataset.hpp"
#include "facetrack/error.hpp"
#include "facetrack/opencv.hpp"

#include "curate/bars.hpp"
#include "curate/overlay_finder.hpp"
#include "curate/sound.hpp"
#include "support/curate_films.hpp"
#include "support/sanitized.hpp"
#include "support/speech.hpp"
#include "support/thorough.hpp"

namespace facetrack {
namespace {

using curation::picture_of;
using curation::voice_in;
using curation::without_bars;
using testing::film_of_scene;
using testing::looks_at_scene;
using testing::talking_head;

/// A gray picture of limited range with bars of luma 16, in which nothing else is dark.
struct BarPicture {
  BarPicture(int width, int height, Region seen)
      : pixels(static_cast<std::size_t>(width * height)) {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const bool inside =
            x >= seen.x && x < seen.x + seen.width && y >= seen.y && y < seen.y + seen.height;
        at(x, y, width) = std::byte(inside ? 60 + (x + y) % 100 : 16 + (x + y) % 3);
      }
    }
    view = {pixels.data(), width, height, width, PixelFormat::gray8};
  }
  std::byte& at(int x, int y, int width) { return pixels[static_cast<std::size_t>(y * width + x)]; }

  std::vector<std::byte> pixels;
  ImageView view;
};

void expect_region(const Region& found, const Region& wanted) {
  EXPECT_EQ(found.x, wanted.x);
  EXPECT_EQ(found.y, wanted.y);
  EXPECT_EQ(found.width, wanted.width);
  EXPECT_EQ(found.height, wanted.height);
}

TEST(without_bars, finds_letterbox_and_pillarbox_to_the_pixel) {
  for (const Region& seen : {Region{0, 23, 320, 134}, Region{40, 0, 240, 180},
                             Region{16, 9, 288, 162}, Region{0, 0, 320, 180}}) {
    expect_region(without_bars(BarPicture(320, 180, seen).view, false), seen);
  }
  const BarPicture black(320, 180, {});
  EXPECT_EQ(without_bars(black.view, false).width, 0);
  BarPicture dot(320, 180, {0, 23, 320, 134});
  dot.at(100, 5, 320) = std::byte{90};
  EXPECT_EQ(without_bars(dot.view, false).y, 5) << "a bar has no detail";
}

TEST(picture_of, needs_bars_on_both_sides_all_the_time) {
  const auto seen = [](std::vector<Region> regions) {
    std::vector<PictureLook> looks;
    for (const Region& region : regions) looks.push_back({0, region, {}});
    return picture_of(looks, {320, 180});
  };
  const Region letterbox{0, 23, 320, 134};
  expect_region(seen({letterbox, letterbox}), {0, 24, 320, 132});
  expect_region(seen({letterbox, {}}), {0, 24, 320, 132});  // a black frame in between
  expect_region(seen({letterbox, {0, 0, 320, 180}}), {0, 0, 320, 180});
  expect_region(seen({{0, 23, 320, 157}}), {0, 0, 320, 180});  // dark above, on one side alone
  expect_region(seen({{0, 1, 320, 178}}), {0, 0, 320, 180});   // a blurred edge
  expect_region(seen({}), {0, 0, 320, 180});
}

TEST(look_at_faces, measures_the_speed_of_the_camera) {
  for (const float speed : {0.0F, 0.02F, 0.1F, 0.5F}) {    // picture widths per second
    if (testing::is_sanitized && speed != 0.1F) continue;  // a minute each
    const auto scene = talking_head({.seed = 4, .frames = 75, .pan = speed});
    const Analysis film = film_of_scene(*scene);
    const auto stretches = curate(film, looks_at_scene(scene, film), curate_preset("expressions"));
    ASSERT_EQ(stretches.size(), 1U);
    EXPECT_NEAR(stretches[0].measures.at("camera"), static_cast<double>(speed),
                0.005 + 0.05 * static_cast<double>(speed));
  }
}

/// Looks at something that is hidden, and at something that is not hidden two frames before or
/// after.
struct HiddenScore {
  int hidden = 0, found = 0, clear = 0, wrong = 0;
  void add(double part, bool clear_around, float answer) {
    const bool says = answer >= 0.5F;
    if (part > 0.5) ++hidden, found += says ? 1 : 0;
    if (clear_around) ++clear, wrong += says ? 1 : 0;
  }
};

TEST(look_at_faces, finds_covered_mouths_and_covered_or_closed_eyes) {
  HiddenScore mouth, eyes;
  const auto look_at = [&](const testing::TalkingHead& head) {
    const auto scene = talking_head(head);
    const testing::Copy copy{.jitter = 0.01F};
    const auto eyes_at = [&](int frame) {
      const testing::FaceTruth face = scene->truth(frame).faces.at(0);
      const float closed = 1 - std::min(face.expression.eyes_open, 1.0F);
      return static_cast<double>(std::max(face.eyes_covered, closed));
    };
    const auto mouth_at = [&](int frame) {
      return static_cast<double>(scene->truth(frame).faces.at(0).mouth_covered);
    };
    for (const FaceLook& look : looks_at_scene(scene, film_of_scene(*scene, copy), copy).faces) {
      const auto frame = static_cast<int>(look.frame);
      const auto clear_around = [&](const auto& part_at) {
        for (int i = std::max(frame - 2, 0); i <= std::min(frame + 2, head.frames - 1); ++i) {
          if (part_at(i) > 0.1) return false;
        }
        return true;
      };
      mouth.add(mouth_at(frame), clear_around(mouth_at), look.mouth_hidden);
      // Half-closed eyes are neither.
      const double hidden = eyes_at(frame);
      eyes.add(hidden > 0.9 ? 1 : 0, clear_around(eyes_at), look.eyes_hidden);
    }
  };
  const auto board = [](testing::BoardShape shape, float y, testing::Color color) {
    testing::Board moving{.x = 325, .y = testing::Curve{{14, 500}, {20, y}, {46, y}, {52, 500}}};
    moving.width = 110;
    moving.height = shape == testing::BoardShape::hand ? 130 : 70;
    moving.color = color;
    moving.shape = shape;
    return moving;
  };
  using enum testing::BoardShape;
  constexpr int frames = 66;
  look_at({.seed = 31,
           .actor = 7,
           .frames = frames,
           .boards = {board(plate, 208, {0.2F, 0.3F, 0.6F})}});
  look_at({.seed = 32,
           .actor = 0,
           .frames = frames,
           .boards = {board(hand, 215, {0.75F, 0.56F, 0.44F})}});
  look_at({.seed = 33,
           .actor = 2,
           .frames = frames,
           .boards = {board(plate, 150, {0.8F, 0.8F, 0.8F})}});
  for (const auto& [part, score] : {std::pair("mouth", mouth), std::pair("eyes", eyes)}) {
    EXPECT_GT(score.hidden, 8) << part;
    EXPECT_GE(score.found, 0.95 * score.hidden) << part;
    EXPECT_GT(score.clear, 20) << part;
    EXPECT_LE(score.wrong, 0.02 * score.clear) << part;
  }
}

TEST(look_at_faces, finds_closed_eyes_of_seven_in_eight_people) {
  HiddenScore eyes;
  for (int actor = 0; actor < 8; ++actor) {
    for (const float open : {0.0F, 1.0F}) {
      const auto scene = talking_head(
          {.seed = 41, .actor = actor, .frames = 4, .eyes_open = testing::Curve(open)});
      for (const FaceLook& look : looks_at_scene(scene, film_of_scene(*scene)).faces) {
        const auto truth = scene->truth(static_cast<int>(look.frame)).faces.at(0).expression;
        // People blink by themselves.
        eyes.add(truth.eyes_open < 0.1F ? 1 : 0, truth.eyes_open > 0.9F, look.eyes_hidden);
      }
    }
  }
  EXPECT_GE(eyes.found, 0.87 * eyes.hidden);
  EXPECT_GE(eyes.clear, 14);
  EXPECT_EQ(eyes.wrong, 0);
}

using ScenePtr = std::shared_ptr<const testing::Scene>;

double seconds_of_overlay(const ScenePtr& scene, const testing::BurnedIn& overlay) {
  const testing::Copy copy{.overlay = overlay};
  const Analysis film = film_of_scene(*scene, copy);
  return curate(film, looks_at_scene(scene, film, copy), {}).at(0).measures.at("overlay");
}

TEST(look_at_faces, finds_what_is_burned_into_a_film_and_nothing_in_the_same_film_without_it) {
  using enum testing::OverlayKind;
  const double most = no_overlay_text().most.value();
  for (const float pan : {0.0F, 0.05F}) {
    if (testing::is_sanitized && pan > 0) continue;
    const ScenePtr head = talking_head({.seed = 31, .actor = 3, .frames = 75, .pan = pan});
    EXPECT_LE(seconds_of_overlay(head, {}), most) << pan;
    EXPECT_GT(seconds_of_overlay(head, {subtitle, 4, 20, 50}), most) << pan;
    for (const auto kind : {plate, logo, watermark, clock, controls}) {
      // A sample has each kind in one of the two films.
      if (!testing::is_thorough() && (pan > 0) == (kind == logo || kind == clock)) continue;
      EXPECT_GT(seconds_of_overlay(head, {kind, 6}), most) << pan << ' ' << static_cast<int>(kind);
    }
  }
}

TEST(look_at_faces, a_subtitle_is_there_for_about_as_long_as_it_is_shown) {
  const ScenePtr head = talking_head({.seed = 8, .actor = 1, .frames = 75});
  const double found = seconds_of_overlay(head, {testing::OverlayKind::subtitle, 2, 10, 60});
  EXPECT_NEAR(found, 2.0, 0.6);
}

/// A gray frame of even luma at a time.
Frame plain_frame(int width, int height, double seconds) {
  const auto pts = static_cast<std::int64_t>(seconds * 1000);
  const FrameTime time{{pts, {1, 1000}}, {40, {1, 1000}}, pts / 40};
  return to_yuv420p(from_mat(cv::Mat(height, width, CV_8UC3, cv::Scalar::all(90)), time));
}

Frame captioned_frame(int width, int height, double seconds) {
  cv::Mat picture(height, width, CV_8UC3, cv::Scalar::all(90));
  testing::draw_overlay(picture, {testing::OverlayKind::subtitle, 3}, 0);
  return to_yuv420p(from_mat(picture, plain_frame(width, height, seconds).time()));
}

TEST(OverlayFinder, looks_again_after_a_fifth_of_a_second) {
  curation::OverlayFinder finder;
  const float plain = finder.look(plain_frame(640, 360, 0));
  EXPECT_LT(plain, 0.5F);
  EXPECT_EQ(finder.look(captioned_frame(640, 360, 0.18)), plain) << "the answer before";
  for (const double seconds : {0.2, 0.4, 0.6}) finder.look(captioned_frame(640, 360, seconds));
  EXPECT_GT(finder.look(captioned_frame(640, 360, 0.8)), 0.5F);
}

TEST(OverlayFinder, begins_anew_after_a_gap_and_with_pictures_of_another_size) {
  for (const bool gap : {false, true}) {
    curation::OverlayFinder finder, fresh;
    for (const double seconds : {0.0, 0.2, 0.4}) finder.look(captioned_frame(640, 360, seconds));
    const Frame next = gap ? plain_frame(640, 360, 1.5) : plain_frame(640, 480, 0.6);
    EXPECT_EQ(finder.look(next), fresh.look(next));
  }
}

TEST(OverlayFinder, takes_pictures_of_any_size) {
  for (const cv::Size size :
       {cv::Size(2, 2), cv::Size(63, 64), cv::Size(64, 64), cv::Size(1280, 720),
        cv::Size(720, 1280), cv::Size(515, 65), cv::Size(4000, 128)}) {
    curation::OverlayFinder finder;
    const float found = finder.look(plain_frame(size.width, size.height, 0));
    EXPECT_TRUE(found >= 0 && found <= 1) << size.width;
  }
}

TEST(look_at_sound, tells_level_and_sign_changes) {
  constexpr int rate = 8000;
  std::vector<float> tone(rate);
  for (int i = 0; i < rate; ++i) {
    tone[static_cast<std::size_t>(i)] =
        0.5F * std::sin(2 * std::numbers::pi_v<float> * 440 * static_cast<float>(i) / rate);
  }
  const auto looks = look_at_sound(tone, rate);
  ASSERT_EQ(looks.size(), 10U);
  EXPECT_NEAR(looks[3].level, -9.03, 0.1);
  EXPECT_NEAR(looks[3].crossings, 880, 20);
  EXPECT_EQ(look_at_sound(std::vector<float>(900), rate).at(0).level, -100);
  EXPECT_THROW(look_at_sound(tone, 0), Error);
}

double voiced(const std::vector<float>& sound, int rate) {
  const auto looks = look_at_sound(sound, rate);
  const auto voice = voice_in(looks);
  return static_cast<double>(std::count(voice.begin(), voice.end(), true)) /
         static_cast<double>(voice.size());
}

TEST(voice_in, hears_speech_but_no_silence_noise_or_steady_tone) {
  constexpr int rate = 16000;
  for (const std::uint64_t seed : {3U, 8U, 21U}) {
    std::vector<float> speech = testing::Speech(seed, 10, 112).sound(rate);
    EXPECT_GT(voiced(speech, rate), 0.6) << seed;
    speech.resize(speech.size() * 2);  // then silence
    EXPECT_GT(voiced(speech, rate), 0.3) << seed;
    EXPECT_LT(voiced(speech, rate), 0.55) << seed;
  }
  std::mt19937 random(1);
  std::normal_distribution<float> loud(0, 0.1F);
  std::vector<float> noise(10 * rate);
  for (float& value : noise) value = loud(random);
  EXPECT_LT(voiced(noise, rate), 0.02);
  EXPECT_EQ(voiced(std::vector<float>(10 * rate), rate), 0);
  std::vector<float> chord(10 * rate);
  for (std::size_t i = 0; i < chord.size(); ++i) {
    const float t = 2 * std::numbers::pi_v<float> * static_cast<float>(i) / rate;
    chord[i] = 0.2F * (std::sin(220 * t) + std::sin(277 * t) + std::sin(330 * t));
  }
  EXPECT_LT(voiced(chord, rate), 0.02);
}

TEST(curate, divides_where_it_is_quiet) {
  Analysis film;
  film.source.width = 640;
  film.source.height = 360;
  film.frames = 250;
  for (std::int64_t i = 0; i <= 250; ++i) film.pts.push_back({i, {1, 25}});
  film.shots.push_back({0, 0, 249, {}, {}});
  FaceTrack track;
  for (std::int64_t i = 0; i < 250; ++i) {
    track.points.push_back({i, {i, {1, 25}}, {100, 80, 120, 140}, 1, BoxSource::detection, {}});
  }
  film.tracks = {track};
  FilmLooks looks;
  for (int i = 0; i < 100; ++i) {  // a pause from 4.5 to 5.0 s
    const bool pause = i >= 45 && i < 50;
    looks.sound.push_back({pause ? -70.0F : i % 3 == 0 ? -40.0F : -18.0F, 1500});
  }
  CurateOptions options;
  options.min_length = MediaTime{2, {1, 1}};
  options.max_length = MediaTime{6, {1, 1}};
  const auto found = curate(film, looks, options);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_GE(found[1].range.begin.seconds(), 4.4);
  EXPECT_LE(found[1].range.begin.seconds(), 5.0);
  EXPECT_GT(found[0].measures.at("speech"), 0.8);
}

/// The course of the one stretch of a scene, as it looks after a change.
FaceCourse course_of_scene(const ScenePtr& scene, const testing::Copy& copy = {}) {
  const Analysis film = film_of_scene(*scene, copy);
  const FilmLooks looks = looks_at_scene(scene, film, copy);
  const auto stretches = curate(film, looks, curate_preset("expressions"));
  EXPECT_EQ(stretches.size(), 1U);
  return course_of(film, stretches.at(0), looks.faces);
}

TEST(likeness, recognises_copies_and_nothing_else) {
  double least_of_copies = 1;
  double most_of_others = 0;
  for (const std::size_t seed : testing::thorough({1, 6}, {6})) {
    const int actor = static_cast<int>(seed % 8);
    const testing::TalkingHead head{.seed = seed, .actor = actor, .frames = 150};
    const ScenePtr scene = talking_head(head);
    const FaceCourse original = course_of_scene(scene);
    using testing::Copy;
    for (const Copy& copy :
         {Copy{.scale = 0.6F, .gain = 0.8F, .noise = 4, .subtitle = true}, Copy{.first = 50},
          Copy{.crop = 0.12F, .noise = 3, .rate = {30, 1}, .jitter = 0.01F}}) {
      least_of_copies = std::min(least_of_copies, likeness(original, course_of_scene(scene, copy)));
    }
    // The same person in the same light, at another time.
    testing::TalkingHead other = head;
    other.seed += 100;
    most_of_others =
        std::max(most_of_others, likeness(original, course_of_scene(talking_head(other))));
  }
  EXPECT_GT(least_of_copies, copy_likeness + 0.1);
  EXPECT_LT(most_of_others, copy_likeness - 0.1);
}

}  // namespace
}  // namespace facetrack
