// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string>
#include <vector>

#include "facetrack/analysis.hpp"

namespace facetrack::report {

/// Pure. Gaps in the times of a video with an otherwise even rate that are so long that frames must
/// be missing from the file. Each gap is returned as the frame before it.
std::vector<std::int64_t> holes_of(const Analysis& analysis);

/// Pure. A text about damage for people, in seconds since the first frame: "12 of 500 frames cannot
/// be used (4.20-4.68 s), no clip shows them". Empty for an intact video.
std::string damage_text(const Analysis& analysis);

}  // namespace facetrack::report
