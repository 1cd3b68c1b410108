// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "facetrack/track.hpp"

namespace facetrack {

/// Pure. One embedding for several samples: their mean, weighted by quality, back on the unit
/// sphere. Nothing without samples. A mean because the errors of single profile or blurred faces
/// point in different directions and cancel out.
std::optional<Embedding> mean_face(std::span<const FaceSample> samples);

/// Pure. Are both on screen at the same time? Then they are two people.
bool seen_together(const FaceTrack& a, const FaceTrack& b);

/// Tracks that show one person, and that person's mean face.
struct PersonGroup {
  std::vector<std::size_t> tracks;  ///< positions, in order of joining
  std::vector<FaceSample> samples;  ///< of all of them
  Embedding face;
};

/// Pure. Groups the tracks that have samples: the two most alike groups are joined as long as
/// their mean faces are nearer than `limit` and no two of their tracks are seen together. Tracks
/// whose position is true in `left_out` (may be empty) are in no group.
std::vector<PersonGroup> group_by_likeness(std::span<const FaceTrack> tracks, float limit,
                                           const std::vector<bool>& left_out = {});

}  // namespace facetrack
