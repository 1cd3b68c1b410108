// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "facetrack/error.hpp"
#include "facetrack/pipeline.hpp"

#include "core/workers.hpp"
#include "pipeline/merge.hpp"
#include "pipeline/segment_worker.hpp"
#include "pipeline/segments.hpp"
#include "pipeline/stills.hpp"

namespace facetrack {
namespace {

/// Shortest segment. Each one costs a seek, a fine scan for faces and a seam; with more, the
/// workers share the work more evenly.
constexpr double segment_seconds = 5.0;
/// Segments that may wait for an earlier one to be finished: their thumbnails stay in memory.
constexpr std::size_t run_ahead = 3;
constexpr auto progress_period = std::chrono::milliseconds(100);

/// Hands out segments to workers and takes their results back in order. Thread-safe; whoever waits
/// here is woken by a stop too.
class SegmentQueue {
 public:
  SegmentQueue(std::vector<Segment> segments, std::size_t workers)
      : segments_(std::move(segments)), ahead_(workers * run_ahead) {}

  /// The next segment, or nothing when there is none or `stop` is requested.
  std::optional<std::size_t> take(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    const auto ready = [&] { return next_ == segments_.size() || next_ < delivered_ + ahead_; };
    if (!changed_.wait(lock, stop, ready) || next_ == segments_.size()) return std::nullopt;
    return next_++;
  }

  void give(std::size_t index, SegmentResult result) {
    const std::lock_guard lock(mutex_);
    results_.emplace(index, std::move(result));
    changed_.notify_all();
  }

  /// Waits a moment for the result of segment `index`; nothing if it is not there yet.
  std::optional<SegmentResult> wait_for(std::size_t index, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    const auto ready = [&] { return results_.contains(index); };
    if (!changed_.wait_for(lock, stop, progress_period, ready)) return std::nullopt;
    SegmentResult result = std::move(results_.extract(index).mapped());
    delivered_ = index + 1;
    changed_.notify_all();
    return result;
  }

  const Segment& segment(std::size_t index) const { return segments_[index]; }
  std::size_t size() const { return segments_.size(); }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  const std::vector<Segment> segments_;
  const std::size_t ahead_;
  std::size_t next_ = 0;
  std::size_t delivered_ = 0;
  std::map<std::size_t, SegmentResult> results_;
};

/// Puts the results of segments together, in order.
class Assembly {
 public:
  Assembly(Analysis& analysis, ShotDetector& shots, KnownTimes times, float match_distance,
           std::size_t stills)
      : analysis_(analysis),
        shots_(shots),
        times_are_known_(!times.pts.empty()),
        gaps_(analysis.first_frame, times),
        match_distance_(match_distance),
        most_stills_(stills) {}

  void add(const Segment& segment, SegmentResult result) {
    for (const Frame& thumbnail : result.thumbnails) {
      add_damaged(gaps_.before(thumbnail));
      add(thumbnail);
    }
    // Without times nobody knows how many pictures the packets hold, unless some were damaged.
    if (times_are_known_ || result.skipped_frames > 0) {
      add_damaged(gaps_.until(segment.last_frame));
    }
    analysis_.times.decode += result.times.decode;
    analysis_.times.shots += result.times.shots;
    analysis_.times.detect += result.times.detect;
    analysis_.times.track += result.times.track;
    analysis_.times.embed += result.times.embed;
    join_at_seam(tracks_, std::move(result.tracks), segment.first_frame);
    stills_.merge(result.stills);
  }

  void finish() {
    keep(shots_.flush());
    if (analysis_.frames == 0) return;
    // Transitions count from the first frame of the video, shots cover only what was looked at.
    const std::int64_t end = analysis_.first_frame + analysis_.frames;
    for (Shot& shot : shots_from_transitions(transitions_, end)) {
      shot.first_frame = std::max(shot.first_frame, analysis_.first_frame);
      if (shot.last_frame < shot.first_frame) continue;
      shot.id = static_cast<int>(analysis_.shots.size());
      analysis_.shots.push_back(shot);
    }
    analysis_.tracks = split_at_shots(split_at_crossings(std::move(tracks_), match_distance_),
                                      analysis_.shots, end);
    for (FaceTrack& track : analysis_.tracks) {
      if (begins_damage(track.last_frame() + 1)) track.ends_because = TrackEnd::lost;
    }
    keep_best_portraits(analysis_.tracks, analysis_.shots);
    analysis_.stills = stills_of(analysis_.shots, most_stills_, std::move(stills_));
    analysis_.pts.push_back(analysis_.end);
  }

  int tracks() const { return static_cast<int>(tracks_.size()); }

 private:
  void add(const Frame& thumbnail) {
    keep(shots_.push(thumbnail));
    analysis_.pts.push_back(thumbnail.time().pts);
    analysis_.end = thumbnail.time().pts + thumbnail.time().duration;
    ++analysis_.frames;
  }

  void add_damaged(const std::vector<Frame>& stand_ins) {
    for (const Frame& stand_in : stand_ins) {
      std::vector<FrameRange>& damaged = analysis_.damaged;
      const std::int64_t frame = stand_in.time().index;
      if (damaged.empty() || damaged.back().last_frame + 1 != frame) {
        damaged.push_back({frame, frame});
      }
      damaged.back().last_frame = frame;
      ++analysis_.skipped_frames;
      add(stand_in);
    }
  }

