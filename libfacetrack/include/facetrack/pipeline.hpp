// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "facetrack/control.hpp"
#include "facetrack/decoder.hpp"
#include "facetrack/export.hpp"
#include "facetrack/face.hpp"
#include "facetrack/shot.hpp"
#include "facetrack/track.hpp"

namespace facetrack {

/// The parts of one run. Any of them may be the caller's own subclass.
struct Stages {
  std::unique_ptr<Decoder> decoder;
  std::unique_ptr<ShotDetector> shots;
  std::unique_ptr<Detector> detector;  ///< null: shots only
  std::unique_ptr<Embedder> embedder;  ///< null: tracks stay anonymous
};
using StageFactory = std::function<Stages()>;  ///< called once per worker, from the caller's thread

struct AnalyzeOptions {
  TrackerOptions tracker;
  int workers = 0;               ///< segments analysed in parallel; 0: one per core
  std::int64_t first_frame = 0;  ///< frames outside first..last are not looked at
  std::int64_t last_frame = -1;  ///< -1: to the end
  std::size_t stills = 0;        ///< keep a picture of so many shots, the longest ones
};

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

/// Everything found in a video, independent of who is looked for: the waist of the pipeline.
struct Analysis {
  MediaInfo source;
  std::int64_t first_frame = 0;
  std::int64_t frames = 0;     ///< analysed, from first_frame on
  MediaTime end;               ///< pts of the frame after the last one
  std::vector<MediaTime> pts;  ///< of every analysed frame, damaged ones too, then `end`
  /// Frames without a usable picture, ascending. They keep their number and time and belong to a
  /// shot, but to no track and no clip. Empty for a sound video.
  std::vector<FrameRange> damaged;
  std::vector<Shot> shots;
  std::vector<FaceTrack> tracks;  ///< ids are positions; ordered by first frame
  /// Small JPEGs, by frame, of the shots that AnalyzeOptions asks for. One may lack: a shot after a
  /// dissolve is known only when it has passed.
  std::map<std::int64_t, std::string> stills;
  /// Pixels, shorter side, of the largest face on a few frames. Jobs fill it in when
  /// TrackerOptions::min_face left no track; else 0. It is not stored in tracks.json.
  float largest_small_face = 0;
  std::int64_t skipped_frames = 0;  ///< how many frames `damaged` covers
  bool cancelled = false;           ///< asked to stop; what is here is complete and valid
  std::string detector;
  std::string embedder;
  /// Of the file's bytes, whatever its name: a cache of another video is told by it. May be empty.
  std::string source_id;
  /// What it was made with, by name: {"preset": "fast"}. Filled by jobs; empty in older files.
  std::map<std::string, std::string> settings;
  StageTimes times;  ///< the only part that differs between two runs

  /// The pts of `frame`; for the frame after the last one, `end`. nullopt outside of that.
  std::optional<MediaTime> time_of(std::int64_t frame) const noexcept {
    const std::int64_t i = frame - first_frame;
    if (i >= 0 && i < static_cast<std::int64_t>(pts.size()))
      return pts[static_cast<std::size_t>(i)];
    if (i == frames) return end;
    return std::nullopt;
  }
};

/// Runs decode -> shots -> detect -> track -> embed over the source. The file is cut at key frames
/// into segments, by a rule that does not know the number of workers, so the result depends
/// neither on timing nor on workers. Holds a few frames per worker at any moment. Throws what a
/// stage throws, on the calling thread, after every worker has been joined.
FACETRACK_EXPORT Analysis analyze(const StageFactory& make_stages,
                                  const AnalyzeOptions& options = {},
                                  const RunControl& control = {});

}  // namespace facetrack
