// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "facetrack/export.hpp"
#include "facetrack/library_facts.hpp"

namespace facetrack {

// The texts of docs/library.md and a page. All functions are pure; any thread may call them.

/// A search, and what its texts say beside its hits.
struct SearchReport {
  std::string library{};  ///< the folder
  LibrarySearch search{};
  double seconds = 0;     ///< that the search took
  std::string command{};  ///< the command that makes the page again
  /// Small JPEGs by Appearance::id, for the page.
  std::map<std::int64_t, std::string> pictures{};
};

/// facetrack.search/1.
FACETRACK_EXPORT std::string search_json(const SearchReport& report);
/// One line per appearance: video,person,name,verdict,distance,start,end,first_frame,last_frame.
FACETRACK_EXPORT std::string search_csv(const SearchReport& report);
/// One file with pictures and a timeline of each video. It loads nothing.
FACETRACK_EXPORT std::string search_page(const SearchReport& report);
/// facetrack.index/1: how much a library holds.
FACETRACK_EXPORT std::string index_json(std::string_view library, std::string_view model,
                                        std::span<const LibraryVideo> videos, std::size_t persons);
/// facetrack.library/1: the persons of a library.
FACETRACK_EXPORT std::string library_json(std::string_view library,
                                          std::span<const LibraryVideo> videos,
                                          std::span<const LibraryPerson> persons);

}  // namespace facetrack
