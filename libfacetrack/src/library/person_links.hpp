// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace facetrack::library {

/// One person in one video.
struct LinkedFace {
  std::int64_t video = 0;
  std::int64_t decided = 0;  ///< the person that it was given by hand; 0: not decided
};

/// Two of them whose faces are near enough to be of one person.
struct FaceLink {
  std::size_t a = 0;
  std::size_t b = 0;
  float distance = 0;
};

/// Pure. The group of each face, numbered from 0 in the order of their first faces. Joins the two
/// groups of the nearest faces first. Two groups are joined only if at least half of their pairs
/// are linked, so that one doubtful face does not join two people; and never if both have a face of
/// the same video or if they were given to two persons.
std::vector<std::size_t> group_linked(std::span<const LinkedFace> faces,
                                      std::vector<FaceLink> links);

}  // namespace facetrack::library
