// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "facetrack/face.hpp"

namespace facetrack {

/// IoU above which two boxes, found at two scales, show one face; the boxes of two neighbours never
/// overlap so much.
inline constexpr float same_face_iou = 0.4F;

/// Pure. Non-maximum suppression: removes detections that overlap one with a higher score by more
/// than `overlap` (IoU). Best score first. Compares only the `most` best ones.
std::vector<Detection> without_duplicates(std::vector<Detection> detections,
                                          float overlap = same_face_iou,
                                          std::size_t most = SIZE_MAX);

}  // namespace facetrack
