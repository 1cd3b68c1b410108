// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string>
#include <string_view>

#include "facetrack/pipeline.hpp"

#include "json/json.hpp"

namespace facetrack::report {

using facetrack::Json;

/// Rounded to `decimals` places, so that it prints short and the same everywhere.
double rounded(double value, int decimals);
/// The same as text: "0.5", "12", never an exponent.
std::string number_text(double value, int decimals);

// How many decimals a report gives.
inline constexpr int box_decimals = 1;    // a tenth of a pixel: below what any detector can tell
inline constexpr int time_decimals = 6;   // microseconds: the finest time base in use is 1/90000
inline constexpr int score_decimals = 4;  // also distances and confidences

/// Objects and arrays of plain values on one line, larger ones one item a line: readable by
/// people and by line tools. Bytes that are no UTF-8 are replaced. Ends with a newline.
std::string to_text(const Json& json);

/// All on one line, which it does not end.
std::string compact(const Json& json);

/// A field of a CSV line: quoted where it must be; a leading '=' or the like, which a spreadsheet
/// would run, gets an apostrophe.
std::string csv_field(std::string_view text);

Json box_json(const Box& box);

/// As stored in the source; null for a frame that was not analysed.
const MediaTime* pts_of(const Analysis& analysis, std::int64_t frame);
/// Seconds from the first frame shown to the beginning of `frame`; the frame after the last is
/// fine. Frames that were not analysed are placed by the frame rate.
double seconds_at(const Analysis& analysis, std::int64_t frame);

/// Average frames per second where the rate varies, the nominal one otherwise.
Rational rate_of(const Analysis& analysis);

/// The "source" object of metadata and shots.
Json source_json(const Analysis& analysis);
/// One shot; `with_score`: also how sure its end is.
Json shot_json(const Analysis& analysis, const Shot& shot, bool with_score);

std::string_view word(ShotEnd end);
std::string_view word(TrackEnd end);
std::string_view word(BoxSource from);

inline constexpr std::string_view generator = "facetrack ";

}  // namespace facetrack::report
