// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "facetrack/analysis.hpp"
#include "facetrack/control.hpp"
#include "facetrack/decoder.hpp"
#include "facetrack/export.hpp"
#include "facetrack/face.hpp"
#include "facetrack/shot.hpp"
#include "facetrack/track.hpp"

namespace facetrack {

/// How the parts of a run are made: by the library, or by the caller's own classes. analyze() calls
/// each factory on the calling thread, once per worker and never two at once; only that worker uses
/// the object. First it makes one more shot detector, which judges the whole video on the calling
/// thread. A part whose factory is null is left out.
struct Stages {
  DecoderFactory decoder{};  ///< null: a job opens its file; analyze() throws
  /// null: the video is one shot
  std::function<std::unique_ptr<ShotDetector>()> shots = [] { return make_shot_detector(); };
  /// null: no tracks
  std::function<std::unique_ptr<Detector>()> detector = [] { return make_detector(); };
  /// null: tracks stay anonymous
  std::function<std::unique_ptr<Embedder>()> embedder = [] { return make_embedder(); };
  /// Null: no tracks. The detector and the embedder (which may be null) outlive the tracker.
  std::function<std::unique_ptr<Tracker>(Detector&, Embedder*, const TrackerOptions&)> tracker =
      make_tracker;
};

struct AnalyzeOptions {
  TrackerOptions tracker{};          ///< with Effort::fast some frames are not decoded, too
  std::optional<MediaTime> start{};  ///< from the first frame shown; absent: the beginning
  std::optional<MediaTime> end{};    ///< not included; absent: the end of the video
  /// Only these frames, ascending and without overlap, of a source that can seek: the frames
  /// between belong to no shot and no track. Then `start` and `end` are ignored. Absent: all.
  std::optional<std::vector<FrameRange>> parts{};
  int workers = 0;       ///< threads; 0: one per core. The result does not depend on it.
  bool pictures = true;  ///< keeps a portrait of each track, and stills, for pages
};

/// Runs decode -> shots -> detect -> track -> embed. Splits the video at key frames into segments,
/// by a rule that does not depend on the number of workers; a source that cannot seek is one
/// segment. Holds a few frames per worker. Throws Error(invalid_argument) if there is no decoder or
/// no frame between start and end. Throws the exception of a stage after every worker has ended.
FACETRACK_EXPORT Analysis analyze(const Stages& stages, const AnalyzeOptions& options = {},
                                  const RunControl& control = {});

/// Decodes the portraits and stills that pages show and that `film` does not have. Returns false if
/// `control` asked to stop. Throws what `decoder` throws.
FACETRACK_EXPORT bool add_pictures(Analysis& film, Decoder& decoder,
                                   const RunControl& control = {});

}  // namespace facetrack
