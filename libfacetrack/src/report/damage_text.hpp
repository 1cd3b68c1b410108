// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string>
#include <vector>

#include "facetrack/analysis.hpp"

namespace facetrack::report {

/// Pure. Pauses between two frames that are so long in a video of an otherwise even rate that
/// frames must be missing from the file. As the frames before them.
std::vector<std::int64_t> holes_of(const Analysis& analysis);

/// Pure. What is damaged and where, for people, in seconds since the first frame: "12 of 500 frames
/// cannot be used (4.20-4.68 s), no clip shows them". Empty for an intact video.
std::string damage_text(const Analysis& analysis);

}  // namespace facetrack::report
