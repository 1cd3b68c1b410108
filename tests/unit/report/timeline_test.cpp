// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/report.hpp"

#include "support/sample_result.hpp"

namespace facetrack {
namespace {

using ::testing::HasSubstr;

/// Reads a timecode back into a frame number, by counting as SMPTE ST 12-1 describes it: the
/// numbers 00 and 01 (to 03 at 60) of every minute but each tenth do not exist.
std::int64_t frame_of(const std::string& text, int fps) {
  int h = 0;
  int m = 0;
  int s = 0;
  int f = 0;
  char separator = 0;
  EXPECT_EQ(std::sscanf(text.c_str(), "%d:%d:%d%c%d", &h, &m, &s, &separator, &f), 5) << text;
  const std::int64_t minutes = h * 60 + m;
  std::int64_t frame = (minutes * 60 + s) * fps + f;
  if (separator == ';') {
    const int dropped = fps / 15;
    EXPECT_FALSE(s == 0 && f < dropped && m % 10 != 0) << text << " does not exist";
    frame -= dropped * (minutes - minutes / 10);
  }
  return frame;
}

/// One event of an edit list, read by the columns of CMX 3600.
struct Event {
  std::string source_in;
  std::string source_out;
};

std::vector<Event> read_edl(const std::string& text) {
  std::vector<Event> events;
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) {
    if (line.empty() || line[0] < '0' || line[0] > '9') continue;
    std::istringstream words(line);
    std::string number, reel, track, edit;
    Event event;
    std::string record_in, record_out;
    words >> number >> reel >> track >> edit >> event.source_in >> event.source_out >> record_in >>
        record_out;
    EXPECT_EQ(track, "V");
    EXPECT_EQ(edit, "C");
    EXPECT_EQ(record_out, event.source_out);
    events.push_back(event);
  }
  return events;
}

Analysis one_shot(Rational rate, std::int64_t first, std::int64_t last) {
  Analysis analysis;
  analysis.source.path = "x.mp4";
  analysis.source.frame_rate = rate;
  analysis.frames = last + 1;
  analysis.shots = {{0, first, last, ShotEnd::end, 0}};
  return analysis;
}

TEST(Edl, timecodes_read_back_to_the_same_frames_at_every_rate) {
  const struct {
    Rational rate;
    int fps;
    bool drop;
  } rates[] = {{{24000, 1001}, 24, false}, {{24, 1}, 24, false},      {{25, 1}, 25, false},
               {{30000, 1001}, 30, true},  {{30, 1}, 30, false},      {{50, 1}, 50, false},
               {{60000, 1001}, 60, true},  {{120000, 2002}, 60, true}};
  for (const auto& [rate, fps, drop] : rates) {
    for (const std::int64_t frame :
         {0, 1, 1799, 1800, 1801, 3599, 3600, 17981, 17982, 17983, 35963, 35964, 107892, 1000000}) {
      const std::string text = shots_edl(one_shot(rate, frame, frame + 6));
      EXPECT_THAT(text, HasSubstr(drop ? "\nFCM: DROP FRAME" : "\nFCM: NON-DROP FRAME"));
      const std::vector<Event> events = read_edl(text);
      ASSERT_EQ(events.size(), 1U);
      EXPECT_EQ(frame_of(events[0].source_in, fps), frame);
      EXPECT_EQ(frame_of(events[0].source_out, fps), frame + 7);
    }
  }
}

TEST(Edl, drop_frame_agrees_with_the_published_examples) {
  EXPECT_THAT(shots_edl(one_shot({30000, 1001}, 1800, 17981)),
              HasSubstr("00:01:00;02 00:10:00;00"));
  EXPECT_THAT(shots_edl(one_shot({60000, 1001}, 3600, 35963)),
              HasSubstr("00:01:00;04 00:10:00;00"));
}

TEST(Edl, has_one_event_per_shot_and_no_line_break_from_a_name) {
  Analysis analysis = testing::sample_analysis();
  analysis.source.path = "a\nb.mp4";
  const std::string text = shots_edl(analysis);
  EXPECT_EQ(read_edl(text).size(), 3U);
  EXPECT_THAT(text, HasSubstr("* FROM CLIP NAME: a_b.mp4\n"));
}

TEST(Edl, keeps_the_letters_of_a_name_in_a_comment) {
  Analysis analysis = testing::sample_analysis();
  analysis.source.path = "Straße – 東京.mp4";
  const std::string text = shots_edl(analysis);
  EXPECT_THAT(text, HasSubstr("* FROM CLIP NAME: Straße – 東京.mp4\n"));
  const std::string title = text.substr(0, text.find('\n'));
  EXPECT_TRUE(std::all_of(title.begin(), title.end(), [](char c) { return c >= 0x20 && c < 0x7F; }))
      << title;
  EXPECT_EQ(read_edl(text).size(), 3U);
}

TEST(Edl, at_a_variable_rate_events_stand_where_they_are_in_time) {
  Analysis analysis = testing::sample_analysis();
  analysis.source.frame_rate.reset();
  // The second half at half the speed: 150 frame lengths in all, 16.667 frames a second.
  for (std::size_t i = 50; i <= 100; ++i) {
    analysis.pts[i].ticks += 4 * (static_cast<std::int64_t>(i) - 50);
  }
  analysis.shots = {{0, 0, 49, ShotEnd::cut, 1}, {1, 50, 99, ShotEnd::end, 0}};
  // Half of the frames are a third of the time: 2 of 6 s.
  EXPECT_THAT(shots_edl(analysis), HasSubstr("00:00:01:16 00:00:05:15"));
}

TEST(Edl, numbers_start_over_after_999) {
  Analysis analysis = testing::sample_analysis();
  analysis.shots.clear();
  for (int i = 0; i < 1000; ++i) analysis.shots.push_back({i, i, i, ShotEnd::cut, 1});
  const std::string text = shots_edl(analysis);
  EXPECT_EQ(read_edl(text).size(), 1000U);
  EXPECT_THAT(text, HasSubstr("\n999  AX"));
  EXPECT_EQ(text.find("\n000  AX"), std::string::npos);
}

TEST(ShotsCsv, has_one_line_per_shot) {
  EXPECT_THAT(shots_csv(testing::sample_analysis()),
              HasSubstr("\n1,0,39,0,1.6,cut,3.5\n2,40,59,1.6,2.4,dissolve,1.25\n"));
}

TEST(ShotsJson, gives_the_score_of_each_end) {
  EXPECT_THAT(shots_json(testing::sample_analysis()),
              HasSubstr(R"({"first_frame":70,"last_frame":99,"start":2.8,"end":4.0,)"
                        R"("ends_with":"end","score":0.0})"));
}

TEST(Otio, leaves_a_gap_where_frames_are_mixed) {
  const std::string text = shots_otio(testing::sample_analysis());
  EXPECT_THAT(text, HasSubstr("\"OTIO_SCHEMA\":\"RationalTime.1\",\"rate\":25.0,\"value\":10.0"));
  EXPECT_THAT(text, HasSubstr("Gap.1"));
  const Analysis analysis = testing::sample_analysis();
  EXPECT_THAT(clips_otio(analysis, testing::sample_result(analysis)),
              HasSubstr("\"name\": \"clip_001\""));
}

TEST(Vtt, has_a_chapter_per_shot) {
  EXPECT_EQ(shots_vtt(testing::sample_analysis()),
            "WEBVTT\n\n00:00:00.000 --> 00:00:01.600\nShot 1\n\n00:00:01.600 --> "
            "00:00:02.400\nShot 2\n\n00:00:02.800 --> 00:00:04.000\nShot 3\n");
}

}  // namespace
}  // namespace facetrack
