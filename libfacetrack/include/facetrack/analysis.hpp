// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "facetrack/decoder.hpp"
#include "facetrack/export.hpp"
#include "facetrack/shot.hpp"
#include "facetrack/track.hpp"

namespace facetrack {

struct StageTimes {  ///< CPU seconds over all workers
  double decode = 0, shots = 0, detect = 0, track = 0, embed = 0;
  double wall = 0;  ///< seconds of real time
};

/// Consecutive frames; both ends belong to it.
struct FrameRange {
  std::int64_t first_frame = 0;
  std::int64_t last_frame = 0;
  bool operator==(const FrameRange&) const = default;
};

/// Everything found in a video, independent of the person looked for. A value; its only pixels are
/// small JPEGs. Programs may build their own. Member functions throw Error(invalid_argument) for an
/// unknown frame or id.
struct FACETRACK_EXPORT Analysis {
  MediaInfo source;
  std::int64_t first_frame = 0;
  std::int64_t frames = 0;     ///< analysed, from first_frame on
  std::vector<MediaTime> pts;  ///< of every analysed frame, damaged ones too, then of the end
  /// Frames without a usable picture, ascending. They keep their number and time and belong to a
  /// shot, but to no track and no clip. Empty for an intact video.
  std::vector<FrameRange> damaged;
  std::vector<Shot> shots;
  std::vector<FaceTrack> tracks;  ///< by first frame, then from left to right
  /// Small JPEGs of the longest shots, by frame, if AnalyzeOptions::pictures is set. Some may lack:
  /// see add_pictures().
  std::map<std::int64_t, std::string> stills;
  /// Pixels, shorter side, of the largest face on a few frames. Jobs fill it in when
  /// TrackerOptions::min_face left no track; otherwise 0. It is not stored in tracks.json.
  float largest_small_face = 0;
  std::int64_t skipped_frames = 0;  ///< how many frames `damaged` covers
  bool cancelled = false;           ///< asked to stop; what is here is complete and valid
  std::string detector;             ///< Detector::name()
  std::string embedder;             ///< Embedder::model_id()
  /// Of the file's bytes, whatever its name: shows whether a stored analysis is of another video.
  /// Filled by jobs.
  std::string source_id;
  /// The settings that it was made with, by name: {"preset": "fast"}. Filled by jobs; empty in
  /// older files.
  std::map<std::string, std::string> settings;
  StageTimes times;  ///< the only part that differs between two runs

  std::int64_t last_frame() const noexcept { return first_frame + frames - 1; }
  const FaceTrack& track(int id) const;
  /// From the first frame shown; of last_frame() + 1: the end.
  MediaTime time_of(std::int64_t frame) const;
  /// Null for the mixed frames of a transition.
  const Shot* shot_of(std::int64_t frame) const;
};

}  // namespace facetrack
