// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/time.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>
#include <optional>
#include <string_view>
#include <vector>

#include "facetrack/error.hpp"

namespace facetrack {
namespace {

__extension__ using Wide = __int128;  // products of two 64-bit ticks must not overflow

/// a.ticks * a.base, as a fraction over a.base.den.
Wide scaled(const MediaTime& a, std::int32_t other_den) {
  return static_cast<Wide>(a.ticks) * a.base.num * other_den;
}

std::int64_t saturate(Wide value) {
  constexpr Wide low = std::numeric_limits<std::int64_t>::min();
  constexpr Wide high = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(value < low ? low : value > high ? high : value);
}

template <typename Number>
std::optional<Number> whole_number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// "12" or "12.345678", not negative, in microseconds; further digits are cut off.
std::optional<std::int64_t> microseconds(std::string_view text) {
  const auto dot = text.find('.');
  const auto whole = whole_number<std::int64_t>(text.substr(0, dot));
  if (!whole || *whole < 0 || *whole > 1'000'000'000) return std::nullopt;
  std::int64_t micros = *whole * 1'000'000;
  if (dot == std::string_view::npos) return micros;
  const auto fraction = text.substr(dot + 1);
  if (fraction.empty()) return std::nullopt;
  std::int64_t unit = 100'000;
  for (const char digit : fraction) {
    if (digit < '0' || digit > '9') return std::nullopt;
    micros += (digit - '0') * unit;
    unit /= 10;
  }
  return micros;
}

}  // namespace

MediaTime MediaTime::in_base(Rational new_base) const noexcept {
  if (new_base == base) return *this;
  const Wide top = static_cast<Wide>(ticks) * base.num * new_base.den;
  const Wide bottom = static_cast<Wide>(base.den) * new_base.num;
  if (bottom == 0) return {0, new_base};  // a base with a zero measures nothing
  const Wide half = bottom / 2;
  return {saturate((top < 0 ? top - half : top + half) / bottom), new_base};
}

double MediaTime::seconds() const noexcept {
  return static_cast<double>(ticks) * base.num / base.den;
}

std::string MediaTime::to_string() const {
  const std::int64_t total = in_base({1, 1000}).ticks;
  const auto millis = static_cast<unsigned long long>(total < 0 ? -total : total);
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%s%02llu:%02llu:%02llu.%03llu", total < 0 ? "-" : "",
                millis / 3'600'000, millis / 60'000 % 60, millis / 1000 % 60, millis % 1000);
  return text.data();
}

std::strong_ordering operator<=>(const MediaTime& a, const MediaTime& b) noexcept {
  const Wide left = scaled(a, b.base.den);
  const Wide right = scaled(b, a.base.den);
  return left < right   ? std::strong_ordering::less
         : left > right ? std::strong_ordering::greater
                        : std::strong_ordering::equal;
}

bool operator==(const MediaTime& a, const MediaTime& b) noexcept { return std::is_eq(a <=> b); }

MediaTime operator+(const MediaTime& a, const MediaTime& b) noexcept {
  return {saturate(static_cast<Wide>(a.ticks) + b.in_base(a.base).ticks), a.base};
}

MediaTime operator-(const MediaTime& a, const MediaTime& b) noexcept {
  return {saturate(static_cast<Wide>(a.ticks) - b.in_base(a.base).ticks), a.base};
}

MediaTime parse_time(const std::string& text) {
  const auto fail = [&]() -> MediaTime {
    throw Error(
        ErrorCode::invalid_argument,
        "'" + text + "' is not a time; expected seconds (16.2, 16.2s) or [hh:]mm:ss[.fraction]");
  };
  std::string_view rest = text;
  std::int64_t minutes = 0;
  int colons = 0;
  for (auto colon = rest.find(':'); colon != std::string_view::npos; colon = rest.find(':')) {
    const auto part = whole_number<std::int64_t>(rest.substr(0, colon));
    if (!part || *part < 0 || *part > 1'000'000 || ++colons > 2) return fail();
    minutes = minutes * 60 + *part;
    rest.remove_prefix(colon + 1);
  }
  if (colons == 0 && rest.ends_with('s')) rest.remove_suffix(1);
  const auto micros = microseconds(rest);
  if (!micros || (colons > 0 && *micros >= 60'000'000)) return fail();
  return {minutes * 60'000'000 + *micros, {1, 1'000'000}};
}

Rational parse_rate(const std::string& text) {
  const auto fail = [&]() -> Rational {
    throw Error(ErrorCode::invalid_argument,
                "'" + text + "' is not a frame rate; expected 25, 29.97 or 30000/1001");
  };
  const std::string_view view = text;
  if (const auto slash = view.find('/'); slash != std::string_view::npos) {
    const auto num = whole_number<std::int32_t>(view.substr(0, slash));
    const auto den = whole_number<std::int32_t>(view.substr(slash + 1));
    if (!num || !den || *num <= 0 || *den <= 0) return fail();
    const auto common = std::gcd(*num, *den);
    return {*num / common, *den / common};
  }
  const auto micros = microseconds(view);
  if (!micros || *micros <= 0 || *micros > 1'000'000'000) return fail();
  // 23.976, 29.97, 59.94, 119.88: the rounded names of n * 1000/1001.
  for (const std::int32_t whole : {24, 30, 48, 60, 120}) {
    const double exact = whole * 1000.0 / 1001.0 * 1e6;
    if (std::abs(static_cast<double>(*micros) - exact) < 5e3 && *micros % 1'000'000 != 0) {
      return {whole * 1000, 1001};
    }
  }
  const auto common = std::gcd(*micros, std::int64_t{1'000'000});
  return {static_cast<std::int32_t>(*micros / common),
          static_cast<std::int32_t>(1'000'000 / common)};
}

}  // namespace facetrack
