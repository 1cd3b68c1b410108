// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "facetrack/track.hpp"

namespace facetrack::testing {

inline TrackPoint point(std::int64_t frame, const Box& box) {
  return {frame, {frame, {1, 25}}, box, 0.9F, BoxSource::detection, std::nullopt};
}

/// A face that stays at `box` on frames first..last.
inline FaceTrack track(int id, std::int64_t first, std::int64_t last,
                       const Box& box = {10, 10, 50, 60}) {
  FaceTrack result;
  result.id = id;
  for (std::int64_t frame = first; frame <= last; ++frame)
    result.points.push_back(point(frame, box));
  return result;
}

/// A unit vector that stands `degrees` away from the first axis, towards axis `towards`.
inline Embedding face_at(double degrees, std::size_t towards = 1) {
  Embedding e{"test", std::vector<float>(8, 0.0F)};
  e.values[0] = static_cast<float>(std::cos(degrees * 3.14159265 / 180));
  e.values[towards] = static_cast<float>(std::sin(degrees * 3.14159265 / 180));
  return e;
}

/// The same track with one good sample that looks like `face`.
inline FaceTrack looking_like(FaceTrack track, const Embedding& face) {
  track.samples.push_back({track.first_frame(), {0.9F, 0.9F, 0.9F, 100}, face});
  return track;
}

}  // namespace facetrack::testing
