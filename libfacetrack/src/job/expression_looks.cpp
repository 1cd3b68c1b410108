// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/expression_looks.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "facetrack/error.hpp"

#include "core/progress_period.hpp"
#include "core/workers.hpp"
#include "job/job_source.hpp"
#include "picture/thumbnail.hpp"

namespace facetrack::job {
namespace {

using Looks = std::vector<std::vector<float>>;

// Shortest part, in frames: shorter ones cost more in seeking than they save.
constexpr std::int64_t least_frames = 100;
// Margin around a face, as a part of its size, so that a rotated crop has pixels everywhere.
constexpr float room = 1.0F;
constexpr int strip_face_size = 160;  // pixels: enough to see an expression
constexpr std::size_t most_strips = 60;
constexpr float largest_useful_face = 320;  // pixels; no model uses more

struct Part {
  std::size_t begin = 0;  ///< index of its first face
  std::size_t end = 0;
};

/// Divides the faces into parts at key frames, so that no frame is decoded for two parts.
std::vector<Part> parts_of(const JobVideo& video, const std::vector<ExpressionFace>& faces) {
  const auto decoder = open_video(video);
  std::vector<Part> parts;
  std::size_t begin = 0;
  for (const KeyFrame& key : decoder->key_frames()) {
    const auto at = std::lower_bound(
        faces.begin(), faces.end(), key.index,
        [](const ExpressionFace& face, std::int64_t frame) { return face.frame < frame; });
    const auto here = static_cast<std::size_t>(at - faces.begin());
    if (here <= begin || faces[here - 1].frame - faces[begin].frame < least_frames) continue;
    parts.push_back({begin, here});
    begin = here;
  }
  if (begin < faces.size()) parts.push_back({begin, faces.size()});
  return parts;
}

const TrackPoint* point_of(const Analysis& analysis, const ExpressionFace& face) {
  return analysis.track(face.track).at(face.frame);
}

/// Converts only the surroundings of the face to BGR, scaled down if the face is large.
std::vector<float> look_at(const Frame& frame, const TrackPoint& point, ExpressionModel& model) {
  const float side = std::max(point.box.width, point.box.height);
  const Point middle = point.box.center();
  const auto reach = static_cast<int>(std::ceil(side * (0.5F + room)));
  const Region region{static_cast<int>(std::lround(middle.x)) - reach,
                      static_cast<int>(std::lround(middle.y)) - reach, 2 * reach, 2 * reach};
  const float wanted = std::min(1.0F, largest_useful_face / std::max(side, 1.0F));
  const auto size =
      std::max(2, static_cast<int>(std::lround(2.0F * static_cast<float>(reach) * wanted)));
  const float scale = static_cast<float>(size) / static_cast<float>(region.width);
  const auto moved = [&](Point p) {
    return Point{(p.x - static_cast<float>(region.x)) * scale,
                 (p.y - static_cast<float>(region.y)) * scale};
  };
  const Point corner = moved({point.box.x, point.box.y});
  Detection face{{corner.x, corner.y, point.box.width * scale, point.box.height * scale},
                 point.score,
                 point.landmarks};
  if (face.landmarks) {
    for (Point& p : *face.landmarks) p = moved(p);
  }
  return model.look(to_bgr24(frame, region, size, size).image(), face);
}

/// Computes the looks of parts of the video in several threads. The result depends on the faces
/// only.
class Search {
 public:
  Search(const ExpressionJob& job, const Analysis& analysis,
         const std::vector<ExpressionFace>& faces)
      : job_(job),
        analysis_(analysis),
        faces_(faces),
        parts_(parts_of(job.video, faces)),
        looks_(faces.size()) {}

  /// False if asked to stop.
  bool run(const RunControl& control) {
    const auto cores = static_cast<std::size_t>(std::max(1U, std::thread::hardware_concurrency()));
    const int asked = job_.video.options.workers;
    const std::size_t workers =
        std::min(parts_.size(), asked > 0 ? static_cast<std::size_t>(asked) : cores);
    Workers threads(control.stop);
    for (std::size_t i = 0; i < workers; ++i) {
      threads.start([this](const std::stop_token& stop) { work(stop); });
    }
    wait(control, threads.stop());
    threads.finish();
    return done_ == faces_.size();
  }

  const Looks& looks() const { return looks_; }

 private:
  void work(const std::stop_token& stop) {
    const auto model = expression_model_of(job_);
    const auto decoder = open_video(job_.video);
    for (std::size_t i = next_++; i < parts_.size() && !stop.stop_requested(); i = next_++) {
      look_through(parts_[i], *decoder, *model, stop);
    }
  }

