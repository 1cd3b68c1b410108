// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/curate_job.hpp"

#include <algorithm>
#include <cstdio>
#include <set>
#include <utility>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"
#include "facetrack/log.hpp"
#include "facetrack/photos.hpp"

#include "core/files.hpp"
#include "core/hash.hpp"
#include "job/job_output.hpp"
#include "job/job_source.hpp"
#include "job/photos.hpp"
#include "job/settings.hpp"
#include "job/videos.hpp"
#include "report/looks.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

// The parts of the work on a video, for progress only.
constexpr double analysed = 0.7;
constexpr double looked = 0.8;

/// "000012"
std::string number_of(std::size_t count) {
  char text[24];
  std::snprintf(text, sizeof text, "%06zu", count);
  return text;
}

void check(const CurateJob& job) {
  const auto require = [](bool holds, const char* option, const char* what) {
    if (!holds) throw Error(ErrorCode::invalid_argument, what, option);
  };
  if (job.videos.empty()) throw Error(ErrorCode::not_found, "curate: there is no video");
  require(job.look_every > 0, "look_every", "the step between two looks must be at least 1 frame");
  require(job.frame_rate.num >= 0 && job.frame_rate.den > 0, "frame_rate",
          "the frame rate of the clips must be positive, or 0");
  require(job.writer.sample_rate >= 0, "sample_rate", "the sample rate must not be negative");
  require(!job.writer.copy_streams, "copy_streams", "clips of a dataset must be encoded");
  curate({}, {}, job.choice);
}

/// How one video is analysed.
JobVideo analysis_of(const CurateJob& job, const fs::path& file, const fs::path& stored) {
  JobVideo video = job.analysis;
  video.file = file;
  video.tracks = stored;
  video.stages.decoder = from_file(file, job.decoder);
  if (job.choice.single_face) video.options.tracker.interval = 1;
  return video;
}

job::FolderRequest request_of(const CurateJob& job, const std::vector<fs::path>& videos) {
  job::FolderRequest request;
  request.folder = job.output.folder;
  request.existing = job.output.existing;
  request.question["job"] = "curate";
  Hash hash;
  for (const fs::path& video : videos) hash.add(video.string());
  request.question["videos"] = hash.text();
  const std::vector<fs::path> pictures = job::pictures_of(job.references);
  request.question["references"] = job::pictures_id(pictures);
  request.inputs = job.analysis.inputs;
  for (const auto& more : {videos, job.references, pictures}) {
    request.inputs.insert(request.inputs.end(), more.begin(), more.end());
  }
  for (std::size_t i = 1; i <= videos.size(); ++i) {
    request.sources.insert("analysis/" + number_of(i) + ".tracks.json");
    request.sources.insert("analysis/" + number_of(i) + ".looks.json");
  }
  return request;
}

/// The progress of a part of the work as progress of the whole.
RunControl part_of(const RunControl& control, double begin, double end) {
  if (!control.on_progress) return control;
  return {control.stop, [&control, begin, end](Progress progress) {
            progress.fraction = begin + progress.fraction * (end - begin);
            control.on_progress(progress);
          }};
}

/// True if the error only means that a video cannot be used.
bool is_of_video(const Error& error) {
  return error.code() == ErrorCode::not_found || error.code() == ErrorCode::corrupt_input ||
         error.code() == ErrorCode::unsupported;
}

/// Makes the dataset, video by video.
class Curation {
 public:
  Curation(const CurateJob& job, std::vector<fs::path> videos, const RunControl& control)
      : job_(job),
        videos_(std::move(videos)),
        control_(control),
        folder_(request_of(job, videos_)),
        embedder_(job::embedder_for(job.analysis, nullptr)),
        people_(*embedder_) {
    if (!job.references.empty()) {
      const auto detector = job::photo_detector(job.analysis);
      people_ = people_on_photos({job.references, {}, -1}, *detector, *embedder_);
    }
    people_.limits = job::limits_of(*embedder_, job.match);
  }

  CurateOutcome run() {
    folder_.begin();
    files::make_folder(folder_.work() / "analysis");
    for (number_ = 1; number_ <= videos_.size(); ++number_) {
      if (!take(videos_[number_ - 1])) {
        outcome_.cancelled = true;
        return std::move(outcome_);
      }
      if (job_.on_video) job_.on_video(outcome_.videos.back());
    }
    write_file(folder_.work() / "manifest.jsonl", manifest_);
    write_file(folder_.work() / "rejected.jsonl", rejected_);
    if (job_.output.report) {
      write_file(folder_.work() / "report.html",
                 curate_page(outcome_.videos, job_.choice, job_.output.command));
    }
    write_file(folder_.work() / "summary.json", curate_summary_json(outcome_.videos, job_.choice));
    folder_.finish();
    return std::move(outcome_);
  }

 private:
  std::string name_of(const char* kind) const {
    return "analysis/" + number_of(number_) + "." + kind + ".json";
  }

  RunControl progress(double begin, double end) const {
    const auto done = static_cast<double>(number_ - 1);
    const auto count = static_cast<double>(videos_.size());
    return part_of(control_, (done + begin) / count, (done + end) / count);
  }

