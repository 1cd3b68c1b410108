// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "facetrack/export.hpp"
#include "facetrack/frame.hpp"
#include "facetrack/quality.hpp"

namespace facetrack {

enum class BoxSource : std::uint8_t { detection, tracking };

/// One face on one frame.
struct TrackPoint {
  std::int64_t frame = 0;
  MediaTime pts;
  Box box;
  float score = 0;  ///< of the detector; if `from` is tracking: how well the face was followed
  BoxSource from = BoxSource::detection;
  std::optional<Landmarks> landmarks;

  Detection detection() const { return {box, score, landmarks}; }
};

/// Why a track ends. `goes_on`: the next piece of a long track has the same id.
enum class TrackEnd : std::uint8_t {
  cut,
  dissolve,
  fade,
  occluded,
  left_frame,
  turned_away,
  lost,
  end,
  goes_on
};

/// A face worth recognising: chosen for size, sharpness, frontality and spread over time.
struct FaceSample {
  std::int64_t frame = 0;
  FaceQuality quality;
  Embedding embedding;
  std::string portrait{};  ///< a small JPEG; may be empty
  std::string source{};    ///< in a gallery: the photo or film it comes from
};

/// One face on consecutive frames of one shot. A value; its only pixels are portraits.
struct FaceTrack {
  int id = 0;
  std::vector<TrackPoint> points;  ///< consecutive frames, in order, never empty
  TrackEnd ends_because = TrackEnd::lost;
  std::vector<FaceSample> samples;

  std::int64_t first_frame() const noexcept { return points.front().frame; }
  std::int64_t last_frame() const noexcept { return points.back().frame; }
  /// The face on `frame`; null if the track is not on it. Points into `points`.
  FACETRACK_EXPORT const TrackPoint* at(std::int64_t frame) const noexcept;
  /// The point that shows the face best: that of the best sample, or the middle without samples.
  FACETRACK_EXPORT const TrackPoint& best_point() const noexcept;
};

enum class Effort : std::uint8_t { fast, balanced, thorough };

struct TrackerOptions {
  int interval =
      0;  ///< searches for faces on every n-th frame; 0: chosen by what is in the picture
  int min_face = 0;  ///< pixels of the frame, shorter side; 0: as small as the detector finds
  int samples_per_track = 8;
  /// A face that the detector misses for at most this long is followed by its motion; a longer miss
  /// ends the track.
  MediaTime join_gap{1, {1, 2}};
  /// A longer track is handed out in pieces; 0: never. analyze() does not use it.
  MediaTime longest_track{};
  Effort effort = Effort::balanced;
};

/// Follows every face through the frames of a video. The built-in tracker holds at most 40 frames.
/// One thread at a time.
class FACETRACK_EXPORT Tracker {
 public:
  Tracker() = default;
  Tracker(const Tracker&) = delete;
  Tracker& operator=(const Tracker&) = delete;
  virtual ~Tracker();

  /// Takes frames of any format, in order. Returns the tracks that have ended since the last call,
  /// samples included; their ids are unique in a tracker. Throws Error(invalid_argument) for an
  /// empty frame, and what the detector or the embedder throws; flush() then makes the tracker as
  /// new, too.
  virtual std::vector<FaceTrack> push(const Frame& frame) = 0;
  /// A cut, or the end of the video: ends all tracks and returns them, by first frame, then from
  /// left to right. The next frame may be any.
  virtual std::vector<FaceTrack> flush() = 0;
};

/// Uses `detector` and `embedder` (null: tracks stay anonymous), which must outlive the tracker.
FACETRACK_EXPORT std::unique_ptr<Tracker> make_tracker(Detector& detector, Embedder* embedder,
                                                       const TrackerOptions& options = {});

/// For a tracker of your own: collects pictures of one track and embeds the best ones, spread over
/// its time. Holds at most 24 small pictures and no frame. One thread at a time.
class FACETRACK_EXPORT FaceSampler {
 public:
  FaceSampler();
  ~FaceSampler();
  FaceSampler(FaceSampler&&) noexcept;
  FaceSampler& operator=(FaceSampler&&) noexcept;

  /// Copies the face if it promises a better embedding than those of its stretch of time.
  void consider(const Frame& frame, const Detection& face);
  /// At most `count` samples with portraits, in order of time. Throws what `embedder` throws.
  std::vector<FaceSample> embed(Embedder& embedder, int count = 8) const;

 private:
  struct Pictures;
  std::unique_ptr<Pictures> pictures_;
};

}  // namespace facetrack
