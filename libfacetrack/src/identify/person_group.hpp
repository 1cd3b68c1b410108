// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "facetrack/gallery.hpp"

namespace facetrack {

/// Pure. True if both tracks are on screen at the same time, so that they show two people.
bool seen_together(const FaceTrack& a, const FaceTrack& b);

/// Tracks that show one person, and that person's mean face.
struct PersonGroup {
  std::vector<std::size_t> tracks;  ///< positions, in order of joining
  std::vector<FaceSample> samples;  ///< of all the tracks
  Embedding face;
};

/// Pure. True if a track of `a` is on screen together with a track of `b`. `tracks`: all tracks, to
/// which the positions refer.
bool seen_together(const PersonGroup& a, const PersonGroup& b, std::span<const FaceTrack> tracks);

/// Pure. Groups the tracks that have samples: joins the two groups with the nearest mean faces, as
/// long as their distance is below `limit` and no two of their tracks are on screen together.
/// Leaves out the tracks whose position is true in `left_out` (may be empty).
std::vector<PersonGroup> group_by_likeness(std::span<const FaceTrack> tracks, float limit,
                                           const std::vector<bool>& left_out = {});

}  // namespace facetrack
