// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/redact.hpp"

#include <string>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"

#include "report/redact_page.hpp"
#include "support/complaint.hpp"

namespace facetrack {
namespace {

Redaction example() {
  Redaction redaction;
  redaction.source = "film.mp4";
  redaction.source_id = "abc";
  redaction.width = 640;
  redaction.height = 360;
  redaction.frames = 20;
  redaction.margin = 0.25F;
  redaction.areas = {
      {true, AreaReason::unknown, {{3, {1, 2, 30, 40}, true}, {4, {-5.5F, 2, 30, 40}, false}}},
      {false, AreaReason::kept, {{0, {100, 2, 30, 40}, true}}}};
  redaction.open = {{7, {5, 6, 30, 40}, 0.75F, std::nullopt}};
  return redaction;
}

void expect_refused(const std::string& from, const std::string& to, const std::string& message) {
  const std::string text = testing::replaced(redact_json(example(), HideMode::blur), from, to);
  try {
    redact_from_json(text, "boxes.json");
    FAIL() << "read " << to;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::corrupt_input);
    EXPECT_NE(std::string(error.what()).find(message), std::string::npos) << error.what();
  }
}

TEST(RedactJson, reads_back_what_it_writes) {
  const Redaction read = redact_from_json(redact_json(example(), HideMode::oval), "boxes.json");
  EXPECT_EQ(read.source_id, "abc");
  EXPECT_EQ(read.width, 640);
  EXPECT_EQ(read.frames, 20);
  EXPECT_FLOAT_EQ(read.margin, 0.25F);
  ASSERT_EQ(read.areas.size(), 2U);
  EXPECT_TRUE(read.areas[0].hide);
  EXPECT_EQ(read.areas[0].boxes[1].box, (Box{-5.5F, 2, 30, 40}));
  EXPECT_FALSE(read.areas[0].boxes[1].found);
  EXPECT_TRUE(read.areas[0].boxes[0].found);
  EXPECT_EQ(read.areas[1].why, AreaReason::kept);
  ASSERT_EQ(read.open.size(), 1U);
  EXPECT_EQ(redact_json(read, HideMode::oval), redact_json(example(), HideMode::oval));
}

TEST(RedactJson, names_the_field_that_is_wrong) {
  expect_refused("facetrack.redact/1", "facetrack.tracks/1", "schema");
  expect_refused("\"frame\":4", "\"frame\":3", "areas[0].boxes[1].frame");
  expect_refused("\"frame\":4", "\"frame\":20", "areas[0].boxes[1].frame");
  expect_refused("[1.0,2.0,30.0,40.0]", "[1.0,2.0,0.0,40.0]", "areas[0].boxes[0].box");
  expect_refused("\"unknown\"", "\"because\"", "areas[0].why");
  expect_refused("\"hide\": true", "\"hide\": 1", "areas[0].hide");
}

TEST(RedactPage, shows_areas_and_open_faces) {
  Analysis film;
  film.frames = 20;
  for (int i = 0; i <= 20; ++i) film.pts.push_back({i, {1, 25}});
  const std::string page = report::redact_page(film, example(), 3, {});
  EXPECT_NE(page.find("Open faces"), std::string::npos);
  EXPECT_NE(page.find("1 face hidden"), std::string::npos);
  EXPECT_EQ(report::redact_page(film, Redaction{}, 1, {}).find("Open faces"), std::string::npos);
}

}  // namespace
}  // namespace facetrack