  bool begins_damage(std::int64_t frame) const {
    const auto& damaged = analysis_.damaged;
    const auto range = std::lower_bound(
        damaged.begin(), damaged.end(), frame,
        [](const FrameRange& r, std::int64_t wanted) { return r.first_frame < wanted; });
    return range != damaged.end() && range->first_frame == frame;
  }

  void keep(std::vector<Transition> found) {
    std::move(found.begin(), found.end(), std::back_inserter(transitions_));
  }

  Analysis& analysis_;
  ShotDetector& shots_;
  bool times_are_known_;
  GapFiller gaps_;
  float match_distance_;
  std::size_t most_stills_;
  std::vector<Transition> transitions_;
  std::vector<FaceTrack> tracks_;
  Stills stills_;
};

Stages made_by(const StageFactory& make_stages) {
  const auto refuse = [](const char* what) {
    throw Error(ErrorCode::invalid_argument, std::string("analyze: ") + what);
  };
  if (!make_stages) refuse("there is no factory of stages");
  Stages stages = make_stages();
  if (!stages.decoder || !stages.shots) refuse("a decoder and a shot detector are needed");
  return stages;
}

/// The times of the frames first..last, then the end of the last one; empty if the decoder cannot
/// tell them.
std::vector<MediaTime> times_of(const Decoder& decoder, std::int64_t first, std::int64_t last) {
  std::vector<MediaTime> pts;
  MediaTime end;
  for (std::int64_t frame = first; frame <= last; ++frame) {
    const std::optional<FrameTime> time = decoder.time_of(frame);
    if (!time) return {};
    pts.push_back(time->pts);
    end = time->pts + time->duration;
  }
  if (!pts.empty()) pts.push_back(end);
  return pts;
}

}  // namespace

Analysis analyze(const StageFactory& make_stages, const AnalyzeOptions& options,
                 const RunControl& control) {
  const auto started = std::chrono::steady_clock::now();
  std::vector<Stages> stages;
  stages.push_back(made_by(make_stages));

  Analysis analysis;
  analysis.source = stages.front().decoder->info();
  if (stages.front().detector) analysis.detector = stages.front().detector->name();
  float match_distance = 0;
  if (const Embedder* embedder = stages.front().embedder.get()) {
    analysis.embedder = embedder->model_id();
    match_distance = embedder->match_distance();
  }
  const std::int64_t total = stages.front().decoder->count_frames();
  analysis.first_frame = std::clamp<std::int64_t>(options.first_frame, 0, total);
  const std::int64_t last =
      options.last_frame < 0 ? total - 1 : std::min(options.last_frame, total - 1);
  const auto segments = plan_segments(stages.front().decoder->key_frames(), analysis.first_frame,
                                      last, segment_seconds);

  const std::vector<MediaTime> pts = times_of(*stages.front().decoder, analysis.first_frame, last);
  const KnownTimes times{analysis.first_frame, pts};

  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t wanted =
      options.workers > 0 ? static_cast<std::size_t>(options.workers) : cores;
  const std::size_t workers =
      std::clamp<std::size_t>(wanted, 1, std::max<std::size_t>(1, segments.size()));
  while (stages.size() < workers) stages.push_back(made_by(make_stages));
  // The first one made judges the whole video; workers only look ahead with fresh ones.
  const std::unique_ptr<ShotDetector> all_shots = std::move(stages.front().shots);
  stages.front().shots = fresh_shots(*all_shots);

  SegmentQueue queue(segments, workers);
  SpareCores spare(static_cast<int>(wanted - workers));
  std::atomic<std::int64_t> frames_done = 0;
  Assembly assembly(analysis, *all_shots, times, match_distance, options.stills);
  Workers threads(control.stop);  // last: they end before what they use
  for (Stages& own : stages) {
    threads.start([&](const std::stop_token& stop) {
      SegmentWorker worker(own, options, times, spare);
      while (const auto index = queue.take(stop)) {
        auto result = worker.run(queue.segment(*index), stop, frames_done);
        if (stop.stop_requested()) return;
        queue.give(*index, std::move(result));
      }
      spare.give();
    });
  }

  auto last_report = started;
  std::size_t next = 0;
  while (next < queue.size() && !threads.stop().stop_requested()) {
    if (auto result = queue.wait_for(next, threads.stop())) {
      assembly.add(queue.segment(next++), std::move(*result));
    }
    const auto now = std::chrono::steady_clock::now();
    if (control.on_progress && now - last_report >= progress_period) {
      last_report = now;
      const double fraction = total > 0 ? static_cast<double>(frames_done) /
                                              static_cast<double>(last - analysis.first_frame + 1)
                                        : 0;
      const double seconds = analysis.source.duration.value_or(MediaTime{}).seconds();
      control.on_progress(
          {"analyse", std::min(fraction, 1.0), fraction * seconds, frames_done, assembly.tracks()});
    }
  }
  threads.finish();  // throws what a worker threw; otherwise only the caller can have stopped them
  analysis.cancelled = next < queue.size();
  assembly.finish();
  analysis.times.wall =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return analysis;
}

}  // namespace facetrack
