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

/// Tracks and transitions that later frames do not change. Cuts end tracks. A dissolve is detected
/// too late for that: a track may run through it.
struct LiveFindings {
  std::vector<FaceTrack> tracks{};
  std::vector<Transition> transitions{};
};

/// analyze() for frames that come one by one, from a camera or the caller's own decoder. A frame
/// waits until the shot detector has judged it, so that no track crosses a cut. Holds some fifty
/// frames and tracks of at most TrackerOptions::longest_track. One thread at a time per object.
class FACETRACK_EXPORT LiveAnalysis {
 public:
  /// Calls each factory once, except that of the decoder, and throws what a factory throws.
  explicit LiveAnalysis(const Stages& stages = {},
                        const TrackerOptions& options = default_options());
  ~LiveAnalysis();
  LiveAnalysis(LiveAnalysis&&) noexcept;
  LiveAnalysis& operator=(LiveAnalysis&&) noexcept;

  /// Takes frames of any pixel format, all of one size, with increasing pts. It numbers them from 0
  /// as they come and ignores FrameTime::index, so a slow caller may leave frames out. A duration
  /// of 0 is estimated. Throws Error(invalid_argument) for other frames, and what a stage throws;
  /// finish() then resets the object.
  LiveFindings push(const Frame& frame);
  /// Ends and returns the open tracks. The object can then be used again; numbers begin at 0.
  LiveFindings finish();

  /// Long tracks are returned in pieces of ten seconds (TrackEnd::goes_on).
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
