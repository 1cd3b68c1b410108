// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/redact.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

#include "facetrack/version.hpp"

#include "json/json_cursor.hpp"
#include "report/json_text.hpp"
#include "report/redact_page.hpp"
#include "report/words.hpp"

namespace facetrack {
namespace {

using report::Json;
using report::word_of;

constexpr std::array<std::string_view, 4> mode_words = {"blur", "pixelate", "fill", "oval"};
constexpr int margin_decimals = 3;
constexpr std::int64_t most_frames_of_film = std::int64_t{1} << 40;
constexpr int largest_side = 1 << 20;  // pixels
constexpr std::size_t most_areas = 1 << 20;
constexpr double largest_margin = 10;

Json box_entry(const AreaBox& box) {
  Json entry = {{"frame", box.frame}, {"box", report::box_json(box.box)}};
  if (!box.found) entry["found"] = false;
  return entry;
}

Json area_json(const RedactArea& area) {
  Json boxes = Json::array();
  for (const AreaBox& box : area.boxes) boxes.push_back(box_entry(box));
  return {{"hide", area.hide},
          {"why", word_of(report::area_reason_words, area.why)},
          {"boxes", std::move(boxes)}};
}

Box read_box_near_picture(const JsonCursor& at) {
  const std::vector<float> v = at.numbers(4);
  const bool fits = std::all_of(v.begin(), v.end(), [](float number) {
    return number >= -static_cast<float>(largest_side) &&
           number <= static_cast<float>(largest_side);
  });
  if (!fits || v[2] <= 0 || v[3] <= 0)
    at.fail("must have a width and a height, and lie near the picture");
  return {v[0], v[1], v[2], v[3]};
}

RedactArea read_area(const JsonCursor& at, std::int64_t frames) {
  RedactArea area;
  area.hide = at["hide"].boolean();
  area.why = at["why"].one_of<AreaReason>(report::area_reason_words);
  const JsonCursor boxes = at["boxes"];
  const std::size_t count = boxes.size(static_cast<std::size_t>(frames));
  area.boxes.reserve(count);
  std::int64_t least = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const JsonCursor entry = boxes[i];
    AreaBox box;
    if (least >= frames) entry.fail("comes after the last frame");
    box.frame = entry["frame"].integer(least, frames - 1);
    box.box = read_box_near_picture(entry["box"]);
    box.found = !entry.has("found") || entry["found"].boolean();
    least = box.frame + 1;
    area.boxes.push_back(box);
  }
  return area;
}

Sighting read_open(const JsonCursor& at, std::int64_t frames) {
  Sighting face;
  face.frame = at["frame"].integer(0, std::max<std::int64_t>(frames - 1, 0));
  face.box = read_box_near_picture(at["box"]);
  face.score = static_cast<float>(at["score"].number(0, 1));
  return face;
}

}  // namespace

std::string redact_json(const Redaction& redaction, HideMode mode) {
  Json areas = Json::array();
  for (const RedactArea& area : redaction.areas) areas.push_back(area_json(area));
  Json open = Json::array();
  for (const Sighting& face : redaction.open) {
    open.push_back({{"frame", face.frame},
                    {"box", report::box_json(face.box)},
                    {"score", report::rounded(face.score, report::score_decimals)}});
  }
  const Json json = {{"schema", "facetrack.redact/1"},
                     {"generator", std::string(report::generator) + FACETRACK_VERSION},
                     {"source", redaction.source},
                     {"source_id", redaction.source_id},
                     {"width", redaction.width},
                     {"height", redaction.height},
                     {"frames", redaction.frames},
                     {"mode", word_of(mode_words, mode)},
                     {"margin", report::rounded(redaction.margin, margin_decimals)},
                     {"areas", std::move(areas)},
                     {"open", std::move(open)}};
  return report::to_text(json);
}

Redaction redact_from_json(std::string_view text, std::string_view file) {
  const Json json = parse_json(text, file);
  const JsonCursor at(json, file);
  at["schema"].require("facetrack.redact/1");
  Redaction redaction;
  redaction.source = at["source"].text();
  redaction.source_id = at["source_id"].text();
  redaction.width = static_cast<int>(at["width"].integer(1, largest_side));
  redaction.height = static_cast<int>(at["height"].integer(1, largest_side));
  redaction.frames = at["frames"].integer(0, most_frames_of_film);
  redaction.margin = static_cast<float>(at["margin"].number(0, largest_margin));
  const JsonCursor areas = at["areas"];
  for (std::size_t i = 0; i < areas.size(most_areas); ++i) {
    redaction.areas.push_back(read_area(areas[i], redaction.frames));
  }
  if (at.has("open")) {
    const JsonCursor open = at["open"];
    for (std::size_t i = 0; i < open.size(most_areas); ++i) {
      redaction.open.push_back(read_open(open[i], redaction.frames));
    }
  }
  return redaction;
}

}  // namespace facetrack
