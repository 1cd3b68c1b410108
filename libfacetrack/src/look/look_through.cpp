// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <atomic>
#include <cmath>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "facetrack/error.hpp"
#include "facetrack/index_job.hpp"

#include "core/cpu_clock.hpp"
#include "core/parallel.hpp"
#include "decode/sparse_decoder.hpp"
#include "look/looked_frame.hpp"
#include "look/plan_looks.hpp"
#include "track/face_finder.hpp"

namespace facetrack {
namespace {

/// The objects of one thread.
class Looker {
 public:
  Looker(const Stages& stages, const LookOptions& options)
      : decoder_(stages.decoder()),
        detector_(stages.detector()),
        embedder_(stages.embedder()),
        finder_(*detector_, tracker_options(options)) {
    if (auto* sparse = dynamic_cast<SparseDecoder*>(decoder_.get())) {
      sparse->skip_smoothing();
      sparse_ = sparse;
    }
  }

  Decoder& decoder() { return *decoder_; }
  MatchLimits limits() const { return embedder_->limits(); }
  const StageTimes& times() const { return times_; }

  /// Looks at the frames of the stretch, or at frames shortly before them that are cheaper to
  /// decode. A damaged frame is left out.
  std::vector<LookedFrame> look(const LookStretch& stretch, const std::stop_token& stop) {
    std::vector<LookedFrame> looks;
    for (const std::int64_t wanted : stretch) {
      if (stop.stop_requested()) break;
      const auto frame = wanted == stretch.front() ? go_to(wanted) : go_on_to(wanted);
      if (!frame) break;
      // The wanted frame and those after it are damaged up to a frame beyond this stretch.
      if (frame->time().index > stretch.back()) break;
      if (!looks.empty() && looks.back().time.index >= frame->time().index) continue;
      looks.push_back(look_at(*frame));
    }
    return looks;
  }

  LookedFrame look_at(const Frame& frame) {
    LookedFrame look{frame.time(), {}};
    look.time.pts = frame.time().pts - decoder_->info().start;
    std::vector<Detection> faces;
    {
      // Neighbouring frames do not help to find small faces, as they do in a track.
      const CpuClock clock(times_.detect);
      for (const Detection& scanned : finder_.scan(frame, Detail::fine)) {
        if (const auto face = finder_.confirm(frame, scanned)) faces.push_back(*face);
      }
    }
    const CpuClock clock(times_.embed);
    for (const Detection& face : faces) {
      FaceSampler sampler;
      sampler.consider(frame, face);
      auto samples = sampler.embed(*embedder_, 1);
      if (!samples.empty()) look.faces.push_back({face, std::move(samples.front())});
    }
    return look;
  }

 private:
  static TrackerOptions tracker_options(const LookOptions& options) {
    TrackerOptions tracker;
    tracker.min_face = options.min_face;
    return tracker;
  }

  std::optional<Frame> go_to(std::int64_t wanted) {
    const CpuClock clock(times_.decode);
    if (sparse_ != nullptr) sparse_->leave_out(false);
    decoder_->seek(wanted);
    auto frame = decoder_->read();
    if (sparse_ != nullptr) sparse_->leave_out(true);
    return frame;
  }

  /// The last frame up to `wanted` that was decoded: frames that no other frame references are left
  /// out, and the frame before is returned for them.
  std::optional<Frame> go_on_to(std::int64_t wanted) {
    const CpuClock clock(times_.decode);
    std::optional<Frame> newest;
    while (auto frame = decoder_->read()) {
      const bool is_new = !newest || frame->plane(0).data != newest->plane(0).data;
      const bool is_there = frame->time().index >= wanted;
      if (is_new) newest = std::move(frame);
      if (is_there) break;
    }
    return newest;
  }

  std::unique_ptr<Decoder> decoder_;
  std::unique_ptr<Detector> detector_;
  std::unique_ptr<Embedder> embedder_;
  FaceFinder finder_;
  SparseDecoder* sparse_ = nullptr;
  StageTimes times_;
};

LibraryVideo facts_of(Decoder& decoder) {
  const MediaInfo& info = decoder.info();
  LibraryVideo facts;
  facts.duration = info.duration.value_or(MediaTime{}).in_base(info.start.base);
  facts.frames = decoder.count_frames().value_or(info.frames.value_or(0));
  facts.width = info.width;
  facts.height = info.height;
  facts.frame_rate = info.frame_rate.value_or(Rational{0, 1});
  return facts;
}

void add(StageTimes& sum, const StageTimes& times) {
  sum.decode += times.decode;
  sum.detect += times.detect;
  sum.embed += times.embed;
}

class LookThrough {
 public:
  LookThrough(const Stages& stages, const LookOptions& options, const RunControl& control)
      : stages_(stages), options_(options), control_(control) {}

