// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "report/looks.hpp"

#include <limits>

#include "json/json_cursor.hpp"
#include "report/json_text.hpp"

namespace facetrack::report {
namespace {

constexpr int angle_decimals = 2;  // degrees; the pose is known to a degree at best
constexpr int ratio_decimals = 4;
constexpr int luma_decimals = 2;
constexpr std::size_t values = 8;
constexpr int most_frames = std::numeric_limits<int>::max();

float kept(float value, int decimals) { return static_cast<float>(rounded(value, decimals)); }

}  // namespace

std::vector<FaceLook> as_stored(std::span<const FaceLook> looks) {
  std::vector<FaceLook> stored(looks.begin(), looks.end());
  for (FaceLook& look : stored) {
    for (float* angle : {&look.pose.yaw, &look.pose.pitch, &look.pose.roll}) {
      *angle = kept(*angle, angle_decimals);
    }
    look.sharpness = kept(look.sharpness, ratio_decimals);
    look.brightness = kept(look.brightness, luma_decimals);
    look.clipped = kept(look.clipped, ratio_decimals);
  }
  return stored;
}

std::string looks_json(std::span<const FaceLook> looks, int every) {
  Json rows = Json::array();
  for (const FaceLook& look : looks) {
    rows.push_back(
        {look.track, look.frame, rounded(look.pose.yaw, angle_decimals),
         rounded(look.pose.pitch, angle_decimals), rounded(look.pose.roll, angle_decimals),
         rounded(look.sharpness, ratio_decimals), rounded(look.brightness, luma_decimals),
         rounded(look.clipped, ratio_decimals)});
  }
  return to_text(
      {{"schema", "facetrack.looks/1"},
       {"every", every},
       {"columns",
        {"track", "frame", "yaw", "pitch", "roll", "sharpness", "brightness", "clipped"}},
       {"looks", std::move(rows)}});
}

StoredLooks looks_from_json(std::string_view text, std::string_view file) {
  const Json json = parse_json(text, file);
  const JsonCursor root(json, file);
  root["schema"].require("facetrack.looks/1");
  StoredLooks stored;
  stored.every = static_cast<int>(root["every"].integer(1, most_frames));
  const JsonCursor rows = root["looks"];
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const JsonCursor row = rows[i];
    row.require_size(values, "8 numbers");
    FaceLook look;
    look.track = static_cast<int>(row[0].integer(0, most_frames));
    look.frame = row[1].integer(0, std::numeric_limits<std::int64_t>::max());
    look.pose = {row[2].number(), row[3].number(), row[4].number()};
    look.sharpness = row[5].number();
    look.brightness = row[6].number();
    look.clipped = row[7].number();
    stored.looks.push_back(look);
  }
  return stored;
}

}  // namespace facetrack::report
