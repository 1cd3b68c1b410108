// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "facetrack/pipeline.hpp"

#include "pipeline/gap_filler.hpp"
#include "pipeline/hold_back.hpp"
#include "pipeline/segment_frames.hpp"
#include "pipeline/segments.hpp"
#include "pipeline/stills.hpp"

namespace facetrack {

/// The findings of a worker in one segment. Tracks may still run across transitions that only the
/// detector of the whole video finds.
struct SegmentResult {
  /// One small copy per frame that has a picture, with its time. Without pixels if the shot
  /// detector of the whole video does not use small copies.
  std::vector<Frame> thumbnails;
  std::vector<Transition> transitions;  ///< as far as this segment shows them
  std::vector<FaceTrack> tracks;
  Stills stills;
  std::int64_t skipped_frames = 0;
  StageTimes times;
};

/// The objects of one worker. The decoder is never null.
struct WorkerStages {
  std::unique_ptr<Decoder> decoder;
  std::unique_ptr<ShotDetector> shots;
  std::unique_ptr<Detector> detector;
  std::unique_ptr<Embedder> embedder;
  decltype(Stages::tracker) make_tracker;
};

/// Analyses segments one after the other with the stages of one worker. Uses one thread, and while
/// there is a spare core a second one that decodes a few frames ahead.
class SegmentWorker {
 public:
  SegmentWorker(WorkerStages stages, const AnalyzeOptions& options, KnownTimes times,
                SpareCores& spare);
  ~SegmentWorker();
  SegmentWorker(const SegmentWorker&) = delete;
  SegmentWorker& operator=(const SegmentWorker&) = delete;

  /// Returns early, with an incomplete result, when `stop` is requested.
  SegmentResult run(const Segment& segment, const std::stop_token& stop,
                    std::atomic<std::int64_t>& frames_done);

 private:
  void check(const Frame& frame, std::int64_t expected);
  void judge(const Frame& frame, GapFiller& gaps, HoldBack& held, SegmentResult& result);
  void take(const JudgedFrame& judged, StillCollector& stills, SegmentResult& result);
  void keep(std::vector<FaceTrack> tracks, SegmentResult& result) const;
  void keep(const std::vector<Transition>& found, SegmentResult& result) const;

  WorkerStages stages_;
  KnownTimes known_times_;
  SpareCores& spare_;
  std::optional<FrameTime> before_;  ///< of the last frame of the segment so far
  Size frame_size_;                  ///< of the first frame; all frames must have it
  bool pictures_;
  Size picture_size_;  ///< of the shot detector
  /// Size at which frames are compared to skip those with little motion; {0, 0}: none is skipped.
  Size sparse_size_;
  StageTimes times_;
  double tracking_ = 0;  ///< CPU seconds in the tracker, including the detector and the embedder
  std::unique_ptr<Detector> detector_;  ///< the stages' own, with a clock
  std::unique_ptr<Embedder> embedder_;
  std::unique_ptr<Tracker> tracker_;
};

}  // namespace facetrack
