// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "facetrack/export.hpp"
#include "facetrack/frame.hpp"
#include "facetrack/pipeline.hpp"
#include "facetrack/shot.hpp"
#include "facetrack/track.hpp"

namespace facetrack {

/// Final results: later frames do not change them. A dissolve is detected too late to split the
/// tracks that run through it.
struct LiveFindings {
  std::vector<FaceTrack> tracks{};
  std::vector<Transition> transitions{};
};

/// analyze() for frames that come one by one, from a camera or the caller's own decoder. It holds
/// each frame back until the shot detector has judged it, so that no track crosses a cut: some
/// fifty frames in all, and numbers bounded by TrackerOptions::longest_track. One thread at a time;
/// several objects may work in parallel.
class FACETRACK_EXPORT LiveAnalysis {
 public:
  /// Calls each factory once, except that of the decoder. What a factory throws passes through.
  explicit LiveAnalysis(const Stages& stages = {},
                        const TrackerOptions& options = default_options());
  ~LiveAnalysis();
  LiveAnalysis(LiveAnalysis&&) noexcept;
  LiveAnalysis& operator=(LiveAnalysis&&) noexcept;

  /// Frames of any pixel format, all of one size, with increasing pts. Frames are numbered from 0
  /// as they come; FrameTime::index is not looked at, so a slow caller may leave frames out. A
  /// duration of 0 is estimated. Throws Error(invalid_argument) for other frames, and what a stage
  /// throws; finish() then makes the object as new, too.
  LiveFindings push(const Frame& frame);
  /// The tracks that are still open. The object can then be used again; numbers begin at 0.
  LiveFindings finish();

  /// Long tracks are handed out in pieces of ten seconds.
  static TrackerOptions default_options() {
    TrackerOptions options;
    options.longest_track = std::chrono::seconds(10);
    return options;
  }

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace facetrack
