// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "facetrack/redact.hpp"

namespace facetrack::redact {

/// A face of a chain on one frame.
struct Place {
  std::int64_t frame = 0;
  Box box;                                ///< of the face
  Box all;                                ///< around everything that was found of it
  bool found = true;                      ///< by a detector; otherwise followed by its motion
  std::optional<std::size_t> sighting{};  ///< its index, if there is one
};

/// One face over time: a track and the sightings on it, or sightings that no track took up. Places
/// ascend in time; of a track they have no gaps.
struct Chain {
  std::optional<std::size_t> track{};  ///< its index in Analysis::tracks
  std::vector<Place> places;
};

/// The chains of all tracks, in their order, then the chains of the other sightings. Every sighting
/// is in exactly one chain. `longest_gap`: two sightings further apart are of two chains.
std::vector<Chain> chains_of(const Analysis& film, std::span<const Sighting> faces,
                             const MediaTime& longest_gap);

}  // namespace facetrack::redact