  /// Returns false if asked to stop.
  bool take(const fs::path& file) {
    CuratedVideo video;
    video.file = file;
    Analysis film;
    try {
      const auto analysis = analyse(file);
      if (!analysis) return false;
      film = *analysis;
      const auto looks = look(file, film);
      if (!looks) return false;
      video.source_id = source_id(file);
      choose(film, *looks, video);
    } catch (const OutputError&) {
      throw;
    } catch (const Error& error) {
      if (!is_of_video(error)) throw;
      log(LogLevel::warning, std::string(error.what()) + "; the video is left out");
      video.problem = error.what();
    }
    if (video.problem.empty() && !write(file, film, video)) return false;
    rejected_ += rejected_jsonl(video);
    outcome_.videos.push_back(std::move(video));
    return true;
  }

  /// The stored analysis, or a new one. Nothing if asked to stop.
  std::optional<Analysis> analyse(const fs::path& file) {
    const std::string name = name_of("tracks");
    const JobVideo video = analysis_of(job_, file, folder_.find(name));
    if (!video.tracks.empty()) {
      auto stored = job::stored_analysis(video, {}, folder_, control_);
      if (stored->embedder != embedder_->model_id()) {
        throw OutputError(OutputError::Reason::another_analysis,
                          video.tracks.string() + ": made with the embedder " + stored->embedder +
                              ", not " + std::string(embedder_->model_id()));
      }
      folder_.keep(name);
      return stored;
    }
    Analysis film =
        job::new_analysis(video, job::open_video(video), job_.output.report, progress(0, analysed));
    if (film.cancelled) return std::nullopt;
    write_file(folder_.work() / name, tracks_json(film));
    return film;
  }

  /// The stored looks, or new ones. Nothing if asked to stop.
  std::optional<std::vector<FaceLook>> look(const fs::path& file, const Analysis& film) {
    const std::string name = name_of("looks");
    if (const fs::path there = folder_.find(name); !there.empty()) {
      report::StoredLooks stored = report::looks_from_json(read_file(there), there.string());
      if (stored.every == job_.look_every) {
        folder_.keep(name);
        return std::move(stored.looks);
      }
    }
    const auto decoder = job::open_video(analysis_of(job_, file, {}));
    const auto looks = report::as_stored(
        look_at_faces(*decoder, film.tracks, job_.look_every, progress(analysed, looked)));
    if (control_.stop.stop_requested()) return std::nullopt;
    write_file(folder_.work() / name, report::looks_json(looks, job_.look_every));
    return looks;
  }

  void choose(const Analysis& film, std::span<const FaceLook> looks, CuratedVideo& video) const {
    video.stretches = curate(film, looks, job_.choice);
    for (const FoundPerson& person : find_persons(film, people_.limits)) {
      for (const int track : person.tracks) video.persons[track] = person.name;
    }
    if (job_.references.empty()) return;
    std::set<int> wanted;
    for (const FaceTrack& track : tracks_of(film, people_, target_name)) wanted.insert(track.id);
    for (Stretch& stretch : video.stretches) {
      if (wanted.contains(stretch.track)) continue;
      stretch.reason = "other_person";
      stretch.limit.reset();
    }
  }

  std::vector<ClipPlan> plans_of(const Analysis& film, const CuratedVideo& video) {
    PlanOptions options = job_.plan;
    options.min_clip = {};
    std::vector<ClipPlan> plans;
    for (const Stretch& stretch : video.stretches) {
      if (!stretch.reason.empty()) continue;
      FaceTrack part = film.track(stretch.track);
      std::erase_if(part.points, [&](const TrackPoint& point) {
        return point.frame < stretch.first_frame || point.frame > stretch.last_frame;
      });
      ClipPlan plan = plan_clips(film, {&part, 1}, options).at(0);
      plan.name = number_of(++clips_);
      if (job_.frame_rate.num > 0) plan = at_rate(film, std::move(plan), job_.frame_rate);
      plans.push_back(std::move(plan));
    }
    return plans;
  }

  /// Writes the clips and their lines. Returns false if asked to stop.
  bool write(const fs::path& file, const Analysis& film, CuratedVideo& video) {
    const std::vector<ClipPlan> plans = plans_of(film, video);
    if (plans.empty()) return true;
    const JobVideo source = analysis_of(job_, file, {});
    const ClipWriterOptions writer = job::writer_options(job_.writer, film.source);
    const ClipFiles files;
    const job::ClipJob clips{source, job_.output.folder, files, writer};
    video.clips = job::write_clips(clips, film, folder_, "", plans, progress(looked, 1));
    if (video.clips.size() < plans.size()) return false;
    const bool sounds =
        !film.source.audio.empty() && job_.writer.audio != ClipWriterOptions::Audio::none;
    manifest_ += manifest_jsonl(video, film, plans, sounds ? job_.writer.sample_rate : 0);
    return true;
  }

  const CurateJob& job_;
  std::vector<fs::path> videos_;
  const RunControl& control_;
  job::ResultFolder folder_;
  std::unique_ptr<Embedder> embedder_;
  Gallery people_;
  std::size_t number_ = 0;  ///< of the video in work, from 1
  std::size_t clips_ = 0;   ///< of all videos so far
  std::string manifest_;
  std::string rejected_;
  CurateOutcome outcome_;
};

}  // namespace

CurateOutcome run_curate(const CurateJob& job, const RunControl& control) {
  check(job);
  return Curation(job, job::videos_of(job.videos), control).run();
}

}  // namespace facetrack