  SeenVideo run(StageTimes* times) {
    first_ = std::make_shared<Looker>(stages_, options_);
    const MatchLimits limits = first_->limits();
    SeenVideo seen{facts_of(first_->decoder()), {}, {}};
    const std::vector<LookedFrame> looks =
        first_->decoder().key_frames().empty() ? read_all(seen.facts) : look_all(seen.facts);
    seen.facts.looks = static_cast<int>(looks.size());
    for (const LookedFrame& look : looks) seen.looks.push_back(look.time.index);
    seen.persons = persons_on(looks, limits);
    if (times != nullptr) add(*times, times_);
    return seen;
  }

 private:
  std::vector<LookedFrame> look_all(const LibraryVideo& facts) {
    Decoder& decoder = first_->decoder();
    const auto keys = decoder.key_frames();
    const MediaTime start = decoder.info().start;
    const auto time_of = [&](std::int64_t frame) {
      if (const auto time = decoder.time_of(frame)) return time->pts;
      const double rate = facts.frame_rate.num > 0
                              ? static_cast<double>(facts.frame_rate.num) / facts.frame_rate.den
                              : 25.0;
      return start +
             MediaTime{std::llround(1e6 * static_cast<double>(frame) / rate), {1, 1'000'000}};
    };
    const auto stretches =
        plan_looks(keys, facts.frames, start + facts.duration, options_.every, time_of);
    std::vector<std::vector<LookedFrame>> looked(stretches.size());
    const auto owner = std::this_thread::get_id();
    std::atomic<std::size_t> done = 0;
    in_parallel(stretches.size(), options_.workers, [&] {
      const std::shared_ptr<Looker> looker = take_looker();
      return [&, looker, is_owner = owner == std::this_thread::get_id()](std::size_t i) {
        looked[i] = looker->look(stretches[i], control_.stop);
        const std::size_t finished = ++done;
        if (is_owner && control_.on_progress) {
          const double fraction =
              static_cast<double>(finished) / static_cast<double>(stretches.size());
          control_.on_progress({"look", fraction, fraction * facts.duration.seconds(), 0, 0});
        }
        return !control_.stop.stop_requested();
      };
    });
    std::vector<LookedFrame> all;
    for (auto& stretch : looked) {
      std::move(stretch.begin(), stretch.end(), std::back_inserter(all));
    }
    for (const auto& looker : lookers_) add(times_, looker->times());
    return all;
  }

  /// A source that cannot seek is read from its beginning.
  std::vector<LookedFrame> read_all(const LibraryVideo& facts) {
    std::vector<LookedFrame> looks;
    const double length = facts.duration.seconds();
    while (auto frame = first_->decoder().read()) {
      if (control_.stop.stop_requested()) break;
      const MediaTime now = frame->time().pts - first_->decoder().info().start;
      if (!looks.empty() && now - looks.back().time.pts < options_.every) continue;
      looks.push_back(first_->look_at(*frame));
      if (control_.on_progress) {
        const double fraction = length > 0 ? std::min(1.0, now.seconds() / length) : 0;
        control_.on_progress({"look", fraction, now.seconds(), frame->time().index, 0});
      }
    }
    add(times_, first_->times());
    return looks;
  }

  /// The first one goes to the first thread that asks. The factories are called by one thread at a
  /// time.
  std::shared_ptr<Looker> take_looker() {
    const std::lock_guard lock(mutex_);
    lookers_.push_back(lookers_.empty() ? first_ : std::make_shared<Looker>(stages_, options_));
    return lookers_.back();
  }

  const Stages& stages_;
  const LookOptions& options_;
  const RunControl& control_;
  std::shared_ptr<Looker> first_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<Looker>> lookers_;
  StageTimes times_;
};

}  // namespace

SeenVideo look_through(const Stages& stages, const LookOptions& options, const RunControl& control,
                       StageTimes* times) {
  if (!stages.decoder || !stages.detector || !stages.embedder) {
    throw Error(ErrorCode::invalid_argument,
                "look_through: needs a decoder, a detector and an embedder");
  }
  if (options.every <= MediaTime{}) {
    throw Error(ErrorCode::invalid_argument,
                "look_through: the time between looks must be above 0");
  }
  return LookThrough(stages, options, control).run(times);
}

}  // namespace facetrack
