// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/expression_job.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include "facetrack/error.hpp"

#include "core/files.hpp"
#include "job/expression_looks.hpp"
#include "job/job_output.hpp"
#include "job/job_pages.hpp"
#include "job/job_source.hpp"
#include "job/settings.hpp"
#include "report/from_file.hpp"
#include "report/json_text.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

/// The tracks that are asked for: everybody's, one subject's or the reference's.
std::set<int> wanted_tracks(const ExpressionOptions& options, const Analysis& analysis,
                            std::span<const Reference> references, const Embedder& embedder) {
  std::set<int> wanted;
  if (!references.empty()) {
    for (const Identification& id :
         identify(analysis.tracks, references, job::limits_of(options, embedder))) {
      if (id.verdict == Verdict::target) wanted.insert(id.track);
    }
    return wanted;
  }
  std::vector<int> persons(analysis.tracks.size(), 0);
  if (options.subject > 0) {
    persons = cluster_persons(analysis.tracks, job::limits_of(options, embedder));
    const int count = persons.empty() ? 0 : *std::max_element(persons.begin(), persons.end()) + 1;
    if (count == 0) return wanted;
    if (options.subject > count) {
      throw Error(ErrorCode::invalid_argument, "subject " + std::to_string(options.subject) +
                                                   " does not exist: " + counted(count, "person") +
                                                   " found in " + options.video.string() +
                                                   ", counted from 1, longest on screen first");
    }
  }
  for (std::size_t i = 0; i < analysis.tracks.size(); ++i) {
    if (options.subject == 0 || persons[i] == options.subject - 1) {
      wanted.insert(analysis.tracks[i].id);
    }
  }
  return wanted;
}

Box as_written(const Box& box) {
  const auto tenth = [](float value) {
    return static_cast<float>(report::rounded(value, report::box_decimals));
  };
  return {tenth(box.x), tenth(box.y), tenth(box.width), tenth(box.height)};
}

/// How sure the detector is of the face on each frame; between two looks of it, the lower of both:
/// how well the motion was followed there says nothing about what it is that moves.
std::vector<float> confidences(const FaceTrack& track) {
  std::vector<float> sure(track.points.size(), 1);
  const auto sweep = [&](auto begin, auto end, auto out) {
    float last = -1;  // no look yet
    for (auto point = begin; point != end; ++point, ++out) {
      if (point->from == BoxSource::detection) last = point->score;
      if (last >= 0) *out = std::min(*out, last);
    }
  };
  sweep(track.points.begin(), track.points.end(), sure.begin());
  sweep(track.points.rbegin(), track.points.rend(), sure.rbegin());
  return sure;
}

std::vector<ExpressionFace> faces_of(const Analysis& analysis, const std::set<int>& tracks) {
  std::vector<ExpressionFace> faces;
  for (const int id : tracks) {
    const FaceTrack& track = analysis.tracks[static_cast<std::size_t>(id)];
    const std::vector<float> sure = confidences(track);
    for (std::size_t i = 0; i < track.points.size(); ++i) {
      const TrackPoint& point = track.points[i];
      const auto confidence = static_cast<float>(report::rounded(sure[i], report::score_decimals));
      faces.push_back({id,
                       point.frame,
                       report::seconds_at(analysis, point.frame),
                       as_written(point.box),
                       confidence,
                       {}});
    }
  }
  std::sort(faces.begin(), faces.end(), [](const ExpressionFace& a, const ExpressionFace& b) {
    return a.frame != b.frame ? a.frame < b.frame : a.track < b.track;
  });
  return faces;
}

/// Position of the shot that `frame` belongs to; -1 for mixed frames.
int shot_at(const Analysis& analysis, std::int64_t frame) {
  const auto after = std::upper_bound(
      analysis.shots.begin(), analysis.shots.end(), frame,
      [](std::int64_t value, const Shot& shot) { return value < shot.first_frame; });
  if (after == analysis.shots.begin()) return -1;
  const auto shot = std::prev(after);
  return frame <= shot->last_frame ? static_cast<int>(shot - analysis.shots.begin()) : -1;
}

/// Frames of one face without a gap, within one shot, each with a token.
std::vector<FaceRun> runs_of(const Analysis& analysis, std::span<const ExpressionFace> faces) {
  struct Open {
    FaceRun run;
    int shot = -1;
  };
  std::map<int, Open> open;
  std::vector<FaceRun> runs;
  const auto close = [&](Open& current) {
    if (!current.run.frames.empty()) runs.push_back(std::move(current.run));
    current.run = {};
  };
  for (const ExpressionFace& face : faces) {
    Open& current = open[face.track];
    const int shot = shot_at(analysis, face.frame);
    const bool goes_on = !current.run.frames.empty() && shot == current.shot &&
                         current.run.frames.back().frame + 1 == face.frame;
    if (!goes_on) close(current);
    if (face.token.empty() || shot < 0) {
      close(current);
      continue;
    }
    current.shot = shot;
    current.run.track = face.track;
    current.run.frames.push_back(
        {face.frame, face.box.center(), std::max(face.box.width, face.box.height), face.token});
  }
  for (auto& [track, current] : open) close(current);
  std::sort(runs.begin(), runs.end(), [](const FaceRun& a, const FaceRun& b) {
    const std::int64_t first = a.frames.front().frame;
    const std::int64_t second = b.frames.front().frame;
    return first != second ? first < second : a.track < b.track;
  });
  return runs;
}

