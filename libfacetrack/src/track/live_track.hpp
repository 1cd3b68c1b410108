// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <vector>

#include "facetrack/track.hpp"

#include "track/patch.hpp"

namespace facetrack {

TrackPoint detected(const Detection& face, const Frame& frame);

/// The point between `before` and a detection `now`, `t` of the way, for `frame`.
TrackPoint interpolate(const TrackPoint& before, const Detection& now, float t, const Frame& frame);

/// A track that is still being followed.
struct LiveTrack {
  FaceTrack track;
  Patch face;  ///< as last detected
  int detections = 0;
  float score_sum = 0;  ///< of the detections
  FaceSampler samples;

  bool missing = false;             ///< not detected at the last look
  bool flow_holds = true;           ///< while missing: its motion could be followed so far
  std::vector<TrackPoint> coasted;  ///< while missing: where its motion leads, frame by frame
  bool ended = false;
  bool is_piece = false;  ///< an earlier piece of the track was handed out

  /// Was the face seen clearly enough, on average? Otherwise the track follows a pattern.
  bool is_sure() const;
  /// Does the track have a point at this place on that frame?
  bool holds(const Frame& frame, const Box& box) const;

  void append(const std::vector<TrackPoint>& points);
  void append_detection(const Detection& face, const Frame& frame);

  /// Where the face should be on `frame`.
  Box expected(const Frame& frame) const;

  /// While missing: follows the motion from the frame before to `frame`.
  void coast(const Frame& before, const Frame& frame);

  /// Ends the track at its last point. `next` is the frame after it, `later` a frame some time
  /// after; `fallback` is the reason when neither position, pose nor picture says why.
  void end_at(const Frame& next, const Frame& later, TrackEnd fallback);

  /// Removes all points but the last `kept` and returns them as a track that
  /// continues.
  FaceTrack cut_off(std::size_t kept);
};

/// The tracks of one tracker that are still being followed.
struct LiveTracks {
  std::vector<LiveTrack> live;
  std::vector<LiveTrack> begun;  ///< during a look: tracks that begin with it

  /// Does a track other than `own` hold this place on that frame?
  bool hold(const Frame& frame, const Box& box, const LiveTrack* own) const;
};

}  // namespace facetrack
