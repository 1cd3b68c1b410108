// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "report/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "report/damage_text.hpp"

namespace facetrack::report {
namespace {

bool plain(const Json& json) { return !json.is_structured(); }

bool plain_items(const Json& json) { return std::all_of(json.begin(), json.end(), plain); }

/// True if the value fits on one line: it has only plain values, or lists of plain values.
bool shallow(const Json& json) {
  return std::all_of(json.begin(), json.end(), [](const Json& item) {
    return plain(item) || (item.is_array() && plain_items(item));
  });
}

void append(const Json& json, std::size_t depth, std::string& out) {
  const bool rows = json.is_array() && !json.empty() && !plain_items(json);
  if (plain(json) || json.empty() || (shallow(json) && !rows)) {
    out += compact(json);
    return;
  }
  out += json.is_object() ? '{' : '[';
  bool first = true;
  for (auto item = json.begin(); item != json.end(); ++item) {
    out += first ? "\n" : ",\n";
    out.append(depth + 1, ' ');
    if (json.is_object()) out += compact(Json(item.key())) + ": ";
    append(*item, depth + 1, out);
    first = false;
  }
  out += '\n';
  out.append(depth, ' ');
  out += json.is_object() ? '}' : ']';
}

}  // namespace

double rounded(double value, int decimals) {
  const double scale = std::pow(10.0, decimals);
  const double result = std::round(value * scale) / scale;
  return result == 0 ? 0.0 : result;  // no "-0.0"
}

std::string number_text(double value, int decimals) {
  const double number = rounded(value, decimals);
  if (!std::isfinite(number)) return "";
  std::array<char, 400> text{};  // the longest double in fixed notation has 309 digits
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  return {text.data(), end.ptr};
}

std::string to_text(const Json& json) {
  std::string out;
  append(json, 0, out);
  out += '\n';
  return out;
}

std::string compact(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string csv_field(std::string_view text) {
  const bool formula =
      !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  if (!formula && text.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string out = formula ? "\"'" : "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

double exact(float value) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
  double number = 0;
  std::from_chars(text.data(), end.ptr, number);
  return static_cast<float>(number) == value ? number : static_cast<double>(value);
}

Json box_json(const Box& box) {
  return Json::array({rounded(box.x, box_decimals), rounded(box.y, box_decimals),
                      rounded(box.width, box_decimals), rounded(box.height, box_decimals)});
}

const MediaTime* pts_of(const Analysis& analysis, std::int64_t frame) {
  const auto position = static_cast<std::size_t>(frame - analysis.first_frame);
  return frame >= analysis.first_frame && position < analysis.pts.size() ? &analysis.pts[position]
                                                                         : nullptr;
}

double seconds_at(const Analysis& analysis, std::int64_t frame) {
  if (const MediaTime* pts = pts_of(analysis, frame)) {
    return rounded((*pts - analysis.source.start).seconds(), time_decimals);
  }
  const Rational rate = rate_of(analysis);
  return rounded(static_cast<double>(frame) * rate.den / std::max(rate.num, 1), time_decimals);
}

Rational rate_of(const Analysis& analysis) {
  if (analysis.source.frame_rate) return *analysis.source.frame_rate;
  if (analysis.pts.size() < 2) return {25, 1};
  const double seconds = (analysis.pts.back() - analysis.pts.front()).seconds();
  if (seconds <= 0) return {25, 1};
  // In thousandths of a frame per second, as is usual for averages.
  const double average = static_cast<double>(analysis.pts.size() - 1) / seconds;
  return {static_cast<std::int32_t>(std::clamp(std::lround(average * 1000), 1L, 1000000L)), 1000};
}

std::string source_name(const Analysis& analysis) {
  return std::filesystem::path(analysis.source.path).filename().string();
}

Json source_json(const Analysis& analysis) {
  const MediaInfo& source = analysis.source;
  const Rational rate = rate_of(analysis);
  const std::int64_t seen = analysis.first_frame + analysis.frames;
  const double duration = source.duration ? rounded(source.duration->seconds(), time_decimals)
                                          : seconds_at(analysis, seen);
  Json json = {{"path", source.path},
               {"width", source.width},
               {"height", source.height},
               {"rotation", source.rotation},
               {"frames", source.frames.value_or(seen)},
               {"frame_rate", std::to_string(rate.num) + "/" + std::to_string(rate.den)},
               {"variable_frame_rate", !source.frame_rate.has_value()},
               {"duration", duration},
               {"audio", !source.audio.empty()},
               {"skipped_frames", analysis.skipped_frames}};
  for (const FrameRange& range : analysis.damaged) {
    json["damaged"].push_back({{"first_frame", range.first_frame},
                               {"last_frame", range.last_frame},
                               {"start", seconds_at(analysis, range.first_frame)},
                               {"end", seconds_at(analysis, range.last_frame + 1)}});
  }
  for (const std::int64_t frame : holes_of(analysis)) {
    json["holes"].push_back({{"after_frame", frame},
                             {"start", seconds_at(analysis, frame)},
                             {"end", seconds_at(analysis, frame + 1)}});
  }
  return json;
}

Json shot_json(const Analysis& analysis, const Shot& shot, bool with_score) {
  Json json = {{"first_frame", shot.first_frame},
               {"last_frame", shot.last_frame},
               {"start", seconds_at(analysis, shot.first_frame)},
               {"end", seconds_at(analysis, shot.last_frame + 1)},
               {"ends_with", word(shot.ends_with)}};
  if (shot.ends_with == ShotEnd::wipe) json["transition"] = "wipe";
  if (with_score) json["score"] = rounded(shot.score, score_decimals);
  return json;
}

std::string_view word(ShotEnd end) {
  switch (end) {
    case ShotEnd::cut:
      return "cut";
    case ShotEnd::dissolve:
    case ShotEnd::wipe:  // the format has four words; "transition" tells a wipe
      return "dissolve";
    case ShotEnd::fade:
      return "fade";
    case ShotEnd::end:
      break;
  }
  return "end";
}

std::string_view word(TrackEnd end) {
  switch (end) {
    case TrackEnd::cut:
      return "cut";
    case TrackEnd::dissolve:
      return "dissolve";
    case TrackEnd::fade:
      return "fade";
    case TrackEnd::occluded:
      return "occluded";
    case TrackEnd::left_frame:
      return "left_frame";
    case TrackEnd::turned_away:
      return "turned_away";
    case TrackEnd::lost:
      return "lost";
    case TrackEnd::goes_on:
      return "goes_on";
    case TrackEnd::end:
      break;
  }
  return "end";
}

std::string_view word(BoxSource from) {
  return from == BoxSource::detection ? "detection" : "tracking";
}

}  // namespace facetrack::report
