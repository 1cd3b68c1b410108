// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string>
#include <string_view>

#include "facetrack/curate_looks.hpp"

namespace facetrack::report {

/// Pure. The looks as they are stored: rounded, so that a decision from stored looks is the same.
FilmLooks as_stored(FilmLooks looks);

/// Pure. The looks as text, facetrack.looks/1, one line a look; and back. `every` is the number of
/// frames from one look to the next; it is 0 if the text is of another version, which measures
/// something else. Reading throws Error(corrupt_input) that names `file`.
std::string looks_json(const FilmLooks& looks, int every);
struct StoredLooks {
  int every = 0;
  FilmLooks looks;
};
StoredLooks looks_from_json(std::string_view text, std::string_view file);

}  // namespace facetrack::report
