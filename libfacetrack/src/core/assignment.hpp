// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "facetrack/face.hpp"

namespace facetrack {

/// Pure. How well a detection continues a face expected at `expected`: 0 not at all .. 1 exactly.
/// Falls with distance and with change of size, and does not need overlap: a small face may move
/// by its own width between two looks.
float continuity(const Box& expected, const Box& detected);

/// Pure. Pairs (expected, detected), one-to-one: as many as continue each other, with the greatest
/// sum of continuity. Exact (Hungarian), so two faces that cross are not served greedily.
std::vector<std::pair<int, int>> assign(std::span<const Box> expected,
                                        std::span<const Box> detected);

}  // namespace facetrack
