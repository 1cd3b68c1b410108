// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/time.hpp"

#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"

namespace facetrack {
namespace {

TEST(MediaTime, compares_exactly_across_bases) {
  EXPECT_EQ((MediaTime{1, {1, 25}}), (MediaTime{40, {1, 1000}}));
  EXPECT_LT((MediaTime{1001, {1, 24000}}), (MediaTime{41'708'334, {1, 1'000'000'000}}));
  EXPECT_GT((MediaTime{1001, {1, 24000}}), (MediaTime{41'708'333, {1, 1'000'000'000}}));
  EXPECT_LT((MediaTime{-1, {1, 25}}), (MediaTime{0, {1, 1000}}));
}

TEST(MediaTime, comparison_does_not_overflow) {
  const auto big = std::numeric_limits<std::int64_t>::max();
  EXPECT_LT((MediaTime{big - 1, {1, 90000}}), (MediaTime{big, {1, 90000}}));
  EXPECT_LT((MediaTime{big, {1, 2'000'000'000}}), (MediaTime{big, {1, 90000}}));
}

TEST(MediaTime, in_base_rounds_halves_away_from_zero) {
  EXPECT_EQ((MediaTime{1, {1, 2}}.in_base({1, 1}).ticks), 1);
  EXPECT_EQ((MediaTime{-1, {1, 2}}.in_base({1, 1}).ticks), -1);
  EXPECT_EQ((MediaTime{49, {1, 100}}.in_base({1, 1}).ticks), 0);
  EXPECT_EQ((MediaTime{1001, {1, 24000}}.in_base({1, 90000}).ticks), 3754);
}

TEST(MediaTime, saturates_instead_of_overflowing) {
  const auto big = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ((MediaTime{big, {1, 1}}.in_base({1, 1000}).ticks), big);
  EXPECT_EQ((MediaTime{big, {1, 1}} + MediaTime{1, {1, 1}}).ticks, big);
}

TEST(MediaTime, sum_and_difference_keep_the_first_base) {
  const MediaTime sum = MediaTime{10, {1, 25}} + MediaTime{1, {1, 1}};
  EXPECT_EQ(sum.ticks, 35);
  EXPECT_EQ(sum.base, (Rational{1, 25}));
  EXPECT_EQ((MediaTime{10, {1, 25}} - MediaTime{200, {1, 1000}}).ticks, 5);
}

TEST(MediaTime, prints_hours_to_milliseconds) {
  EXPECT_EQ((MediaTime{3'723'040, {1, 1000}}.to_string()), "01:02:03.040");
  EXPECT_EQ((MediaTime{-40, {1, 1000}}.to_string()), "-00:00:00.040");
}

TEST(TimeRange, is_half_open) {
  const TimeRange range{{0, {1, 25}}, {1, {1, 25}}};
  EXPECT_TRUE(range.contains({39, {1, 1000}}));
  EXPECT_FALSE(range.contains({40, {1, 1000}}));
}

TEST(parse_time, reads_seconds_and_clock_times) {
  EXPECT_EQ(parse_time("16"), (MediaTime{16, {1, 1}}));
  EXPECT_EQ(parse_time("16.2s"), (MediaTime{162, {1, 10}}));
  EXPECT_EQ(parse_time("00:00:16.2"), (MediaTime{162, {1, 10}}));
  EXPECT_EQ(parse_time("1:02:03.5"), (MediaTime{37235, {1, 10}}));
}

TEST(parse_time, names_what_is_no_time) {
  for (const char* text :
       {"", "s", "-1", "1:", "1:60", "1:2:3:4", "1.", "x", "1.2x", "99999999999999"}) {
    EXPECT_THROW(parse_time(text), Error) << text;
  }
}

TEST(parse_rate, knows_the_broadcast_rates_by_their_decimal_names) {
  EXPECT_EQ(parse_rate("25"), (Rational{25, 1}));
  EXPECT_EQ(parse_rate("29.97"), (Rational{30000, 1001}));
  EXPECT_EQ(parse_rate("23.976"), (Rational{24000, 1001}));
  EXPECT_EQ(parse_rate("60000/1001"), (Rational{60000, 1001}));
  EXPECT_EQ(parse_rate("50/2"), (Rational{25, 1}));
  EXPECT_EQ(parse_rate("12.5"), (Rational{25, 2}));
  EXPECT_THROW(parse_rate("0"), Error);
  EXPECT_THROW(parse_rate("30/0"), Error);
  EXPECT_THROW(parse_rate("fast"), Error);
}

}  // namespace
}  // namespace facetrack
