// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "report/timecode.hpp"

#include <algorithm>
#include <cstdio>

namespace facetrack::report {

int timecode_rate(Rational rate) {
  const std::int64_t den = std::max(rate.den, 1);
  return static_cast<int>(std::clamp<std::int64_t>((rate.num + den / 2) / den, 1, 1000));
}

bool drops_frames(Rational rate) {
  const std::int64_t num = rate.num;
  const std::int64_t den = rate.den;
  return num * 1001 == 30000 * den || num * 1001 == 60000 * den;
}

std::string timecode(std::int64_t frame, Rational rate) {
  const std::int64_t fps = timecode_rate(rate);
  const bool drop = drops_frames(rate);
  if (drop) {
    // Two numbers at 30 fps (four at 60) are skipped at the beginning of every minute, except every
    // tenth (SMPTE ST 12-1).
    const std::int64_t dropped = fps / 15;
    const std::int64_t per_minute = fps * 60 - dropped;
    const std::int64_t per_ten = per_minute * 10 + dropped;
    const std::int64_t tens = frame / per_ten;
    const std::int64_t rest = frame % per_ten;
    frame += dropped * 9 * tens;
    if (rest >= fps * 60) frame += dropped * ((rest - fps * 60) / per_minute + 1);
  }
  const std::int64_t seconds = frame / fps;
  char text[64];
  std::snprintf(text, sizeof text, "%02d:%02d:%02d%c%02d", static_cast<int>(seconds / 3600 % 24),
                static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60),
                drop ? ';' : ':', static_cast<int>(frame % fps));
  return text;
}

}  // namespace facetrack::report
