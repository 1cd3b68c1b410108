// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "report/looks.hpp"

#include <algorithm>
#include <limits>

#include "json/json_cursor.hpp"
#include "report/base64.hpp"
#include "report/json_text.hpp"

namespace facetrack::report {
namespace {

constexpr int angle_decimals = 2;  // degrees; the pose is known to a degree at best
constexpr int ratio_decimals = 4;
constexpr int luma_decimals = 2;
constexpr int level_decimals = 1;  // dB
constexpr int most_number = std::numeric_limits<int>::max();
constexpr std::int64_t most_frame_number = std::numeric_limits<std::int64_t>::max();

float kept(float value, int decimals) { return static_cast<float>(rounded(value, decimals)); }

std::string bytes_text(const FaceChange& change) {
  return base64(std::string(change.begin(), change.end()));
}

Json columns() {
  return {{"faces",
           {"track", "frame", "yaw", "pitch", "roll", "sharpness", "brightness", "clipped",
            "change", "mouth_hidden", "eyes_hidden"}},
          {"pictures", {"frame", "x", "y", "width", "height", "camera", "overlay"}},
          {"strangers", {"frame", "faces"}},
          {"sound", {"level", "crossings"}}};
}

FaceLook face_at(const JsonCursor& row) {
  row.require_size(11, "8 numbers, a text and 2 numbers");
  FaceLook look;
  look.track = static_cast<int>(row[0].integer(0, most_number));
  look.frame = row[1].integer(0, most_frame_number);
  look.pose = {row[2].number(), row[3].number(), row[4].number()};
  look.sharpness = row[5].number();
  look.brightness = row[6].number();
  look.clipped = row[7].number();
  const auto change = from_base64(row[8].text());
  if (!change || change->size() != look.change.size()) row[8].fail("must be 64 bytes in base64");
  std::transform(change->begin(), change->end(), look.change.begin(),
                 [](char c) { return static_cast<std::int8_t>(c); });
  look.mouth_hidden = row[9].number();
  look.eyes_hidden = row[10].number();
  return look;
}

PictureLook picture_at(const JsonCursor& row) {
  row.require_size(7, "5 numbers, a number or null and a number");
  const auto side = [&](int i) { return static_cast<int>(row[i].integer(0, most_number)); };
  PictureLook look;
  look.frame = row[0].integer(0, most_frame_number);
  look.picture = {side(1), side(2), side(3), side(4)};
  if (!row[5].is_null()) look.camera = row[5].number();
  look.overlay = row[6].number();
  return look;
}

}  // namespace

FilmLooks as_stored(FilmLooks looks) {
  for (FaceLook& look : looks.faces) {
    for (float* angle : {&look.pose.yaw, &look.pose.pitch, &look.pose.roll}) {
      *angle = kept(*angle, angle_decimals);
    }
    look.sharpness = kept(look.sharpness, ratio_decimals);
    look.brightness = kept(look.brightness, luma_decimals);
    look.clipped = kept(look.clipped, ratio_decimals);
    look.mouth_hidden = kept(look.mouth_hidden, ratio_decimals);
    look.eyes_hidden = kept(look.eyes_hidden, ratio_decimals);
  }
  for (PictureLook& look : looks.pictures) {
    if (look.camera) look.camera = kept(*look.camera, ratio_decimals);
    look.overlay = kept(look.overlay, ratio_decimals);
  }
  for (SoundLook& look : looks.sound) {
    look = {kept(look.level, level_decimals), kept(look.crossings, 0)};
  }
  return looks;
}

std::string looks_json(const FilmLooks& looks, int every) {
  Json faces = Json::array();
  for (const FaceLook& look : looks.faces) {
    faces.push_back(
        {look.track, look.frame, rounded(look.pose.yaw, angle_decimals),
         rounded(look.pose.pitch, angle_decimals), rounded(look.pose.roll, angle_decimals),
         rounded(look.sharpness, ratio_decimals), rounded(look.brightness, luma_decimals),
         rounded(look.clipped, ratio_decimals), bytes_text(look.change),
         rounded(look.mouth_hidden, ratio_decimals), rounded(look.eyes_hidden, ratio_decimals)});
  }
  Json pictures = Json::array();
  for (const PictureLook& look : looks.pictures) {
    const Region& seen = look.picture;
    pictures.push_back({look.frame, seen.x, seen.y, seen.width, seen.height,
                        look.camera ? Json(rounded(*look.camera, ratio_decimals)) : Json(),
                        rounded(look.overlay, ratio_decimals)});
  }
  Json strangers;  // null: nobody searched
  if (looks.strangers) {
    strangers = Json::array();
    for (const StrangerLook& look : *looks.strangers) strangers.push_back({look.frame, look.faces});
  }
  Json sound = Json::array();
  for (const SoundLook& look : looks.sound) {
    sound.push_back({rounded(look.level, level_decimals), rounded(look.crossings, 0)});
  }
  return to_text({{"schema", "facetrack.looks/1"},
                  {"every", every},
                  {"columns", columns()},
                  {"faces", std::move(faces)},
                  {"pictures", std::move(pictures)},
                  {"strangers", std::move(strangers)},
                  {"sound", std::move(sound)}});
}

StoredLooks looks_from_json(std::string_view text, std::string_view file) {
  const Json json = parse_json(text, file);
  const JsonCursor root(json, file);
  root["schema"].require("facetrack.looks/1");
  StoredLooks stored;
  if (!json.contains("columns") || json["columns"] != columns()) return stored;
  stored.every = static_cast<int>(root["every"].integer(1, most_number));
  const JsonCursor faces = root["faces"];
  for (std::size_t i = 0; i < faces.size(); ++i) stored.looks.faces.push_back(face_at(faces[i]));
  const JsonCursor pictures = root["pictures"];
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    stored.looks.pictures.push_back(picture_at(pictures[i]));
  }
  if (const JsonCursor strangers = root["strangers"]; !strangers.is_null()) {
    stored.looks.strangers.emplace();
    for (std::size_t i = 0; i < strangers.size(); ++i) {
      strangers[i].require_size(2, "2 numbers");
      stored.looks.strangers->push_back(
          {strangers[i][0].integer(0, most_frame_number),
           static_cast<int>(strangers[i][1].integer(1, most_number))});
    }
  }
  const JsonCursor sound = root["sound"];
  for (std::size_t i = 0; i < sound.size(); ++i) {
    sound[i].require_size(2, "2 numbers");
    stored.looks.sound.push_back({sound[i][0].number(), sound[i][1].number()});
  }
  return stored;
}

}  // namespace facetrack::report
