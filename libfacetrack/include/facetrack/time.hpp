// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <chrono>
#include <compare>
#include <concepts>
#include <cstdint>
#include <string>

#include "facetrack/export.hpp"

namespace facetrack {

/// num/den, den > 0. As a time base: seconds per tick. As a rate: frames per second.
struct Rational {
  std::int32_t num = 0;
  std::int32_t den = 1;
  bool operator==(const Rational&) const = default;
};

/// An exact time in a video, a point or a length: ticks * base seconds. Comparisons are exact
/// across bases: {1, {1,25}} == {40, {1,1000}}. A value: any thread may use its own copy.
struct FACETRACK_EXPORT MediaTime {
  std::int64_t ticks = 0;
  Rational base{1, 1};

  constexpr MediaTime() noexcept = default;
  constexpr MediaTime(std::int64_t count, Rational seconds_per_tick) noexcept
      : ticks(count), base(seconds_per_tick) {}
  /// Converts a std::chrono duration of whole numbers exactly: `plan.min_clip = 200ms`.
  template <std::integral Count, class Period>
  constexpr MediaTime(std::chrono::duration<Count, Period> time) noexcept
      : MediaTime(time.count(), {Period::num, Period::den}) {}

  /// The same time in another base, rounded to the nearest tick (halves away from zero).
  /// Saturates at the ends of the tick range. 0 if a base has a zero.
  MediaTime in_base(Rational new_base) const noexcept;
  /// Rounded: for display and statistics only.
  double seconds() const noexcept;
  /// "01:02:03.040"; negative times begin with '-'.
  std::string to_string() const;
};

FACETRACK_EXPORT std::strong_ordering operator<=>(const MediaTime& a, const MediaTime& b) noexcept;
FACETRACK_EXPORT bool operator==(const MediaTime& a, const MediaTime& b) noexcept;
/// The result has a's base; b is rounded to it.
FACETRACK_EXPORT MediaTime operator+(const MediaTime& a, const MediaTime& b) noexcept;
FACETRACK_EXPORT MediaTime operator-(const MediaTime& a, const MediaTime& b) noexcept;

/// Half-open: begin is inside, end is not.
struct TimeRange {
  MediaTime begin;
  MediaTime end;
  bool contains(const MediaTime& t) const noexcept { return begin <= t && t < end; }
  MediaTime length() const noexcept { return end - begin; }
};

/// Reads "16", "16.2", "16.2s" or "[hh:]mm:ss[.fraction]" into microseconds, exactly.
/// Throws Error(invalid_argument) naming the text.
FACETRACK_EXPORT MediaTime parse_time(const std::string& text);

/// Reads "25", "30000/1001" or "29.97" (the usual decimal names of the /1001 rates become exact).
/// Throws Error(invalid_argument) naming the text.
FACETRACK_EXPORT Rational parse_rate(const std::string& text);

}  // namespace facetrack
