// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "facetrack/analysis.hpp"
#include "facetrack/control.hpp"
#include "facetrack/decoder.hpp"
#include "facetrack/export.hpp"
#include "facetrack/face.hpp"
#include "facetrack/shot.hpp"
#include "facetrack/track.hpp"

namespace facetrack {

/// How the parts of a run are made. The thread that calls analyze() calls each factory once per
/// worker, never two at once; the worker owns the object. Without a factory the run does without
/// the part. One more shot detector is made, first: it judges the whole video, on the calling
/// thread. Any part may be of a class of the caller's own.
struct Stages {
  DecoderFactory decoder{};  ///< null: a job opens its file; analyze() throws
  /// null: the video is one shot
  std::function<std::unique_ptr<ShotDetector>()> shots = [] { return make_shot_detector(); };
  /// null: no tracks
  std::function<std::unique_ptr<Detector>()> detector = [] { return make_detector(); };
  /// null: tracks stay anonymous
  std::function<std::unique_ptr<Embedder>()> embedder = [] { return make_embedder(); };
  /// The detector and the embedder, which may be null, outlive the tracker.
  std::function<std::unique_ptr<Tracker>(Detector&, Embedder*, const TrackerOptions&)> tracker =
      make_tracker;
};

struct AnalyzeOptions {
  TrackerOptions tracker{};  ///< for Stages::tracker; with Effort::fast decoding does less as well
  std::optional<MediaTime> start{};  ///< from the first frame shown; absent: the beginning
  std::optional<MediaTime> end{};    ///< frames from here on are left out; absent: none is
  int workers = 0;  ///< parts analysed at once; 0: one per core. The result does not depend on it.
  bool pictures = true;  ///< keeps a portrait of each track, and stills, for pages
};

/// Runs decode -> shots -> detect -> track -> embed. The video is cut at key frames into segments,
/// by a rule that does not depend on the number of workers; a source that cannot seek is one
/// segment. Holds a few frames per worker. Throws Error(invalid_argument) if there is no decoder or
/// no frame between start and end, and the exception of a stage, on the calling thread, after every
/// worker has ended.
FACETRACK_EXPORT Analysis analyze(const Stages& stages, const AnalyzeOptions& options = {},
                                  const RunControl& control = {});

/// Decodes the portraits and stills that pages show and `film` lacks. Returns false if `control`
/// asked to stop. Throws what `decoder` throws.
FACETRACK_EXPORT bool add_pictures(Analysis& film, Decoder& decoder,
                                   const RunControl& control = {});

}  // namespace facetrack
