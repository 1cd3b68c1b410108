// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "facetrack/face.hpp"

namespace facetrack {

/// Pure. Detections without those that overlap a surer one by more than `overlap` (IoU). Best score
/// first; of more than `most` the surest ones are looked at.
std::vector<Detection> without_duplicates(std::vector<Detection> detections, float overlap,
                                          std::size_t most = SIZE_MAX);

}  // namespace facetrack
