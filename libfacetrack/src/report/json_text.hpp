// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string>
#include <string_view>

#include "facetrack/pipeline.hpp"

#include "json/json.hpp"

namespace facetrack::report {

using facetrack::Json;

/// The value rounded to `decimals` places, so that its text is short and the same on every machine.
double rounded(double value, int decimals);
/// The rounded value as text: "0.5", "12", never with an exponent.
std::string number_text(double value, int decimals);

// How many decimals a report gives.
inline constexpr int box_decimals = 1;    // a tenth of a pixel: more precise than any detector
inline constexpr int time_decimals = 6;   // microseconds: the finest time base in use is 1/90000
inline constexpr int score_decimals = 4;  // also distances and confidences

/// JSON text with small objects and arrays on one line, larger ones with one item per line, for
/// people and line tools. Replaces bytes that are not UTF-8. Ends with a newline.
std::string to_text(const Json& json);

/// JSON on one line, without a newline at the end.
std::string compact(const Json& json);

/// A field of a CSV line, quoted if needed. A leading '=' or similar, which a spreadsheet would
/// run, gets an apostrophe.
std::string csv_field(std::string_view text);

/// A float as the double with the shortest text that reads back as the same float.
double exact(float value);

Json box_json(const Box& box);

/// As stored in the source; null for a frame that was not analysed.
const MediaTime* pts_of(const Analysis& analysis, std::int64_t frame);
/// Seconds from the first frame to the beginning of `frame`, which may be one past the last. The
/// times of frames outside the analysed part follow from the frame rate.
double seconds_at(const Analysis& analysis, std::int64_t frame);

/// Average frames per second if the rate varies, otherwise the nominal rate.
Rational rate_of(const Analysis& analysis);

/// The file name of the video, without its folder.
std::string source_name(const Analysis& analysis);
/// The "source" object of metadata and shots.
Json source_json(const Analysis& analysis);
/// One shot; `with_score` adds the score of its end.
Json shot_json(const Analysis& analysis, const Shot& shot, bool with_score);

std::string_view word(ShotEnd end);
std::string_view word(TrackEnd end);
std::string_view word(BoxSource from);

inline constexpr std::string_view generator = "facetrack ";

}  // namespace facetrack::report
