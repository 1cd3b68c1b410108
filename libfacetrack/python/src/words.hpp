// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <pybind11/pybind11.h>

#include <array>
#include <cstddef>
#include <string>

#include "facetrack/clip.hpp"
#include "facetrack/gallery.hpp"
#include "facetrack/shot.hpp"
#include "facetrack/track.hpp"

namespace facetrack::python {

// Enumerators are words in Python, as in the files of docs/formats.md.

inline const char* word(TrackEnd end) {
  constexpr std::array words{"cut",         "dissolve", "fade", "occluded", "left_frame",
                             "turned_away", "lost",     "end",  "goes_on"};
  return words[static_cast<std::size_t>(end)];
}

inline const char* word(ShotEnd end) {
  constexpr std::array words{"cut", "dissolve", "fade", "wipe", "end"};
  return words[static_cast<std::size_t>(end)];
}

inline const char* word(Verdict verdict) {
  constexpr std::array words{"match",     "other_person", "uncertain",  "too_small",
                             "too_short", "blurred",      "turned_away"};
  return words[static_cast<std::size_t>(verdict)];
}

inline CropMode crop_from(const std::string& text) {
  if (text == "square") return CropMode::square;
  if (text == "face") return CropMode::face;
  if (text == "none") return CropMode::none;
  throw pybind11::value_error("crop is 'square', 'face' or 'none', not '" + text + "'");
}

inline Effort effort_from(const std::string& text) {
  if (text == "fast") return Effort::fast;
  if (text == "balanced") return Effort::balanced;
  if (text == "thorough") return Effort::thorough;
  throw pybind11::value_error("preset is 'fast', 'balanced' or 'thorough', not '" + text + "'");
}

}  // namespace facetrack::python
