// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "console.hpp"

#include <gtest/gtest.h>

namespace facetrack::cli {
namespace {

TEST(ProgressLine, tells_percentage_speed_eta_and_what_was_found) {
  const Progress progress{"analyse", 0.25, 50.0, 1250, 3};
  EXPECT_EQ(progress_line(progress, 10.0, 0), "analyse   25 %  5.0x  ETA 0:30  3 found");
}

TEST(ProgressLine, fits_every_width_of_a_terminal) {
  const Progress progress{"analyse", 0.5, 50.0, 1250, 12};
  for (int width = 10; width < 200; ++width) {
    EXPECT_LE(progress_line(progress, 100.0, width).size(), static_cast<std::size_t>(width));
  }
  EXPECT_NE(progress_line(progress, 100.0, 100).find("[====================      "),
            std::string::npos);
}

TEST(ProgressLine, keeps_numbers_in_range_when_the_callee_does_not) {
  EXPECT_EQ(progress_line({"x", 1.5, 0, 0, 0}, 1e12, 0), "x  100 %  ETA 0:00");
  EXPECT_EQ(progress_line({"x", -1, 0, 0, 0}, 0, 0), "x    0 %");
}

TEST(JsonEscaped, gives_valid_utf8_for_any_bytes) {
  EXPECT_EQ(json_escaped("a\"b\\c\nd"), "a\\\"b\\\\c\\u000ad");
  EXPECT_EQ(json_escaped("\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80"),
            "\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80");
  EXPECT_EQ(json_escaped("a\xFF"), "a\xEF\xBF\xBD");
  EXPECT_EQ(json_escaped("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(json_escaped("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

}  // namespace
}  // namespace facetrack::cli
