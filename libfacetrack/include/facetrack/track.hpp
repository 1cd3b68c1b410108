// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "facetrack/export.hpp"
#include "facetrack/frame.hpp"
#include "facetrack/quality.hpp"

namespace facetrack {

/// The min_score for a detector that serves a tracker: what follows a face may be unsure at times,
/// and the tracker itself asks for more where a track begins.
inline constexpr float tracking_min_score = 0.5F;

enum class BoxSource : std::uint8_t { detection, tracking };

/// One face on one frame.
struct TrackPoint {
  std::int64_t frame = 0;
  MediaTime pts;
  Box box;
  float score = 0;  ///< of the detector; for tracked frames, how well the face was followed
  BoxSource from = BoxSource::detection;
  std::optional<Landmarks> landmarks;
};

enum class TrackEnd : std::uint8_t {
  cut,
  dissolve,
  fade,
  occluded,
  left_frame,
  turned_away,
  lost,
  end
};

/// A face worth recognising: chosen for size, sharpness, frontality and spread over time.
struct FaceSample {
  std::int64_t frame = 0;
  FaceQuality quality;
  Embedding embedding;
  std::string portrait{};  ///< a small JPEG, where TrackerOptions ask for it
};

/// One face through consecutive frames of one shot. Numbers only, but for a portrait.
struct FaceTrack {
  int id = 0;
  std::vector<TrackPoint> points;  ///< consecutive frames, in order, never empty
  TrackEnd ends_because = TrackEnd::lost;
  std::vector<FaceSample> samples;

  std::int64_t first_frame() const noexcept { return points.front().frame; }
  std::int64_t last_frame() const noexcept { return points.back().frame; }
  /// The face on `frame`; null if the track is not on it.
  const TrackPoint* at(std::int64_t frame) const noexcept {
    const auto point =
        std::lower_bound(points.begin(), points.end(), frame,
                         [](const TrackPoint& p, std::int64_t wanted) { return p.frame < wanted; });
    return point != points.end() && point->frame == frame ? &*point : nullptr;
  }
};

struct TrackerOptions {
  int interval = 0;  ///< look for faces on every n-th frame; 0: by what is there
  int min_face = 0;  ///< pixels of the source, shorter side; 0: as small as the detector finds
  int samples_per_track = 8;
  bool portraits = false;  ///< samples keep a picture; of an Analysis, the best of each track
  /// A face that the detector misses for at most this long is followed by its motion; longer
  /// misses end the track.
  MediaTime join_gap{1, {1, 2}};
  enum class Effort : std::uint8_t { fast, balanced, thorough } effort = Effort::balanced;
};

/// Follows every face through one stretch of video. Streaming: push frames in order; a `cut`
/// before a frame closes all tracks. Holds the frames since the last look, at most
/// max_delay() of them. One thread at a time.
class FACETRACK_EXPORT Tracker {
 public:
  Tracker() = default;
  Tracker(const Tracker&) = delete;
  Tracker& operator=(const Tracker&) = delete;
  virtual ~Tracker();

  /// Takes any pixel format. Throws Error(invalid_argument) for an empty frame, and whatever the
  /// detector or the embedder throws; finish() then makes the tracker as new, too.
  virtual void push(const Frame& frame) = 0;
  /// The next pushed frame belongs to another shot.
  virtual void cut() = 0;
  /// Ends all tracks and returns them, ordered by first frame, then by position. The tracker is
  /// then as new.
  virtual std::vector<FaceTrack> finish() = 0;
  virtual int max_delay() const noexcept = 0;
};

/// Uses `detector`, best made with tracking_min_score, and `embedder` (null: tracks stay
/// anonymous), which must outlive the tracker.
FACETRACK_EXPORT std::unique_ptr<Tracker> make_tracker(Detector& detector, Embedder* embedder,
                                                       const TrackerOptions& options = {});

}  // namespace facetrack
