// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cstddef>

#include "facetrack/error.hpp"
#include "facetrack/identify.hpp"

#include "identify/track_face.hpp"

namespace facetrack {

std::vector<int> cluster_persons(std::span<const FaceTrack> tracks,
                                 const IdentifyOptions& options) {
  if (options.match <= 0) {
    throw Error(ErrorCode::invalid_argument, "cluster_persons: needs a match distance");
  }
  auto groups = group_by_likeness(tracks, options.match);
  const auto frames = [&](const PersonGroup& group) {
    std::size_t sum = 0;
    for (const std::size_t i : group.tracks) sum += tracks[i].points.size();
    return sum;
  };
  std::stable_sort(groups.begin(), groups.end(), [&](const PersonGroup& a, const PersonGroup& b) {
    return frames(a) > frames(b);
  });
  std::vector<int> person(tracks.size(), -1);
  for (std::size_t p = 0; p < groups.size(); ++p) {
    for (const std::size_t i : groups[p].tracks) person[i] = static_cast<int>(p);
  }
  return person;
}

}  // namespace facetrack
