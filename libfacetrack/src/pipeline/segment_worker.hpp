// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "facetrack/pipeline.hpp"

#include "pipeline/segments.hpp"

namespace facetrack {

/// What a worker found in one segment. Tracks may still run across transitions that only the
/// whole video shows.
struct SegmentResult {
  std::vector<Frame> thumbnails;  ///< one per frame, with its time
  std::vector<FaceTrack> tracks;
  std::int64_t skipped_frames = 0;
  StageTimes times;
};

/// Analyses segments, one after the other, with the stages of one worker. One thread.
class SegmentWorker {
 public:
  SegmentWorker(Stages& stages, const TrackerOptions& options);
  ~SegmentWorker();
  SegmentWorker(const SegmentWorker&) = delete;
  SegmentWorker& operator=(const SegmentWorker&) = delete;

  /// Returns early, with an incomplete result, when `stop` is requested.
  SegmentResult run(const Segment& segment, const std::stop_token& stop,
                    std::atomic<std::int64_t>& frames_done);

 private:
  Stages& stages_;
  StageTimes times_;
  std::unique_ptr<Detector> detector_;  ///< the stages' own, with a clock
  std::unique_ptr<Embedder> embedder_;
  std::unique_ptr<Tracker> tracker_;
};

}  // namespace facetrack
