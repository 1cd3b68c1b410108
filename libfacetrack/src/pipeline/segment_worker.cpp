// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "pipeline/segment_worker.hpp"

#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "facetrack/error.hpp"

#include "core/cpu_clock.hpp"
#include "decode/sparse_decoder.hpp"
#include "picture/small_copy.hpp"
#include "pipeline/merge.hpp"

namespace facetrack {
namespace {

class TimedDetector final : public Detector {
 public:
  TimedDetector(Detector& inner, double& total) : inner_(inner), total_(total) {}
  std::vector<Detection> detect(const ImageView& image) override {
    const CpuClock clock(total_);
    return inner_.detect(image);
  }
  int preferred_face() const noexcept override { return inner_.preferred_face(); }
  int smallest_face() const noexcept override { return inner_.smallest_face(); }
  std::string_view name() const noexcept override { return inner_.name(); }

 private:
  Detector& inner_;
  double& total_;
};

class TimedEmbedder final : public Embedder {
 public:
  TimedEmbedder(Embedder& inner, double& total) : inner_(inner), total_(total) {}
  std::string_view model_id() const noexcept override { return inner_.model_id(); }
  MatchLimits limits() const noexcept override { return inner_.limits(); }
  std::vector<Embedding> embed(const ImageView& image, std::span<const Detection> faces) override {
    const CpuClock clock(total_);
    return inner_.embed(image, faces);
  }

 private:
  Embedder& inner_;
  double& total_;
};

}  // namespace

SegmentWorker::SegmentWorker(WorkerStages stages, const AnalyzeOptions& options, KnownTimes times,
                             SpareCores& spare)
    : stages_(std::move(stages)), known_times_(times), spare_(spare), pictures_(options.pictures) {
  if (stages_.shots) picture_size_ = stages_.shots->picture_size();
  if (options.tracker.effort == Effort::fast && picture_size_.width > 0) {
    sparse_size_ = picture_size_;
    if (auto* sparse = dynamic_cast<SparseDecoder*>(stages_.decoder.get())) {
      sparse->skip_smoothing();
    }
  }
  if (!stages_.detector || !stages_.make_tracker) return;
  detector_ = std::make_unique<TimedDetector>(*stages_.detector, times_.detect);
  if (stages_.embedder) {
    embedder_ = std::make_unique<TimedEmbedder>(*stages_.embedder, times_.embed);
  }
  TrackerOptions tracker = options.tracker;
  tracker.longest_track = {};
  tracker_ = stages_.make_tracker(*detector_, embedder_.get(), tracker);
  if (!tracker_) throw Error(ErrorCode::invalid_argument, "analyze: a factory made no tracker");
}

SegmentWorker::~SegmentWorker() = default;

SegmentResult SegmentWorker::run(const Segment& segment, const std::stop_token& stop,
                                 std::atomic<std::int64_t>& frames_done) {
  times_ = {};
  tracking_ = 0;
  SegmentResult result;
  HoldBack held(stages_.shots.get(), segment.first_frame);
  GapFiller gaps(segment.first_frame, known_times_);
  StillCollector stills;
  std::int64_t expected = segment.first_frame;
  before_.reset();
  const std::int64_t skipped_before = stages_.decoder->skipped_frames();
  SegmentFrames frames(*stages_.decoder, segment, spare_, sparse_size_);
  while (!stop.stop_requested()) {
    std::optional<Frame> frame = frames.next();
    if (!frame) break;
    check(*frame, expected);
    expected = frame->time().index + 1;
    judge(*frame, gaps, held, result);
    held.hold(std::move(*frame));
    while (const std::optional<JudgedFrame> judged = held.next()) take(*judged, stills, result);
    frames_done.fetch_add(1, std::memory_order_relaxed);
  }
  if (stop.stop_requested()) return result;
  keep(held.finish(), result);
  while (const std::optional<JudgedFrame> judged = held.next()) take(*judged, stills, result);
  if (tracker_) {
    const CpuClock clock(tracking_);
    keep(tracker_->flush(), result);
  }
  sort_by_place(result.tracks);
  // The portraits of an hour of video would not fit into memory.
  keep_best_portraits(result.tracks,
                      shots_from_transitions(result.transitions, held.last_passed() + 1));
  result.stills = stills.finish();
  times_.decode = frames.end();
  times_.track = tracking_ - times_.detect - times_.embed;
  result.skipped_frames = stages_.decoder->skipped_frames() - skipped_before;
  result.times = times_;
  return result;
}

/// Throws Error(invalid_argument) for a frame that cannot follow the one before it.
void SegmentWorker::check(const Frame& frame, std::int64_t expected) {
  // Frames between two numbers are damaged ones, which have substitutes each.
  constexpr std::int64_t most_missing = 1'000'000;
  const auto refuse = [](const std::string& what) {
    throw Error(ErrorCode::invalid_argument, "analyze: the decoder gave " + what);
  };
  const FrameTime& time = frame.time();
  if (frame.empty()) refuse("an empty frame");
  if (time.index < expected || time.index - expected > most_missing) {
    refuse("frame " + std::to_string(time.index) + " where frame " + std::to_string(expected) +
           " or a later one was expected");
  }
  if (time.pts.base.num <= 0 || time.pts.base.den <= 0) {
    refuse("frame " + std::to_string(time.index) + " with a time base that is not above 0");
  }
  if (before_ && time.pts <= before_->pts) {
    refuse("frame " + std::to_string(time.index) + ", which is not later than the one before it");
  }
  before_ = time;
  if (frame_size_.width == 0) frame_size_ = {frame.width(), frame.height()};
  if (frame_size_ != Size{frame.width(), frame.height()}) {
    const auto text = [](int width, int height) {
      return std::to_string(width) + "x" + std::to_string(height);
    };
    refuse("frame " + std::to_string(time.index) + " of " + text(frame.width(), frame.height()) +
           ", the frames before it had " + text(frame_size_.width, frame_size_.height));
  }
}

/// Passes the frame to the shot detector, after substitutes for missing frames before it.
void SegmentWorker::judge(const Frame& frame, GapFiller& gaps, HoldBack& held,
                          SegmentResult& result) {
  const CpuClock clock(times_.shots);
  const Frame nothing = Frame().at(frame.time());
  const Frame picture = !stages_.shots            ? nothing
                        : picture_size_.width > 0 ? media::small_copy(frame, picture_size_)
                                                  : frame;
  for (const Frame& substitute : gaps.before(picture)) keep(held.judge(substitute), result);
  keep(held.judge(picture), result);
  // The whole frames of a video would not fit into memory, so a detector that needs them judges
  // them here.
  result.thumbnails.push_back(picture_size_.width > 0 ? picture : nothing);
}

/// Passes a frame to the tracker once it is known whether a shot begins with it.
void SegmentWorker::take(const JudgedFrame& judged, StillCollector& stills, SegmentResult& result) {
  if (pictures_) {
    const CpuClock clock(times_.shots);
    stills.consider(judged.frame, judged.begins_shot);
  }
  if (!tracker_) return;
  const CpuClock clock(tracking_);
  // A track does not continue across a damaged frame.
  if (judged.begins_shot || judged.after_gap) keep(tracker_->flush(), result);
  keep(tracker_->push(judged.frame), result);
}

void SegmentWorker::keep(std::vector<FaceTrack> tracks, SegmentResult& result) const {
  std::move(tracks.begin(), tracks.end(), std::back_inserter(result.tracks));
}

void SegmentWorker::keep(const std::vector<Transition>& found, SegmentResult& result) const {
  result.transitions.insert(result.transitions.end(), found.begin(), found.end());
}

}  // namespace facetrack
