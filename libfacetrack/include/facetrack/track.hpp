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

/// Why a track ends. After `goes_on` the next piece of a long track follows, with the same id.
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

/// A face of a track that was embedded, because it is large, sharp and frontal; or one of a photo.
struct FaceSample {
  std::int64_t frame = 0;
  FaceQuality quality;
  Embedding embedding;
  std::string portrait{};  ///< a small JPEG; may be empty
  std::string source{};    ///< in a gallery: the photo or film of the face
};

/// One face on consecutive frames of one shot. A value; its only pixels are small portraits.
struct FaceTrack {
  int id = 0;
  std::vector<TrackPoint> points;  ///< consecutive frames, in order, never empty
  TrackEnd ends_because = TrackEnd::lost;
  std::vector<FaceSample> samples;

  std::int64_t first_frame() const noexcept { return points.front().frame; }
  std::int64_t last_frame() const noexcept { return points.back().frame; }
  /// The element of `points` for `frame`; null if there is none.
  FACETRACK_EXPORT const TrackPoint* at(std::int64_t frame) const noexcept;
  /// The point of the best sample; the middle point without samples.
  FACETRACK_EXPORT const TrackPoint& best_point() const noexcept;
};

enum class Effort : std::uint8_t { fast, balanced, thorough };

struct TrackerOptions {
  int interval = 0;           ///< searches every n-th frame; 0: as the picture requires
  int min_face = 0;           ///< pixels of the frame, shorter side; 0: all that the detector finds
  int samples_per_track = 8;  ///< at most
  /// A face that the detector misses is followed by its motion for this long; then its track ends.
  MediaTime join_gap{1, {1, 2}};
  MediaTime longest_track{};  ///< longer ones are returned in pieces; 0: never; not for analyze()
  Effort effort = Effort::balanced;
};

/// Follows every face through a video. One thread at a time. The built-in one holds 40 frames.
class FACETRACK_EXPORT Tracker {
 public:
  Tracker() = default;
  Tracker(const Tracker&) = delete;
  Tracker& operator=(const Tracker&) = delete;
  virtual ~Tracker();

  /// Takes frames of any format, in order. Returns the tracks that ended, with samples; ids are
  /// unique in a tracker. Throws Error(invalid_argument) for an empty frame, and the exceptions of
  /// detector and embedder; flush() then resets the tracker.
  virtual std::vector<FaceTrack> push(const Frame& frame) = 0;
  /// For a cut, a missing frame or the end: ends all tracks and returns them, by first frame, then
  /// from left to right. Any frame may follow.
  virtual std::vector<FaceTrack> flush() = 0;
};

/// Both must outlive the tracker. Without an embedder (null) tracks have no samples.
FACETRACK_EXPORT std::unique_ptr<Tracker> make_tracker(Detector& detector, Embedder* embedder,
                                                       const TrackerOptions& options = {});

/// For a tracker of your own: collects the faces of one track and embeds the best of them, spread
/// over time. Holds at most 24 small pictures and no frame. One thread at a time.
class FACETRACK_EXPORT FaceSampler {
 public:
  FaceSampler();
  ~FaceSampler();
  FaceSampler(FaceSampler&&) noexcept;
  FaceSampler& operator=(FaceSampler&&) noexcept;

  /// Copies the face if it is better than the faces kept for the same part of the track.
  void consider(const Frame& frame, const Detection& face);
  /// At most `count` samples with portraits, in order of time. Throws the exceptions of `embedder`.
  std::vector<FaceSample> embed(Embedder& embedder, int count = 8) const;

 private:
  struct Pictures;
  std::unique_ptr<Pictures> pictures_;
};

}  // namespace facetrack
