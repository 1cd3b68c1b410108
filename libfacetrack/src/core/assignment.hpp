// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "facetrack/face.hpp"

namespace facetrack {

/// Pure. How well a detection continues a face expected at `expected`, from 0 (not at all) to 1
/// (exactly). The value falls with distance and with change of size. The boxes need not overlap,
/// because a small face may move by its width between two looks.
float continuity(const Box& expected, const Box& detected);

/// Pure. One-to-one pairs (expected, detected): as many as have a continuity above 0, with the
/// greatest sum of continuity. The solution is exact (Hungarian algorithm); a greedy one would
/// confuse two faces that cross.
std::vector<std::pair<int, int>> assign(std::span<const Box> expected,
                                        std::span<const Box> detected);

}  // namespace facetrack
