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

#include "core/progress_period.hpp"
#include "core/workers.hpp"
#include "pipeline/merge.hpp"
#include "pipeline/segment_worker.hpp"
#include "pipeline/segments.hpp"
#include "pipeline/stills.hpp"
#include "pipeline/time_window.hpp"

namespace facetrack {
namespace {

/// Shortest segment, in seconds. Each segment costs a seek, a fine scan for faces and a seam, but
/// more segments share the work more evenly among the workers.
constexpr double segment_seconds = 5.0;
/// Segments that may wait for an earlier one to be finished. A limit, because their thumbnails stay
/// in memory.
constexpr std::size_t run_ahead = 3;

/// Hands out segments to workers and returns their results in order. Thread-safe. A request to stop
/// wakes every waiting thread.
class SegmentQueue {
 public:
  SegmentQueue(std::vector<Segment> segments, std::size_t workers)
      : segments_(std::move(segments)), ahead_(workers * run_ahead) {}

  /// The next segment; nothing if there is none or if `stop` is requested.
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

  /// Waits a moment for the result of segment `index`; nothing if it is not ready yet.
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

/// Combines the results of the segments, in order.
class Assembly {
 public:
  /// `shots` finds the transitions of the whole video. Null: the segments did, or there is no shot
  /// detector.
  Assembly(Analysis& analysis, ShotDetector* shots, KnownTimes times, float match_distance,
           bool pictures)
      : analysis_(analysis),
        shots_(shots),
        times_are_known_(!times.pts.empty()),
        gaps_(analysis.first_frame, times),
        match_distance_(match_distance),
        pictures_(pictures) {}

  void add(const Segment& segment, SegmentResult result) {
    for (const Frame& thumbnail : result.thumbnails) {
      add_damaged(gaps_.before(thumbnail));
      add(thumbnail);
    }
    // Without times, missing pictures are only known if the decoder skipped damaged ones.
    if (segment.last_frame != unknown_end && (times_are_known_ || result.skipped_frames > 0)) {
      add_damaged(gaps_.until(segment.last_frame));
    }
    if (shots_ == nullptr) keep(std::move(result.transitions));
    analysis_.times.decode += result.times.decode;
    analysis_.times.shots += result.times.shots;
    analysis_.times.detect += result.times.detect;
    analysis_.times.track += result.times.track;
    analysis_.times.embed += result.times.embed;
    join_at_seam(tracks_, std::move(result.tracks), segment.first_frame);
    stills_.merge(result.stills);
  }

  void finish() {
    if (shots_ != nullptr) {
      analysis_.cadence = shots_->cadence();
      keep(shots_->flush());
    }
    if (analysis_.frames == 0) return;
    // Transitions refer to the whole video, but shots cover only the analysed part.
    const std::int64_t end = analysis_.last_frame() + 1;
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
    if (pictures_) {
      keep_best_portraits(analysis_.tracks, analysis_.shots);
      analysis_.stills = stills_of(analysis_.shots, std::move(stills_));
    } else {
      drop_portraits(analysis_.tracks);
    }
    analysis_.pts.push_back(end_);
  }

  int tracks() const { return static_cast<int>(tracks_.size()); }

 private:
  void add(const Frame& thumbnail) {
    if (shots_ != nullptr) keep(shots_->push(thumbnail));
    analysis_.pts.push_back(thumbnail.time().pts);
    end_ = thumbnail.time().pts + thumbnail.time().duration;
    ++analysis_.frames;
  }

