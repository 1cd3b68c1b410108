// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string_view>

#include "facetrack/library_facts.hpp"

namespace facetrack::report {

/// The verdict on a hit in all texts of a search.
inline std::string_view search_word(const LibraryHit& hit) noexcept {
  return hit.verdict == Verdict::match ? "target" : "uncertain";
}

}  // namespace facetrack::report