/// Why there are fewer sequences than were asked for; empty where there are not.
std::string why_fewer(const ExpressionOptions& options, const ExpressionOutcome& outcome) {
  const auto wanted = static_cast<std::size_t>(options.sequences);
  if (outcome.sequences.size() >= wanted) return {};
  if (outcome.analysis->tracks.empty()) return why_no_faces(*outcome.analysis);
  if (outcome.faces.empty()) {
    return options.references.empty() ? "no face was good enough to tell persons apart"
                                      : "the person on the reference was not found in the video; "
                                        "use another photo or a higher threshold";
  }
  std::size_t longest = 0;
  for (const FaceRun& run : outcome.runs) longest = std::max(longest, run.frames.size());
  if (longest == 0) {
    return "no face reaches the confidence " + report::number_text(options.min_confidence, 2) +
           "; choose a lower confidence threshold";
  }
  const auto length = static_cast<std::size_t>(options.length);
  if (longest < length) {
    return "the longest part with one face and no cut has " +
           counted(static_cast<std::int64_t>(longest), "frame") + ", a sequence has " +
           std::to_string(length) + "; choose a shorter sequence length";
  }
  return "only " + counted(static_cast<std::int64_t>(outcome.sequences.size()), "sequence") +
         " of " + std::to_string(length) + " frames " +
         (outcome.sequences.size() == 1 ? "fits" : "fit") +
         (options.allow_overlap ? "" : " without overlap");
}

std::string sequence_name(std::size_t number, const ScoredWindow& window) {
  char name[96];
  std::snprintf(name, sizeof name, "clip_%03zu_frames_%06lld_%06lld", number + 1,
                static_cast<long long>(window.first_frame),
                static_cast<long long>(window.last_frame));
  return name;
}

std::vector<ClipPlan> plans_of(const ExpressionOptions& options, const ExpressionOutcome& outcome) {
  const Analysis& analysis = *outcome.analysis;
  PlanOptions planning = options.plan;
  planning.min_clip = 0;
  std::vector<ClipPlan> plans;
  for (std::size_t i = 0; i < outcome.sequences.size(); ++i) {
    const ScoredWindow& window = outcome.sequences[i];
    const int id = outcome.runs[static_cast<std::size_t>(window.run)].track;
    FaceTrack part = analysis.tracks[static_cast<std::size_t>(id)];
    std::erase_if(part.points, [&](const TrackPoint& point) {
      return point.frame < window.first_frame || point.frame > window.last_frame;
    });
    std::vector<ClipPlan> plan =
        plan_clips(analysis.shots, std::span(&part, 1), analysis.source.width,
                   analysis.source.height, planning);
    plan.at(0).name = sequence_name(i, window);
    plans.push_back(std::move(plan[0]));
  }
  return plans;
}

std::vector<Reference> references_of(const ExpressionOptions& options, Embedder& embedder) {
  if (options.references.empty()) return {};
  TrackOptions track;
  static_cast<JobOptions&>(track) = options;
  track.references = options.references;
  return job::references_of(track, embedder);
}

job::FolderRequest request_of(const ExpressionOptions& options) {
  job::FolderRequest request = job::folder_request(options, "expressions");
  const std::vector<fs::path> pictures = job::pictures_of(options.references);
  request.question["references"] = job::pictures_id(pictures);
  request.question["subject"] = std::to_string(options.subject);
  for (const auto& more : {options.references, pictures}) {
    request.inputs.insert(request.inputs.end(), more.begin(), more.end());
  }
  job::add_model(options.expression_model, request.inputs);
  if (options.skip_analysis) {
    // Of an analysis of everybody, anybody's sequences may be taken.
    request.reuse = true;
    request.same = {"job", "video"};
    request.sources = {"tracks.json", "analysis/frame_data.json"};
  }
  return request;
}

/// What an earlier run left in the folder, checked to be of this video.
void take_earlier(ExpressionOptions& options, job::ResultFolder& folder, ExpressionOutcome& outcome,
                  const RunControl& control) {
  for (const char* name : {"tracks.json", "analysis/frame_data.json"}) {
    if (!folder.find(name).empty()) continue;
    throw Error(ErrorCode::not_found, (options.output / name).string() +
                                          ": not found, so there is no earlier analysis to use");
  }
  options.reuse = true;
  outcome.analysis = job::stored_analysis(options, folder, control);
  const fs::path data = folder.find("analysis/frame_data.json");
  outcome.faces = report::faces_from_frame_data(read_file(data), *outcome.analysis, data.string());
  folder.keep("tracks.json");
  folder.keep("analysis/frame_data.json");
}

