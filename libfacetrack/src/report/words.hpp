// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "core/at.hpp"

namespace facetrack::report {

// The words for enumerators in tracks.json and OUT.redact.json, in the order of their declaration.
inline constexpr std::array<std::string_view, 5> shot_end_words = {"cut", "dissolve", "fade",
                                                                   "wipe", "end"};
inline constexpr std::array<std::string_view, 9> track_end_words = {
    "cut", "dissolve", "fade", "occluded", "left_frame", "turned_away", "lost", "end", "goes_on"};
inline constexpr std::array<std::string_view, 2> box_source_words = {"detection", "tracking"};
inline constexpr std::array<std::string_view, 5> area_reason_words = {"unknown", "named",
                                                                      "uncertain", "kept", "other"};
inline constexpr std::array<std::string_view, 3> matrix_words = {"bt601", "bt709", "bt2020"};

template <std::size_t N, typename Enum>
std::string_view word_of(const std::array<std::string_view, N>& words, Enum value) {
  return at(words, static_cast<int>(value), "word");
}

}  // namespace facetrack::report
