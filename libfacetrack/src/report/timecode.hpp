// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <string>

#include "facetrack/time.hpp"

namespace facetrack::report {

/// Frames per second as a timecode counts them: 24 for 24000/1001, 30 for 30000/1001.
int timecode_rate(Rational rate);
/// True at 29.97 and 59.94 fps: numbers are skipped so that the timecode stays with real time.
bool drops_frames(Rational rate);
/// "hh:mm:ss:ff", with ';' before the frames when numbers are dropped. Wraps after 24 hours.
/// Pure. Requires: frame >= 0.
std::string timecode(std::int64_t frame, Rational rate);

}  // namespace facetrack::report
