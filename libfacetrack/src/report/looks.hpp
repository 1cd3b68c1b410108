// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/curate.hpp"

namespace facetrack::report {

/// Pure. The looks as they are stored: rounded, so that a decision from stored looks is the same.
std::vector<FaceLook> as_stored(std::span<const FaceLook> looks);

/// Pure. The looks as text, facetrack.looks/1, one line a look; and back. `every` is the number of
/// frames from one look to the next. Reading throws Error(corrupt_input) that names `file`.
std::string looks_json(std::span<const FaceLook> looks, int every);
struct StoredLooks {
  int every = 0;
  std::vector<FaceLook> looks;
};
StoredLooks looks_from_json(std::string_view text, std::string_view file);

}  // namespace facetrack::report
