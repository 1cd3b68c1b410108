// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "facetrack/decoder.hpp"
#include "facetrack/export.hpp"
#include "facetrack/shot.hpp"
#include "facetrack/track.hpp"

namespace facetrack {

/// CPU seconds of each stage, summed over all workers.
struct StageTimes {
  double decode = 0, shots = 0, detect = 0, track = 0, embed = 0;
  double wall = 0;  ///< seconds of real time
};

/// Consecutive frames; both ends belong to it.
struct FrameRange {
  std::int64_t first_frame = 0;
  std::int64_t last_frame = 0;
  bool operator==(const FrameRange&) const = default;
};

/// Everything that was found in a video, whatever person is searched for. A value; its only pixels
/// are small JPEGs. Programs may build their own. Member functions throw Error(invalid_argument)
/// for an unknown frame or id.
struct FACETRACK_EXPORT Analysis {
  MediaInfo source;
  std::int64_t first_frame = 0;
  std::int64_t frames = 0;     ///< the number of analysed frames
  std::vector<MediaTime> pts;  ///< of every analysed frame, even if damaged, and of the end
  /// Frames without a usable picture, ascending. They keep their number and time and belong to a
  /// shot, but to no track and no clip. Empty for an intact video.
  std::vector<FrameRange> damaged;
  std::vector<Shot> shots;
  /// ShotDetector::cadence() of the analysed part. Not stored in tracks.json.
  std::optional<Cadence> cadence;
  std::vector<FaceTrack> tracks;  ///< by first frame, then from left to right
  /// Small JPEGs of the longest shots, by frame, if AnalyzeOptions::pictures is set. add_pictures()
  /// adds those that are missing.
  std::map<std::int64_t, std::string> stills;
  /// If TrackerOptions::min_face left no track: the shorter side, in pixels, of the largest face on
  /// a few frames. Otherwise 0. Filled in by jobs; not stored in tracks.json.
  float largest_small_face = 0;
  std::int64_t skipped_frames = 0;  ///< the number of frames in `damaged`
  bool cancelled = false;           ///< stopped early; everything up to last_frame() is valid
  std::string detector;             ///< Detector::name()
  std::string embedder;             ///< Embedder::model_id()
  /// source_id() of the file and the analysed part, to recognise the tracks of another video.
  /// Filled in by jobs.
  std::string source_id;
  /// The settings of the analysis by name: {"preset": "fast"}. Filled in by jobs; empty in old
  /// files.
  std::map<std::string, std::string> settings;
  StageTimes times;  ///< only this differs between two runs

  std::int64_t last_frame() const noexcept { return first_frame + frames - 1; }
  const FaceTrack& track(int id) const;
  /// The time of `frame` from the first frame shown. last_frame() + 1 gives the end of the video.
  MediaTime time_of(std::int64_t frame) const;
  /// The element of `shots` that has `frame`; null for a mixed frame.
  const Shot* shot_of(std::int64_t frame) const;
};

}  // namespace facetrack
