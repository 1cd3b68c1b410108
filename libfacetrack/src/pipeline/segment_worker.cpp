// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "pipeline/segment_worker.hpp"

#include <condition_variable>
#include <ctime>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "facetrack/error.hpp"

#include "decode/sparse_reader.hpp"
#include "pipeline/merge.hpp"

namespace facetrack {
namespace {

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Adds the CPU time of its scope to `total`.
class Stopwatch {
 public:
  explicit Stopwatch(double& total) : total_(total), started_(thread_seconds()) {}
  ~Stopwatch() { total_ += thread_seconds() - started_; }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  double& total_;
  double started_;
};

class TimedDetector final : public Detector {
 public:
  TimedDetector(Detector& inner, double& total) : inner_(inner), total_(total) {}
  std::vector<Detection> detect(const ImageView& image) override {
    const Stopwatch watch(total_);
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
  float match_distance() const noexcept override { return inner_.match_distance(); }
  float uncertain_distance() const noexcept override { return inner_.uncertain_distance(); }
  float mean_match_distance() const noexcept override { return inner_.mean_match_distance(); }
  std::vector<Embedding> embed(const ImageView& image, std::span<const Detection> faces) override {
    const Stopwatch watch(total_);
    return inner_.embed(image, faces);
  }

 private:
  Embedder& inner_;
  double& total_;
};

/// Reads the frames of a segment; from when there is a spare core, ahead of what is asked for.
class SegmentFrames {
 public:
  /// With `thumbnails`: leaves out pictures where little moves.
  SegmentFrames(Decoder& decoder, const Segment& segment, SpareCores& spare,
                const ShotDetector* thumbnails)
      : decoder_(decoder), last_(segment.last_frame), spare_(spare) {
    const Stopwatch watch(seconds_);
    if (thumbnails != nullptr) sparse_.emplace(decoder, *thumbnails);
    decoder_.seek(segment.first_frame);
  }
  ~SegmentFrames() { end(); }
  SegmentFrames(const SegmentFrames&) = delete;
  SegmentFrames& operator=(const SegmentFrames&) = delete;

  /// Nothing after the last one.
  std::optional<Frame> next() {
    if (!ahead_.joinable()) {
      if (!spare_.claim()) return read();
      try {
        ahead_ = std::jthread([this](const std::stop_token& stop) { run_ahead(stop); });
      } catch (const std::system_error&) {  // the system gives no thread
        spare_.give();
        return read();
      }
    }
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !ready_.empty() || over_; });
    if (ready_.empty()) {
      if (error_) std::rethrow_exception(error_);
      return std::nullopt;
    }
    std::optional<Frame> frame = std::move(ready_.front());
    ready_.pop_front();
    changed_.notify_all();
    return frame;
  }

  /// The CPU seconds it took. No frame can be had after this.
  double end() {
    if (ahead_.joinable()) {
      ahead_.request_stop();
      ahead_.join();
      spare_.give();
    }
    return seconds_;
  }

 private:
  static constexpr std::size_t most_ready = 4;

  std::optional<Frame> read() {
    const Stopwatch watch(seconds_);
    std::optional<Frame> frame = sparse_ ? sparse_->next() : decoder_.read();
    if (frame && frame->time().index > last_) frame.reset();
    return frame;
  }

  void run_ahead(const std::stop_token& stop) {
    try {
      while (std::optional<Frame> frame = read()) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, stop, [this] { return ready_.size() < most_ready; });
        if (stop.stop_requested()) break;
        ready_.push_back(std::move(*frame));
        changed_.notify_all();
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      error_ = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    over_ = true;
    changed_.notify_all();
  }

  Decoder& decoder_;
  std::optional<SparseReader> sparse_;
  const std::int64_t last_;
  SpareCores& spare_;
  double seconds_ = 0;  // of the thread that reads: never two at a time
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Frame> ready_;
  std::exception_ptr error_;
  bool over_ = false;
  std::jthread ahead_;
};

}  // namespace

std::unique_ptr<ShotDetector> fresh_shots(const ShotDetector& shots) {
  auto fresh = shots.fresh();
  if (fresh) return fresh;
  throw Error(ErrorCode::invalid_argument, "analyze: ShotDetector::fresh() gave nothing");
}

