// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "facetrack/face.hpp"

namespace facetrack {

/// Two boxes of one face, found at two scales, overlap by more than this (IoU); the boxes of two
/// neighbours never do.
inline constexpr float same_face_iou = 0.4F;

/// Pure. The detections except those that overlap one with a higher score by more than `overlap`
/// (IoU); best score first. Only the `most` best ones are compared.
std::vector<Detection> without_duplicates(std::vector<Detection> detections,
                                          float overlap = same_face_iou,
                                          std::size_t most = SIZE_MAX);

}  // namespace facetrack
