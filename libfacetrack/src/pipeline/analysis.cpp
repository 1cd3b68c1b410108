// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/analysis.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

#include "facetrack/error.hpp"

namespace facetrack {

const FaceTrack& Analysis::track(int id) const {
  // analyze() numbers tracks by their position.
  const auto position = static_cast<std::size_t>(id);
  if (position < tracks.size() && tracks[position].id == id) return tracks[position];
  const auto found = std::find_if(tracks.begin(), tracks.end(),
                                  [id](const FaceTrack& track) { return track.id == id; });
  if (found == tracks.end()) {
    throw Error(ErrorCode::invalid_argument, "there is no track " + std::to_string(id));
  }
  return *found;
}

MediaTime Analysis::time_of(std::int64_t frame) const {
  const auto position = static_cast<std::size_t>(frame - first_frame);
  if (frame < first_frame || position >= pts.size()) {
    throw Error(ErrorCode::invalid_argument,
                "frame " + std::to_string(frame) +
                    " was not analysed; the analysis begins with frame " +
                    std::to_string(first_frame) + " and has " + std::to_string(frames) + " frames");
  }
  return pts[position] - source.start;
}

const Shot* Analysis::shot_of(std::int64_t frame) const {
  time_of(frame);
  const auto shot =
      std::lower_bound(shots.begin(), shots.end(), frame,
                       [](const Shot& s, std::int64_t wanted) { return s.last_frame < wanted; });
  return shot != shots.end() && shot->first_frame <= frame ? &*shot : nullptr;
}

}  // namespace facetrack
