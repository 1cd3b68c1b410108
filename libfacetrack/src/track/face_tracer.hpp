// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "track/face_finder.hpp"
#include "track/held_frames.hpp"
#include "track/live_track.hpp"

namespace facetrack {

/// Finds out where single faces were on the frames between two looks. Never gives a face a place
/// that another track holds. One thread at a time.
class FaceTracer {
 public:
  /// All three must outlive the tracer.
  FaceTracer(FaceFinder& finder, const HeldFrames& held, const LiveTracks& tracks)
      : finder_(finder), held_(held), tracks_(tracks) {}

  /// Continues a track over the frames between its last detection and `now`, on the newest frame.
  /// False: the face was covered in between, and the track has ended there.
  bool fill(LiveTrack& track, const Detection& now);
  /// Continues a missing track to `now` if its motion was followed all the way. Otherwise false,
  /// and the track has ended.
  bool resume(LiveTrack& track, const Detection& now);
  /// Continues a track that has no detection at the newest look. True: its face is there and only
  /// moved unexpectedly. Otherwise the track is missing, and its motion is followed.
  bool follow_on(LiveTrack& track);
  /// The points of a face from `earliest` on at most, as far as it is seen and no other track than
  /// `own` holds its place. The last one is `now`, on the newest frame.
  std::vector<TrackPoint> trace_back(const Detection& now, std::int64_t earliest,
                                     const LiveTrack* own);

 private:
  std::optional<Detection> follow(const Frame& frame, const Box& expected, const LiveTrack* own);

  FaceFinder& finder_;
  const HeldFrames& held_;
  const LiveTracks& tracks_;
};

}  // namespace facetrack
