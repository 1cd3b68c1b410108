// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "facetrack/gallery.hpp"

namespace facetrack {

/// Pure. Whether both are on screen at the same time: then they are two people.
bool seen_together(const FaceTrack& a, const FaceTrack& b);

/// Tracks that show one person, and that person's mean face.
struct PersonGroup {
  std::vector<std::size_t> tracks;  ///< positions, in order of joining
  std::vector<FaceSample> samples;  ///< of all of them
  Embedding face;
};

/// Pure. Groups the tracks that have samples: joins the two groups whose mean faces are nearest, as
/// long as the distance is below `limit` and no two of their tracks are seen together. A track
/// whose position is true in `left_out` (may be empty) is in no group.
std::vector<PersonGroup> group_by_likeness(std::span<const FaceTrack> tracks, float limit,
                                           const std::vector<bool>& left_out = {});

}  // namespace facetrack
