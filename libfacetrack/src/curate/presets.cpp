// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <array>

#include "facetrack/curate.hpp"
#include "facetrack/error.hpp"

namespace facetrack {
namespace {

constexpr std::array<std::string_view, 5> preset_names{"talking-head", "latentsync", "talkvid",
                                                       "omniavatar", "expressions"};

constexpr MediaTime seconds(std::int64_t count) { return {count, {1, 1}}; }

Gate least(std::string measure, double limit) { return {std::move(measure), limit, {}}; }
Gate most(std::string measure, double limit) { return {std::move(measure), {}, limit}; }

}  // namespace

Gate mouth_visible() { return most("mouth_hidden", 0.2); }
Gate eyes_visible() { return most("eyes_hidden", 0.5); }
Gate no_overlay_text() { return most("overlay", 0.35); }

std::span<const std::string_view> curate_presets() noexcept { return preset_names; }

// docs/curate.md says where each limit comes from, and which gates of others are missing.
CurateOptions curate_preset(std::string_view name) {
  if (name == "talking-head") {
    return {seconds(3),
            seconds(10),
            true,
            {least("face_size", 128), most("yaw", 30), most("pitch", 25), most("roll", 25),
             least("sharpness", 0.25), least("brightness", 40), most("brightness", 220),
             most("motion", 2), mouth_visible()}};
  }
  if (name == "latentsync") return {seconds(5), seconds(10), false, {}};
  if (name == "talkvid") {
    return {seconds(5),
            seconds(60),
            true,
            {least("face_area", 1.67), least("face_area_least", 1.33), most("turn", 54),
             most("turn_most", 126)}};
  }
  if (name == "omniavatar") return {seconds(2), seconds(20), false, {}};
  if (name == "expressions") {
    return {seconds(1), seconds(10), false, {least("face_size", 64), most("yaw", 45)}};
  }
  std::string known;
  for (const std::string_view preset : preset_names) {
    known += (known.empty() ? "" : ", ") + std::string(preset);
  }
  throw Error(ErrorCode::not_found,
              "there is no preset '" + std::string(name) + "' for datasets; use one of " + known,
              "preset");
}

}  // namespace facetrack
