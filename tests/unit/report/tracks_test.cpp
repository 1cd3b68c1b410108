// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/report.hpp"

#include "support/complaint.hpp"
#include "support/sample_result.hpp"

namespace facetrack {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::replaced;

std::string tracks_complaint(const std::string& text) {
  return testing::complaint(ErrorCode::corrupt_input, [&] { tracks_from_json(text); });
}

TEST(TracksJson, comes_back_byte_for_byte) {
  for (const Rational rate : {Rational{25, 1}, {30000, 1001}}) {
    const std::string text = tracks_json(testing::sample_analysis(rate));
    EXPECT_EQ(tracks_json(tracks_from_json(text)), text);
  }
}

/// With a portrait and two stills, as far as a reader looks at a JPEG.
Analysis with_pictures() {
  Analysis analysis = testing::sample_analysis();
  analysis.tracks[1].samples[1].portrait = "\xFF\xD8 portrait";
  analysis.stills = {{12, "\xFF\xD8 still"}, {99, "\xFF\xD8"}};
  return analysis;
}

TEST(TracksJson, pictures_come_back_and_need_not_be_there) {
  const std::string text = tracks_json(with_pictures());
  const Analysis back = tracks_from_json(text);
  EXPECT_EQ(tracks_json(back), text);
  EXPECT_EQ(back.stills, with_pictures().stills);
  EXPECT_EQ(back.tracks[1].samples[1].portrait, "\xFF\xD8 portrait");
  EXPECT_EQ(back.tracks[1].samples[0].portrait, "");
  // As files without pictures have always been.
  const std::string plain = tracks_json(testing::sample_analysis());
  EXPECT_THAT(plain, Not(HasSubstr("portrait")));
  EXPECT_THAT(plain, Not(HasSubstr("stills")));
}

TEST(TracksJson, says_what_is_wrong_with_a_picture) {
  const std::string good = tracks_json(with_pictures());
  const std::string portrait = "\"portrait\":\"/9gg";
  const std::string still = "{\"frame\":99,\"jpeg\":\"/9g=\"}";
  const auto with_still = [&](const std::string& other) {
    return tracks_complaint(replaced(good, still, other));
  };
  for (const char* bad : {"/9g==", "*9gg", "\u00ff", "R0lG", ""}) {
    EXPECT_EQ(tracks_complaint(replaced(good, portrait, std::string("\"portrait\":\"") + bad)),
              "tracks: tracks[1].samples[1].portrait: must be the base64 of a JPEG")
        << bad;
    EXPECT_EQ(with_still(std::string("{\"frame\":99,\"jpeg\":\"") + bad + "=\"}"),
              "tracks: stills[1].jpeg: must be the base64 of a JPEG")
        << bad;
  }
  EXPECT_EQ(with_still("{\"frame\":12,\"jpeg\":\"/9g=\"}"),
            "tracks: stills[1].frame: must be from 13 to 99, not 12");
  EXPECT_EQ(with_still("{\"frame\":100,\"jpeg\":\"/9g=\"}"),
            "tracks: stills[1].frame: must be from 13 to 99, not 100");
  EXPECT_EQ(with_still("7"), "tracks: stills[1]: must be an object");
  EXPECT_THAT(with_still("{\"frame\":99,\"jpeg\":\"" + std::string(20'000'000, 'A') + "\"}"),
              HasSubstr("tracks: stills[1].jpeg: "));
}

TEST(TracksJson, loses_nothing) {
  Analysis before = testing::sample_analysis();
  before.pts[50].ticks += 1;  // a variable rate
  before.tracks[0].points[1].box = {0.1F, 1e-20F, 123456.789F, 3.4e38F};
  before.tracks[0].points[2].pts = {7, {1, 1000}};
  before.source.frame_rate.reset();
  before.tracks[0].samples[1].embedding.commonness = 0.0625F;
  const Analysis after = tracks_from_json(tracks_json(before));
  EXPECT_EQ(after.source.path, before.source.path);
  EXPECT_EQ(after.source.audio.size(), 1U);
  EXPECT_FALSE(after.source.frame_rate.has_value());
  EXPECT_EQ(after.pts, before.pts);
  EXPECT_EQ(after.source_id, before.source_id);
  ASSERT_EQ(after.shots.size(), 3U);
  EXPECT_EQ(after.shots[1].ends_with, ShotEnd::wipe);
  ASSERT_EQ(after.tracks.size(), 2U);
  for (std::size_t t = 0; t < 2; ++t) {
    const FaceTrack& a = before.tracks[t];
    const FaceTrack& b = after.tracks[t];
    ASSERT_EQ(a.points.size(), b.points.size());
    for (std::size_t i = 0; i < a.points.size(); ++i) {
      EXPECT_EQ(a.points[i].box, b.points[i].box);
      EXPECT_EQ(a.points[i].pts.ticks, b.points[i].pts.ticks);
      EXPECT_EQ(a.points[i].pts.base, b.points[i].pts.base);
      EXPECT_EQ(a.points[i].landmarks, b.points[i].landmarks);
      EXPECT_EQ(a.points[i].from, b.points[i].from);
    }
    EXPECT_EQ(a.samples[1].embedding.values, b.samples[1].embedding.values);
    EXPECT_EQ(a.samples[1].embedding.commonness, b.samples[1].embedding.commonness);
    EXPECT_EQ(a.samples[1].quality.size, b.samples[1].quality.size);
  }
}

TEST(TracksJson, says_which_field_is_wrong) {
  const std::string good = tracks_json(testing::sample_analysis());
  EXPECT_EQ(tracks_complaint(replaced(good, "\"score\":3.5", "\"score\":\"x\"")),
            "tracks: shots[0].score: must be a number");
  EXPECT_EQ(tracks_complaint(replaced(good, "\"frame\":1,", "\"frame\":2,")),
            "tracks: tracks[0].points[1].frame: must follow the frame before");
  EXPECT_THAT(tracks_complaint(replaced(good, "\"width\": 320", "\"width\": -320")),
              HasSubstr("tracks: source.width: must be from 1 to"));
  EXPECT_THAT(tracks_complaint(replaced(good, "\"time_base\": [1,", "\"time_base\": [0,")),
              HasSubstr("tracks: time_base[0]: must be from 1 to"));
  EXPECT_THAT(tracks_complaint(replaced(good, "\"from\":\"detection\"", "\"from\":\"magic\"")),
              HasSubstr(".from: must be \"detection\" or \"tracking\""));
  EXPECT_THAT(tracks_complaint(replaced(good, "facetrack.tracks/1", "facetrack.tracks/9")),
              HasSubstr("schema: must be \"facetrack.tracks/1\""));
  EXPECT_THAT(tracks_complaint(replaced(good, ",4,101]", ",4,99999999999]")),
              HasSubstr("pts[0][2]"));
  EXPECT_EQ(tracks_complaint(replaced(good, "\"score\":3.5", "\"score\":1e300")),
            "tracks: shots[0].score: must be from -3.40282e+38 to 3.40282e+38");
  Analysis common = testing::sample_analysis();
  common.tracks[0].samples[0].embedding.commonness = -0.5F;
  EXPECT_EQ(tracks_complaint(tracks_json(common)),
            "tracks: tracks[0].samples[0].commonness: must be from 0 to 1");
  Analysis infinite = testing::sample_analysis();
  infinite.tracks[0].samples[0].embedding.values[1] = std::numeric_limits<float>::infinity();
  EXPECT_EQ(tracks_complaint(tracks_json(infinite)),
            "tracks: tracks[0].samples[0].embedding: must hold finite numbers");
  EXPECT_THAT(tracks_complaint(good.substr(0, good.size() / 2)), HasSubstr("tracks: is not JSON"));
}

TEST(TracksJson, refuses_hostile_text_without_harm) {
  EXPECT_EQ(tracks_complaint(std::string(1'000'000, '[')), "tracks: is nested too deeply");
  for (const char* text : {"", "null", "[]", "{}", "\"", "{\"schema\":1}", "\xFF\xFE"}) {
    EXPECT_NE(tracks_complaint(text), "") << text;
  }
}

TEST(TracksMot, counts_frames_ids_and_pixels_from_one) {
  const std::string text = tracks_mot(testing::sample_analysis());
  EXPECT_EQ(text.substr(0, text.find('\n')), "1,1,89,21.3,60,80,0.97,-1,-1,-1");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 60);
}

}  // namespace
}  // namespace facetrack