/// Keeps the faces of the tracks that are wanted. All of these must be there: an earlier run may
/// have looked at one person alone.
void keep_tracks(const fs::path& data, const std::set<int>& wanted,
                 std::vector<ExpressionFace>& faces) {
  std::erase_if(faces, [&](const ExpressionFace& face) { return !wanted.contains(face.track); });
  std::set<int> there;
  for (const ExpressionFace& face : faces) there.insert(face.track);
  if (there != wanted) {
    throw Error(ErrorCode::unsupported, data.string() +
                                            ": the stored analysis is of other persons; choose the "
                                            "same persons, or analyse the video again");
  }
}

void check(const ExpressionOptions& options) {
  const auto fail = [](const std::string& what) {
    throw Error(ErrorCode::invalid_argument, "expressions: " + what);
  };
  if (options.sequences < 1) fail("the number of sequences must be at least 1");
  if (options.length < 1) fail("the sequence length must be at least 1");
  if (options.weights.expression < 0 || options.weights.position < 0) fail("a weight is negative");
  if (options.subject < 0) fail("the subject must not be negative; subjects are counted from 1");
  if (options.subject > 0 && !options.references.empty()) {
    fail("a subject and a reference both name a person; give only one of them");
  }
  if (options.skip_analysis && options.skip_extraction) {
    fail("without analysis and without clips there is nothing to do");
  }
}

void write_results(const ExpressionOptions& options, ExpressionOutcome& outcome,
                   job::ResultFolder& results, const RunControl& control) {
  const fs::path& folder = results.work();
  const fs::path analysis = folder / "analysis";
  files::make_folder(analysis);
  if (!options.skip_analysis) {
    write_file(analysis / "frame_data.json", frame_data_json(outcome));
  }
  write_file(analysis / "sequences.json", sequences_json(outcome));
  if (!options.skip_extraction) {
    outcome.clips =
        job::write_clips(options, *outcome.analysis, results, "", outcome.plans, control);
    outcome.cancelled = outcome.clips.size() < outcome.plans.size();
    if (outcome.cancelled) return;
    files::make_folder(folder / "clips");
    write_file(folder / "clips/extraction_summary.txt", extraction_summary(options, outcome));
  }
  if (options.report) job::write_expressions_page(options, outcome, folder, control);
  // Last: where it is, the rest is too.
  if (!options.skip_extraction) {
    write_file(folder / "clips/clip_metadata.json", clip_metadata_json(outcome));
  }
  results.finish();
}

}  // namespace

ExpressionOutcome run_expressions(const ExpressionOptions& asked, const RunControl& control) {
  ExpressionOptions options = asked;
  check(options);
  // What is cheap and may be wrong comes before what takes long: files, models, photos.
  std::unique_ptr<Decoder> video = job::open_for_worker(options);
  job::tell_about_source(options, video->info(), true);
  job::ResultFolder folder(request_of(options));
  ExpressionOutcome outcome;
  if (options.skip_analysis) {
    take_earlier(options, folder, outcome, control);
  } else {
    outcome.analysis = job::stored_analysis(options, folder, control);
  }
  const bool reused = outcome.analysis != nullptr;
  const std::unique_ptr<Embedder> embedder = job::embedder_of(options);
  const std::vector<Reference> references = references_of(options, *embedder);
  if (!options.skip_analysis) job::expression_model_of(options);
  folder.begin();
  if (!reused) outcome.analysis = job::new_analysis(options, std::move(video), false, control);
  if (!options.skip_analysis) job::store_tracks(options, *outcome.analysis, reused, folder);
  outcome.cancelled = outcome.analysis->cancelled;
  if (outcome.cancelled) return outcome;
  const Analysis& analysis = *outcome.analysis;
  const std::set<int> wanted = wanted_tracks(options, analysis, references, *embedder);
  if (options.skip_analysis) {
    keep_tracks(options.output / "analysis/frame_data.json", wanted, outcome.faces);
  } else {
    outcome.faces = faces_of(analysis, wanted);
    outcome.cancelled = !job::find_tokens(options, analysis, outcome.faces, control);
    if (outcome.cancelled) return outcome;
  }
  ExpressionWeights weights = options.weights;
  weights.frame_width = analysis.source.width;
  weights.frame_height = analysis.source.height;
  outcome.runs = runs_of(analysis, outcome.faces);
  outcome.windows = score_windows(outcome.runs, options.length, weights);
  outcome.sequences = choose_windows(outcome.windows, options.sequences, options.allow_overlap);
  outcome.why = why_fewer(options, outcome);
  outcome.plans = plans_of(options, outcome);
  write_results(options, outcome, folder, control);
  return outcome;
}

}  // namespace facetrack