  void look_through(const Part& part, Decoder& decoder, ExpressionModel& model,
                    const std::stop_token& stop) {
    std::size_t i = part.begin;
    if (!decoder.key_frames().empty()) decoder.seek(faces_[i].frame);
    while (i < part.end && !stop.stop_requested()) {
      const std::optional<Frame> frame = decoder.read();
      const std::int64_t index = frame ? frame->time().index : faces_.back().frame;
      for (; i < part.end && faces_[i].frame <= index; ++i) {
        const bool wanted =
            frame && faces_[i].frame == index && faces_[i].confidence >= job_.min_confidence;
        const TrackPoint* point = wanted ? point_of(analysis_, faces_[i]) : nullptr;
        if (point != nullptr) looks_[i] = look_at(*frame, *point, model);
        ++done_;
      }
    }
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
  }

  double seconds_to(const ExpressionFace& face) const {
    return (analysis_.time_of(face.frame) - analysis_.time_of(faces_.front().frame)).seconds();
  }

  void wait(const RunControl& control, const std::stop_token& stop) {
    const auto all_done = [this] { return done_ == faces_.size(); };
    for (bool over = false; !over;) {
      std::unique_lock lock(mutex_);
      over = changed_.wait_for(lock, stop, progress_period, all_done) || stop.stop_requested();
      lock.unlock();
      if (!control.on_progress) continue;
      const std::size_t done = done_;
      Progress progress;
      progress.stage = "expressions";
      progress.fraction = static_cast<double>(done) / static_cast<double>(faces_.size());
      progress.frames = static_cast<std::int64_t>(done);
      progress.media_seconds = done > 0 ? seconds_to(faces_[done - 1]) : 0;
      control.on_progress(progress);
    }
  }

  const ExpressionJob& job_;
  const Analysis& analysis_;
  const std::vector<ExpressionFace>& faces_;
  std::vector<Part> parts_;
  Looks looks_;  ///< one per face; a thread writes only its own part
  std::atomic<std::size_t> next_{0};
  std::atomic<std::size_t> done_{0};
  std::mutex mutex_;
  std::condition_variable_any changed_;  ///< notified when a part is done
};

}  // namespace

std::unique_ptr<ExpressionModel> expression_model_of(const ExpressionJob& job) {
  std::unique_ptr<ExpressionModel> model = job.model ? job.model() : nullptr;
  if (model) return model;
  throw Error(ErrorCode::invalid_argument, "expressions: there is no expression model");
}

bool find_tokens(const ExpressionJob& job, ExpressionModel& model, const Analysis& analysis,
                 std::vector<ExpressionFace>& faces, const RunControl& control) {
  if (faces.empty()) return true;
  Search search(job, analysis, faces);
  if (!search.run(control)) return false;
  std::map<int, std::vector<std::size_t>> of_track;
  for (std::size_t i = 0; i < faces.size(); ++i) of_track[faces[i].track].push_back(i);
  for (const auto& [track, places] : of_track) {
    Looks looks;
    for (const std::size_t i : places) looks.push_back(search.looks()[i]);
    std::vector<ExpressionToken> tokens = model.tokens(looks);
    for (std::size_t k = 0; k < places.size(); ++k) faces[places[k]].token = std::move(tokens[k]);
  }
  return true;
}

bool cut_strips(const JobVideo& video, const ExpressionResult& result, report::FilmStrips& strips,
                const RunControl& control) {
  struct Wanted {
    std::size_t sequence = 0;
    std::size_t place = 0;
    Box box;
  };
  std::multimap<std::int64_t, Wanted> wanted;
  std::set<std::int64_t> frames;
  strips.resize(std::min(result.plans.size(), most_strips));
  for (std::size_t i = 0; i < strips.size(); ++i) {
    const std::vector<TrackPoint>& points = result.plans[i].points;
    // The three frames that the score compares.
    const std::array<std::size_t, 3> places{0, points.size() / 2, points.size() - 1};
    for (std::size_t k = 0; k < places.size(); ++k) {
      const TrackPoint& point = points[places[k]];
      wanted.emplace(point.frame, Wanted{i, k, point.box});
      frames.insert(point.frame);
    }
  }
  return visit_video(video, frames, control, [&](const Frame& frame) {
    const auto [begin, end] = wanted.equal_range(frame.time().index);
    for (auto it = begin; it != end; ++it) {
      const Wanted& face = it->second;
      const Frame close_up =
          to_bgr24(frame, media::square_around(face.box, 0), strip_face_size, strip_face_size);
      strips[face.sequence][face.place] = encode_jpeg(close_up, media::thumbnail_quality);
    }
  });
}

}  // namespace facetrack::job
