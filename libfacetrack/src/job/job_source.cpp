// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/job_source.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <set>

#include "facetrack/error.hpp"
#include "facetrack/log.hpp"
#include "facetrack/shot_job.hpp"

#include "core/files.hpp"
#include "core/hash.hpp"
#include "core/memory.hpp"
#include "core/source_notes.hpp"
#include "job/job_pages.hpp"
#include "job/job_pictures.hpp"
#include "job/settings.hpp"
#include "report/damage_text.hpp"
#include "report/from_file.hpp"
#include "track/face_finder.hpp"

namespace facetrack::job {
namespace {

void tell_times(const StageTimes& times) {
  std::array<char, 160> text{};
  std::snprintf(
      text.data(), text.size(),
      "analysed in %.2f s; CPU seconds: decode %.2f, shots %.2f, detect %.2f, track %.2f, "
      "embed %.2f",
      times.wall, times.decode, times.shots, times.detect, times.track, times.embed);
  log(LogLevel::debug, text.data());
}

void tell_damage(const Analysis& analysis) {
  const std::string damage = report::damage_text(analysis);
  if (damage.empty()) return;
  log(LogLevel::warning, analysis.source.path + ": the video is damaged: " + damage);
}

/// The largest face on a few frames; 0: none is seen there.
float largest_face(const JobOptions& options, const Analysis& analysis, const RunControl& control) {
  constexpr std::int64_t looks = 24;
  std::set<std::int64_t> frames;
  for (std::int64_t i = 0; i < std::min(looks, analysis.frames); ++i) {
    frames.insert(analysis.first_frame + analysis.frames * i / looks);
  }
  const std::unique_ptr<Detector> detector = make_detector(options.detector, options.model);
  FaceFinder finder(*detector, {});
  float largest = 0;
  visit_frames(options, frames, control, [&](const Frame& frame) {
    for (const Detection& face : finder.scan(frame, Detail::full)) {
      largest = std::max(largest, std::min(face.box.width, face.box.height));
    }
  });
  return largest;
}

/// A limit that is too high for the video must not look like a video without faces.
void look_for_small_faces(const JobOptions& options, const RunControl& control,
                          Analysis& analysis) {
  if (options.analyze.tracker.min_face <= 0 || !analysis.tracks.empty() || analysis.cancelled) {
    return;
  }
  analysis.largest_small_face = largest_face(options, analysis, control);
}

ModelOptions embedder_model(const JobOptions& options) {
  ModelOptions model;
  model.allow_unverified = options.model.allow_unverified;
  return model;
}

/// The parts that the options ask for; the first worker gets the decoder that is open.
Stages stages_of(const JobOptions& options, std::unique_ptr<Decoder> first, bool with_faces) {
  Stages stages;
  const auto open = std::make_shared<std::unique_ptr<Decoder>>(std::move(first));
  stages.decoder = [options, open] { return *open ? std::move(*open) : open_for_worker(options); };
  // The first detector judges the whole video: the observer hears of it alone.
  const auto observer =
      std::make_shared<std::function<void(const ContentMeasures&)>>(options.shot_observer);
  stages.shots = [options, observer] {
    if (options.shot_detector != "content" || !*observer) {
      return make_shot_detector(options.shot_detector, options.shots);
    }
    return make_content_detector({options.shots, {}, std::exchange(*observer, nullptr)});
  };
  if (!with_faces) {
    stages.detector = nullptr;
    return stages;
  }
  stages.detector = [options] { return make_detector(options.detector, options.model); };
  stages.embedder = [options] { return embedder_of(options); };
  return stages;
}

}  // namespace

std::unique_ptr<Embedder> embedder_of(const JobOptions& options) {
  return make_embedder(options.embedder, embedder_model(options));
}

std::unique_ptr<Decoder> open_for_worker(const JobOptions& options) {
  return from_file(options.video, options.decoder)();
}

Analysis analyze_video(const JobOptions& options, std::unique_ptr<Decoder> first, bool with_faces,
                       bool for_page, const RunControl& control) {
  AnalyzeOptions analyze_options = options.analyze;
  analyze_options.pictures = for_page;
  analyze_options.start = options.start;
  analyze_options.end = options.end;
  Analysis analysis =
      analyze(stages_of(options, std::move(first), with_faces), analyze_options, control);
  tell_times(analysis.times);
  const bool whole = !options.start && !options.end;
  if (whole && !analysis.cancelled) {
    // What was seen is right where the container only claims.
    analysis.source.frames = analysis.frames;
    if (!analysis.pts.empty())
      analysis.source.duration = analysis.pts.back() - analysis.pts.front();
  }
  analysis.source.path = options.video.string();
  tell_damage(analysis);
  give_memory_back();  // the workers' networks are gone; clips must not come on top of them
  return analysis;
}

void tell_about_source(const JobOptions& options, const MediaInfo& source, bool writes_clips) {
  if (options.decoder.stream_index < 0) tell_streams(source, true);
  if (writes_clips && !options.clips.copy_streams) {
    tell_bit_depth(source, "clips have", "; copied clips keep all bits");
  }
}

std::unique_ptr<Analysis> stored_analysis(JobOptions& options, const ResultFolder& folder,
                                          const RunControl& control) {
  const bool own = options.reuse || options.existing == Existing::resume;
  if (!own && options.tracks.empty()) return nullptr;
  const std::filesystem::path file =
      options.tracks.empty() ? folder.find("tracks.json") : options.tracks;
  if (file.empty()) {
    log(LogLevel::info,
        (options.output / "tracks.json").string() + ": not found; the video is analysed");
    return nullptr;
  }
  auto analysis =
      std::make_unique<Analysis>(report::tracks_from_json(read_file(file), file.string()));
  require_settings(options, *analysis, file);
  if (options.embedder == "auto") options.embedder = analysis->embedder;
  const std::string embedder(embedder_of(options)->model_id());
  if (analysis->embedder != embedder) {
    throw OutputError(
        OutputError::Reason::another_analysis,
        file.string() + ": was made with the embedder " + analysis->embedder + ", not " + embedder);
  }
  analysis->source.path = options.video.string();
  tell_damage(*analysis);
  look_for_small_faces(options, control, *analysis);
  return analysis;
}

std::unique_ptr<Analysis> new_analysis(const JobOptions& options, std::unique_ptr<Decoder> first,
                                       bool for_page, const RunControl& control) {
  auto analysis =
      std::make_unique<Analysis>(analyze_video(options, std::move(first), true, for_page, control));
  look_for_small_faces(options, control, *analysis);
  analysis->source_id = part_id(options);
  analysis->settings = settings_of(options);
  analysis->settings["detector"] = analysis->detector;
  if (std::string model = detector_model(options, analysis->detector); !model.empty()) {
    analysis->settings["detector_model"] = std::move(model);
  }
  analysis->settings["embedder"] = analysis->embedder;
  return analysis;
}

void store_tracks(const JobOptions& options, const Analysis& analysis, bool reused,
                  ResultFolder& folder) {
  if (analysis.cancelled || !options.cache) return;
  const std::filesystem::path there = reused ? folder.find("tracks.json") : "";
  const bool is_source =
      options.tracks.empty() || files::identity_of(options.tracks) == files::identity_of(there);
  if (!there.empty() && is_source) return folder.keep("tracks.json");
  write_file(folder.work() / "tracks.json", tracks_json(analysis));
}

}  // namespace facetrack::job

namespace facetrack {

Analysis run_shots(const JobOptions& options, const RunControl& control) {
  std::unique_ptr<Decoder> video = job::open_for_worker(options);
  job::tell_about_source(options, video->info(), false);
  return job::analyze_video(options, std::move(video), false, options.report, control);
}

}  // namespace facetrack