  void add_damaged(const std::vector<Frame>& substitutes) {
    for (const Frame& substitute : substitutes) {
      std::vector<FrameRange>& damaged = analysis_.damaged;
      const std::int64_t frame = substitute.time().index;
      if (damaged.empty() || damaged.back().last_frame + 1 != frame) {
        damaged.push_back({frame, frame});
      }
      damaged.back().last_frame = frame;
      ++analysis_.skipped_frames;
      add(substitute);
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
  ShotDetector* shots_;
  bool times_are_known_;
  GapFiller gaps_;
  float match_distance_;
  bool pictures_;
  MediaTime end_;  ///< of the last frame
  std::vector<Transition> transitions_;
  std::vector<FaceTrack> tracks_;
  Stills stills_;
};

[[noreturn]] void refuse(const char* what) {
  throw Error(ErrorCode::invalid_argument, std::string("analyze: ") + what);
}

/// The stage that `factory` makes; null without a factory.
template <typename Stage>
std::unique_ptr<Stage> make_stage(const std::function<std::unique_ptr<Stage>()>& factory,
                                  const char* stage) {
  if (!factory) return nullptr;
  std::unique_ptr<Stage> made = factory();
  if (!made) refuse((std::string("a factory made no ") + stage).c_str());
  return made;
}

WorkerStages make_stages(const Stages& stages) {
  if (!stages.decoder) refuse("there is no factory of decoders");
  WorkerStages made;
  made.decoder = make_stage(stages.decoder, "decoder");
  made.shots = make_stage(stages.shots, "shot detector");
  made.detector = make_stage(stages.detector, "detector");
  if (made.detector) made.embedder = make_stage(stages.embedder, "embedder");
  made.make_tracker = stages.tracker;
  return made;
}

/// The times of the frames of a window, then the end of the last frame. Empty if the decoder does
/// not know them.
std::vector<MediaTime> times_of(const Decoder& decoder, const Window& window) {
  std::vector<MediaTime> pts;
  MediaTime end;
  for (std::int64_t frame = window.first; frame <= window.last; ++frame) {
    const std::optional<FrameTime> time = decoder.time_of(frame);
    if (!time) return {};
    pts.push_back(time->pts);
    end = time->pts + time->duration;
  }
  if (!pts.empty()) pts.push_back(end);
  return pts;
}

/// The segments of the window, each of which one worker analyses alone.
std::vector<Segment> segments_of(Decoder& decoder, const ShotDetector* shots,
                                 const Window& window) {
  // A shot detector that needs whole frames must see all of them itself, because only small copies
  // can be kept: then there is one segment.
  const bool one = shots != nullptr && shots->picture_size() == Size{};
  if (one || window.last == unknown_end || decoder.key_frames().empty()) {
    if (window.last < window.first) return {};
    return {{window.first, window.last}};
  }
  return plan_segments(decoder.key_frames(), window.first, window.last, segment_seconds);
}

/// Reports the progress of the workers, at most ten times a second.
class Reporter {
 public:
  Reporter(const RunControl& control, const Window& window, const MediaInfo& source)
      : control_(control), seconds_(source.duration.value_or(MediaTime{}).seconds()) {
    if (window.last != unknown_end) total_ = window.last - window.first + 1;
  }

  void report(std::int64_t frames, int tracks) {
    const auto now = std::chrono::steady_clock::now();
    if (!control_.on_progress || now - last_ < progress_period) return;
    last_ = now;
    const double fraction =
        total_ > 0 ? static_cast<double>(frames) / static_cast<double>(total_) : 0;
    control_.on_progress({"analyse", std::min(fraction, 1.0), fraction * seconds_, frames, tracks});
  }

 private:
  const RunControl& control_;
  std::int64_t total_ = 0;  ///< 0: not known
  double seconds_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

/// Analyses the frames of `part`, or those between the start and end time if it is null.
Analysis analyze_window(const Stages& stages, const AnalyzeOptions& options,
                        const RunControl& control, const FrameRange* part) {
  const auto started = std::chrono::steady_clock::now();
  // The first shot detector judges the whole video; the detectors of the workers only separate
  // shots for the trackers.
  std::unique_ptr<ShotDetector> all_shots = make_stage(stages.shots, "shot detector");
  WorkerStages first = make_stages(stages);

  Analysis analysis;
  analysis.source = first.decoder->info();
  if (first.detector) analysis.detector = first.detector->name();
  float match_distance = 0;
  if (first.embedder) {
    analysis.embedder = first.embedder->model_id();
    match_distance = first.embedder->limits().one_picture;
  }
  const Window window = part != nullptr ? Window{part->first_frame, part->last_frame}
                                        : select_window(first.decoder, options.start, options.end);
  analysis.first_frame = window.first;
  const std::vector<Segment> segments = segments_of(*first.decoder, all_shots.get(), window);
  const std::vector<MediaTime> pts = times_of(*first.decoder, window);
  const KnownTimes times{window.first, pts};
  if (all_shots && all_shots->picture_size() == Size{}) all_shots.reset();

  const auto wanted = options.workers > 0
                          ? static_cast<std::size_t>(options.workers)
                          : std::max<std::size_t>(1, std::thread::hardware_concurrency());
  const std::size_t count = std::clamp<std::size_t>(segments.size(), 1, wanted);
  SpareCores spare(static_cast<int>(wanted - count));
  std::vector<std::unique_ptr<SegmentWorker>> workers;
  const auto add_worker = [&](WorkerStages own) {
    workers.push_back(std::make_unique<SegmentWorker>(std::move(own), options, times, spare));
  };
  add_worker(std::move(first));
  while (workers.size() < count) add_worker(make_stages(stages));

  SegmentQueue queue(segments, count);
  std::atomic<std::int64_t> frames_done = 0;
  Assembly assembly(analysis, all_shots.get(), times, match_distance, options.pictures);
  Workers threads(control.stop);  // declared last: the threads end before the objects that they use
  for (const std::unique_ptr<SegmentWorker>& worker : workers) {
    threads.start([&](const std::stop_token& stop) {
      while (const auto index = queue.take(stop)) {
        auto result = worker->run(queue.segment(*index), stop, frames_done);
        if (stop.stop_requested()) return;
        queue.give(*index, std::move(result));
      }
      spare.release();
    });
  }

  Reporter reporter(control, window, analysis.source);
  std::size_t next = 0;
  while (next < queue.size() && !threads.stop().stop_requested()) {
    if (auto result = queue.wait_for(next, threads.stop())) {
      assembly.add(queue.segment(next++), std::move(*result));
    }
    reporter.report(frames_done, assembly.tracks());
  }
  // Throws the exception of a worker; without one, only the caller can have stopped them.
  threads.finish();
  analysis.cancelled = next < queue.size();
  assembly.finish();
  analysis.times.wall =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return analysis;
}

/// An analysis of all frames of the source in which nothing was found yet.
Analysis empty_analysis(const Stages& stages) {
  const WorkerStages made = make_stages(stages);
  const auto frames = made.decoder->count_frames();
  if (!frames || made.decoder->key_frames().empty()) refuse("the source of parts cannot seek");
  Analysis all;
  all.source = made.decoder->info();
  all.frames = *frames;
  all.pts = times_of(*made.decoder, {0, *frames - 1});
  if (all.pts.empty()) refuse("the source of parts does not know the times of its frames");
  if (made.detector) all.detector = made.detector->name();
  if (made.embedder) all.embedder = made.embedder->model_id();
  return all;
}

/// Analyses each part alone.
Analysis analyze_parts(const Stages& stages, const AnalyzeOptions& options,
                       const RunControl& control) {
  const auto started = std::chrono::steady_clock::now();
  Analysis all = empty_analysis(stages);
  std::int64_t total = 0;
  for (const FrameRange& part : *options.parts) total += part.last_frame - part.first_frame + 1;
  std::int64_t done = 0;
  for (const FrameRange& part : *options.parts) {
    const auto frames = static_cast<double>(part.last_frame - part.first_frame + 1);
    const RunControl own{control.stop, [&](const Progress& one) {
                           if (!control.on_progress) return;
                           Progress sum = one;
                           sum.fraction = (static_cast<double>(done) + frames * one.fraction) /
                                          static_cast<double>(total);
                           sum.media_seconds = sum.fraction * all.pts.back().seconds();
                           control.on_progress(sum);
                         }};
    append_part(all, analyze_window(stages, options, own, &part));
    if (all.cancelled) break;
    done += part.last_frame - part.first_frame + 1;
  }
  all.times.wall =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return all;
}

}  // namespace

Analysis analyze(const Stages& stages, const AnalyzeOptions& options, const RunControl& control) {
  return options.parts ? analyze_parts(stages, options, control)
                       : analyze_window(stages, options, control, nullptr);
}

}  // namespace facetrack
