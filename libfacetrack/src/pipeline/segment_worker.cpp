// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "pipeline/segment_worker.hpp"

#include <ctime>
#include <deque>
#include <utility>

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

}  // namespace

SegmentWorker::SegmentWorker(Stages& stages, const TrackerOptions& options) : stages_(stages) {
  if (!stages.detector) return;
  detector_ = std::make_unique<TimedDetector>(*stages.detector, times_.detect);
  if (stages.embedder) embedder_ = std::make_unique<TimedEmbedder>(*stages.embedder, times_.embed);
  tracker_ = make_tracker(*detector_, embedder_.get(), options);
}

SegmentWorker::~SegmentWorker() = default;

SegmentResult SegmentWorker::run(const Segment& segment, const std::stop_token& stop,
                                 std::atomic<std::int64_t>& frames_done) {
  SegmentResult result;
  times_ = {};
  std::deque<Frame> waiting;            // frames that a cut may still be found before
  std::deque<std::int64_t> next_shots;  // first frames of new shots, not reached yet
  std::int64_t passed_on = segment.first_frame - 1;
  const auto note = [&](const std::vector<Transition>& transitions) {
    // Gradual ones may be reported when the tracker is past them; the whole video's shots will
    // split the tracks there.
    for (const Transition& t : transitions) {
      if (t.next_shot > passed_on) next_shots.push_back(t.next_shot);
    }
  };
  const std::unique_ptr<ShotDetector> shots = stages_.shots->fresh();
  const auto delay = static_cast<std::size_t>(shots->max_delay());
  double tracking = 0;
  const auto pass_on = [&](std::size_t keep) {
    if (!tracker_) {
      waiting.clear();
      return;
    }
    const Stopwatch watch(tracking);
    for (; waiting.size() > keep; waiting.pop_front()) {
      const std::int64_t index = waiting.front().time().index;
      bool cut = false;
      for (; !next_shots.empty() && next_shots.front() <= index; next_shots.pop_front()) cut = true;
      if (cut) tracker_->cut();
      tracker_->push(waiting.front());
      passed_on = index;
    }
  };

  const std::int64_t skipped_before = stages_.decoder->skipped_frames();
  stages_.decoder->seek(segment.first_frame);
  while (!stop.stop_requested()) {
    std::optional<Frame> frame;
    {
      const Stopwatch watch(times_.decode);
      frame = stages_.decoder->read();
    }
    if (!frame || frame->time().index > segment.last_frame) break;
    {
      const Stopwatch watch(times_.shots);
      result.thumbnails.push_back(shots->thumbnail(*frame));
      note(shots->push(result.thumbnails.back()));
    }
    waiting.push_back(std::move(*frame));
    pass_on(delay);
    frames_done.fetch_add(1, std::memory_order_relaxed);
  }
  note(shots->flush());
  pass_on(0);
  if (tracker_) {
    const Stopwatch watch(tracking);
    result.tracks = tracker_->finish();
  }
  times_.track = tracking - times_.detect - times_.embed;
  result.skipped_frames = stages_.decoder->skipped_frames() - skipped_before;
  result.times = times_;
  return result;
}

}  // namespace facetrack
