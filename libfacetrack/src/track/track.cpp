// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/track.hpp"

#include <algorithm>

namespace facetrack {

Tracker::~Tracker() = default;

const TrackPoint* FaceTrack::at(std::int64_t frame) const noexcept {
  const auto point =
      std::lower_bound(points.begin(), points.end(), frame,
                       [](const TrackPoint& p, std::int64_t wanted) { return p.frame < wanted; });
  return point != points.end() && point->frame == frame ? &*point : nullptr;
}

}  // namespace facetrack