SegmentWorker::SegmentWorker(Stages& stages, const AnalyzeOptions& options, KnownTimes times,
                             SpareCores& spare)
    : stages_(stages),
      known_times_(times),
      spare_(spare),
      with_stills_(options.stills > 0),
      is_sparse_(options.tracker.effort == TrackerOptions::Effort::fast) {
  if (!stages.detector) return;
  detector_ = std::make_unique<TimedDetector>(*stages.detector, times_.detect);
  if (stages.embedder) embedder_ = std::make_unique<TimedEmbedder>(*stages.embedder, times_.embed);
  tracker_ = make_tracker(*detector_, embedder_.get(), options.tracker);
}

SegmentWorker::~SegmentWorker() = default;

SegmentResult SegmentWorker::run(const Segment& segment, const std::stop_token& stop,
                                 std::atomic<std::int64_t>& frames_done) {
  SegmentResult result;
  times_ = {};
  std::deque<Frame> waiting;            // frames that a cut may still be found before
  std::deque<std::int64_t> next_shots;  // first frames of new shots, not reached yet
  std::int64_t passed_on = segment.first_frame - 1;
  std::vector<Transition> transitions;
  const auto note = [&](const std::vector<Transition>& found) {
    // Gradual ones may be reported when the tracker is past them; the whole video's shots will
    // split the tracks there.
    for (const Transition& t : found) {
      transitions.push_back(t);
      if (t.next_shot > passed_on) next_shots.push_back(t.next_shot);
    }
  };
  const std::unique_ptr<ShotDetector> shots = fresh_shots(*stages_.shots);
  const auto delay = static_cast<std::size_t>(shots->max_delay());
  StillCollector stills;
  double tracking = 0;
  const auto pass_on = [&](std::size_t keep) {
    if (!tracker_ && !with_stills_) keep = 0;  // nobody waits for cuts
    for (; waiting.size() > keep; waiting.pop_front()) {
      const Frame& frame = waiting.front();
      // A face is not followed over a damaged frame.
      const bool after_gap = frame.time().index != passed_on + 1;
      passed_on = frame.time().index;
      bool cut = false;
      for (; !next_shots.empty() && next_shots.front() <= passed_on; next_shots.pop_front()) {
        cut = true;
      }
      if (with_stills_) {
        const Stopwatch watch(times_.shots);
        stills.consider(frame, cut);
      }
      if (!tracker_) continue;
      const Stopwatch watch(tracking);
      if (cut || after_gap) tracker_->cut();
      tracker_->push(frame);
    }
  };

  GapFiller gaps(segment.first_frame, known_times_);
  const std::int64_t skipped_before = stages_.decoder->skipped_frames();
  SegmentFrames frames(*stages_.decoder, segment, spare_, is_sparse_ ? shots.get() : nullptr);
  while (!stop.stop_requested()) {
    std::optional<Frame> frame = frames.next();
    if (!frame) break;
    {
      const Stopwatch watch(times_.shots);
      result.thumbnails.push_back(shots->thumbnail(*frame));
      for (const Frame& stand_in : gaps.before(result.thumbnails.back())) {
        note(shots->push(stand_in));
      }
      note(shots->push(result.thumbnails.back()));
    }
    waiting.push_back(std::move(*frame));
    pass_on(delay);
    frames_done.fetch_add(1, std::memory_order_relaxed);
  }
  if (stop.stop_requested()) return result;
  note(shots->flush());
  pass_on(0);
  if (tracker_) {
    const Stopwatch watch(tracking);
    result.tracks = tracker_->finish();
  }
  // Those of an hour would fill the memory.
  keep_best_portraits(result.tracks, shots_from_transitions(transitions, passed_on + 1));
  result.stills = stills.finish();
  times_.decode = frames.end();
  times_.track = tracking - times_.detect - times_.embed;
  result.skipped_frames = stages_.decoder->skipped_frames() - skipped_before;
  result.times = times_;
  return result;
}

}  // namespace facetrack
