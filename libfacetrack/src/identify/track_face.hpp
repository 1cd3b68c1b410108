// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <optional>

#include "facetrack/track.hpp"

namespace facetrack {

/// Pure. One embedding for a whole track: the mean of its samples, weighted by quality, back on
/// the unit sphere. Nothing when the track has no sample. A mean because the errors of single
/// profile or blurred faces point in different directions and cancel out.
std::optional<Embedding> face_of(const FaceTrack& track);

/// Pure. Are both on screen at the same time? Then they are two people.
bool seen_together(const FaceTrack& a, const FaceTrack& b);

}  // namespace facetrack
