// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/job_source.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"
#include "facetrack/log.hpp"
#include "facetrack/output.hpp"

#include "core/files.hpp"
#include "core/memory.hpp"
#include "core/source_warnings.hpp"
#include "core/visit_frames.hpp"
#include "job/settings.hpp"
#include "pipeline/pictures.hpp"
#include "report/damage_text.hpp"
#include "report/from_file.hpp"

namespace facetrack::job {
namespace {

void report_times(const StageTimes& times) {
  std::array<char, 160> text{};
  std::snprintf(
      text.data(), text.size(),
      "analysed in %.2f s; CPU seconds: decode %.2f, shots %.2f, detect %.2f, track %.2f, "
      "embed %.2f",
      times.wall, times.decode, times.shots, times.detect, times.track, times.embed);
  log(LogLevel::debug, text.data());
}

void report_damage(const Analysis& analysis) {
  const std::string damage = report::damage_text(analysis);
  if (damage.empty()) return;
  log(LogLevel::warning, analysis.source.path + ": the video is damaged: " + damage);
}

/// The picture in which most of the faces are found.
Frame scaled_for_faces(const Frame& frame) {
  constexpr int longest_side = 1280;
  const double scale =
      std::min(1.0, static_cast<double>(longest_side) / std::max(frame.width(), frame.height()));
  return to_bgr24(frame, {0, 0, frame.width(), frame.height()},
                  std::max(1, static_cast<int>(frame.width() * scale)),
                  std::max(1, static_cast<int>(frame.height() * scale)));
}

/// The shorter side of the largest face on a few frames, in pixels; 0 if no face is found.
float largest_face_on(const JobVideo& video, const Analysis& analysis, const RunControl& control) {
  constexpr std::int64_t looks = 24;
  constexpr float sure = 0.6F;  // a track begins with at least this score
  std::set<std::int64_t> frames;
  for (std::int64_t i = 0; i < std::min(looks, analysis.frames); ++i) {
    frames.insert(analysis.first_frame + analysis.frames * i / looks);
  }
  const std::unique_ptr<Detector> detector = video.stages.detector();
  float largest = 0;
  visit_video(video, frames, control, [&](const Frame& frame) {
    const Frame picture = scaled_for_faces(frame);
    const float scale = static_cast<float>(picture.width()) / static_cast<float>(frame.width());
    for (const Detection& face : detector->detect(picture.image())) {
      if (!is_usable(face) || face.score < sure) continue;
      largest = std::max(largest, std::min(face.box.width, face.box.height) / scale);
    }
  });
  return largest;
}

/// Warns if the smallest face is set so high that a video with faces looks like one without.
void look_for_small_faces(const JobVideo& video, const RunControl& control, Analysis& analysis) {
  if (video.options.tracker.min_face <= 0 || !analysis.tracks.empty() || analysis.cancelled ||
      !video.stages.detector) {
    return;
  }
  analysis.largest_small_face = largest_face_on(video, analysis, control);
}

Analysis read_tracks(const std::filesystem::path& file) {
  try {
    return report::tracks_from_json(read_file(file), file.string());
  } catch (const Error& error) {
    if (error.code() != ErrorCode::corrupt_input) throw;
    throw Error(ErrorCode::corrupt_input,
                std::string(error.what()) +
                    "; to analyse the video again, overwrite the results or leave this file out");
  }
}

}  // namespace

std::unique_ptr<Decoder> open_video(const JobVideo& video) {
  std::unique_ptr<Decoder> decoder =
      video.stages.decoder ? video.stages.decoder() : from_file(video.file)();
  if (decoder) return decoder;
  throw Error(ErrorCode::invalid_argument, video.file.string() + ": a factory made no decoder");
}

void report_source(const JobVideo& video, const MediaInfo& source, bool writes_clips,
                   const ClipWriterOptions& writer) {
  const auto stream = video.settings.find("stream");
  if (stream == video.settings.end() || stream->second == "auto")
    warn_about_video_streams(source, true);
  if (writes_clips && !writer.copy_streams) {
    warn_about_bit_depth(source, "clips have", "; copied clips keep all bits");
  }
}

std::optional<Analysis> stored_analysis(const JobVideo& video, const JobOutput& output,
                                        const ResultFolder& folder, const RunControl& control) {
  const bool own = output.existing == Existing::reuse || output.existing == Existing::resume;
  if (!own && video.tracks.empty()) return std::nullopt;
  const std::filesystem::path file =
      video.tracks.empty() ? folder.find("tracks.json") : video.tracks;
  if (file.empty() && folder.has_results()) {
    // Their settings are not known: another analysis would replace them by something else.
    throw Error(ErrorCode::not_found,
                (output.folder / "tracks.json").string() +
                    ": not found, so the results there cannot be continued or reused; overwrite "
                    "them or choose another folder",
                "existing");
  }
  if (file.empty()) {
    log(LogLevel::info,
        (output.folder / "tracks.json").string() + ": not found; the video is analysed");
    return std::nullopt;
  }
  Analysis analysis = read_tracks(file);
  require_settings(video, analysis, file);
  analysis.source.path = video.file.string();
  report_damage(analysis);
  look_for_small_faces(video, control, analysis);
  return analysis;
}

Analysis new_analysis(const JobVideo& video, std::unique_ptr<Decoder> first, bool pictures,
                      const RunControl& control) {
  Stages stages = video.stages;
  const auto open = std::make_shared<std::unique_ptr<Decoder>>(std::move(first));
  stages.decoder = [video, open] { return *open ? std::move(*open) : open_video(video); };
  AnalyzeOptions options = video.options;
  options.pictures = pictures;
  Analysis analysis = analyze(stages, options, control);
  report_times(analysis.times);
  const bool whole = !options.start && !options.end;
  if (whole && !analysis.cancelled) {
    // The sizes of decoded frames are right; the container only claims them.
    analysis.source.frames = analysis.frames;
    if (!analysis.pts.empty()) {
      analysis.source.duration = analysis.pts.back() - analysis.pts.front();
    }
  }
  analysis.source.path = video.file.string();
  report_damage(analysis);
  // The networks of the workers are not needed any more; writing clips needs memory of its own.
  give_memory_back();
  if (!options.parts) look_for_small_faces(video, control, analysis);
  analysis.source_id = part_id(video);
  analysis.settings = settings_of(video);
  const auto name_stage = [&](const std::string& stage, const std::string& name) {
    std::string& setting = analysis.settings[stage];
    if (setting.empty() || fits_setting(stage, setting, name)) setting = name;
  };
  if (stages.detector) name_stage("detector", analysis.detector);
  if (std::string model = detector_model(analysis.detector); !model.empty()) {
    analysis.settings["detector_model"] = std::move(model);
  }
  if (stages.detector && stages.embedder) name_stage("embedder", analysis.embedder);
  // Stills are missing for shots after a dissolve, because their beginning was not known when their
  // frames passed.
  if (pictures && !analysis.cancelled) {
    analysis.cancelled = !complete_pictures(video, analysis, control);
  }
  return analysis;
}

void store_tracks(const JobVideo& video, const JobOutput& output, const Analysis& analysis,
                  bool reused, ResultFolder& folder) {
  if (analysis.cancelled || !output.tracks) return;
  const std::filesystem::path there = reused ? folder.find("tracks.json") : "";
  const bool is_source =
      video.tracks.empty() || files::identity_of(video.tracks) == files::identity_of(there);
  if (!there.empty() && is_source) return folder.keep("tracks.json");
  write_file(folder.work() / "tracks.json", tracks_json(analysis));
}

std::unique_ptr<Embedder> embedder_for(const JobVideo& video, const Analysis* stored) {
  const auto asked = video.settings.find("embedder");
  const bool is_free = asked != video.settings.end() && asked->second == "auto";
  if (stored != nullptr && is_free) return make_embedder(stored->embedder);
  std::unique_ptr<Embedder> embedder = video.stages.embedder ? video.stages.embedder() : nullptr;
  if (!embedder) {
    throw Error(ErrorCode::invalid_argument, "the job needs an embedder to recognise people");
  }
  if (stored != nullptr && stored->embedder != embedder->model_id()) {
    throw OutputError(OutputError::Reason::another_analysis,
                      "the stored analysis was made with the embedder " + stored->embedder +
                          ", not " + std::string(embedder->model_id()));
  }
  return embedder;
}

std::unique_ptr<Detector> photo_detector(const JobVideo& video) {
  std::unique_ptr<Detector> detector = video.stages.detector ? video.stages.detector() : nullptr;
  if (detector) return detector;
  throw Error(ErrorCode::invalid_argument, "the job needs a detector to find faces on photos");
}

bool complete_pictures(const JobVideo& video, Analysis& analysis, const RunControl& control) {
  return !lacks_pictures(analysis) || add_pictures(analysis, *open_video(video), control);
}

bool visit_video(const JobVideo& video, const std::set<std::int64_t>& frames,
                 const RunControl& control, const std::function<void(const Frame&)>& take) {
  if (frames.empty()) return true;
  return visit_frames(*open_video(video), frames, control, take);
}

MatchLimits limits_of(const Embedder& embedder, const std::optional<float>& match) {
  MatchLimits limits = embedder.limits();
  if (!match) return limits;
  if (!(*match > 0)) {
    throw Error(ErrorCode::invalid_argument, "the largest distance of a match must be above 0",
                "match");
  }
  limits.uncertain = *match + limits.uncertain - limits.mean_face;
  limits.mean_face = *match;
  return limits;
}

}  // namespace facetrack::job

facetrack::Analysis facetrack::analyze_video(const JobVideo& video, const RunControl& control) {
  std::unique_ptr<Decoder> first = job::open_video(video);
  job::report_source(video, first->info(), false, {});
  return job::new_analysis(video, std::move(first), video.options.pictures, control);
}
