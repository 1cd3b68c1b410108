// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

#include "facetrack/pipeline.hpp"

#include "pipeline/gap_filler.hpp"
#include "pipeline/segments.hpp"
#include "pipeline/stills.hpp"

namespace facetrack {

/// What a worker found in one segment. Tracks may still run across transitions that only the
/// whole video shows.
struct SegmentResult {
  std::vector<Frame> thumbnails;  ///< one per frame that has a picture, with its time
  std::vector<FaceTrack> tracks;
  Stills stills;
  std::int64_t skipped_frames = 0;
  StageTimes times;
};

/// Cores that have no segment of their own: a video has few key frames, or its end is near.
/// Thread-safe.
class SpareCores {
 public:
  explicit SpareCores(int count) : count_(count) {}
  bool claim() noexcept {
    int count = count_.load();
    while (count > 0) {
      if (count_.compare_exchange_weak(count, count - 1)) return true;
    }
    return false;
  }
  void give() noexcept { count_.fetch_add(1); }

 private:
  std::atomic<int> count_;
};

/// A detector for another stretch of video. Throws Error(invalid_argument) where there is none.
std::unique_ptr<ShotDetector> fresh_shots(const ShotDetector& shots);

/// Analyses segments, one after the other, with the stages of one worker. One thread, and while
/// there is a spare core another one that decodes a few frames ahead.
class SegmentWorker {
 public:
  SegmentWorker(Stages& stages, const AnalyzeOptions& options, KnownTimes times, SpareCores& spare);
  ~SegmentWorker();
  SegmentWorker(const SegmentWorker&) = delete;
  SegmentWorker& operator=(const SegmentWorker&) = delete;

  /// Returns early, with an incomplete result, when `stop` is requested.
  SegmentResult run(const Segment& segment, const std::stop_token& stop,
                    std::atomic<std::int64_t>& frames_done);

 private:
  Stages& stages_;
  KnownTimes known_times_;
  SpareCores& spare_;
  bool with_stills_;
  bool is_sparse_;  ///< pictures where little moves are left out
  StageTimes times_;
  std::unique_ptr<Detector> detector_;  ///< the stages' own, with a clock
  std::unique_ptr<Embedder> embedder_;
  std::unique_ptr<Tracker> tracker_;
};

}  // namespace facetrack
