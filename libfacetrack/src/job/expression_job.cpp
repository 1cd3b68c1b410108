// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/expression_job.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"

#include "core/files.hpp"
#include "job/expression_looks.hpp"
#include "job/job_output.hpp"
#include "job/job_source.hpp"
#include "job/photos.hpp"
#include "job/settings.hpp"
#include "report/expressions_page.hpp"
#include "report/from_file.hpp"
#include "report/json_text.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

/// The ids of the tracks that the job asks for: of everybody, of one subject, or of the person on
/// the photos.
std::set<int> wanted_tracks(const ExpressionJob& job, const Analysis& analysis,
                            const Gallery& people) {
  std::set<int> wanted;
  if (!people.persons.empty()) {
    for (const FaceTrack& track : tracks_of(analysis, people, target_name)) {
      wanted.insert(track.id);
    }
    return wanted;
  }
  if (job.subject == 0) {
    for (const FaceTrack& track : analysis.tracks) wanted.insert(track.id);
    return wanted;
  }
  const std::vector<FoundPerson> persons = find_persons(analysis, people.limits);
  if (persons.empty()) return wanted;
  if (static_cast<std::size_t>(job.subject) > persons.size()) {
    throw Error(ErrorCode::invalid_argument,
                "subject " + std::to_string(job.subject) +
                    " does not exist: " + counted(std::ssize(persons), "person") + " found in " +
                    job.video.file.string() + ", counted from 1, longest on screen first",
                "subject");
  }
  const FoundPerson& person = persons[static_cast<std::size_t>(job.subject) - 1];
  wanted.insert(person.tracks.begin(), person.tracks.end());
  return wanted;
}

Box as_written(const Box& box) {
  const auto tenth = [](float value) {
    return static_cast<float>(report::rounded(value, report::box_decimals));
  };
  return {tenth(box.x), tenth(box.y), tenth(box.width), tenth(box.height)};
}

/// The detector's confidence on each frame; between two detections the lower one of both. The score
/// of a tracked box is not used, because it only says how well the motion could be followed.
std::vector<float> confidences(const FaceTrack& track) {
  std::vector<float> detector_confidence(track.points.size(), 1);
  const auto sweep = [&](auto begin, auto end, auto out) {
    float last = -1;  // no detection yet
    for (auto point = begin; point != end; ++point, ++out) {
      if (point->from == BoxSource::detection) last = point->score;
      if (last >= 0) *out = std::min(*out, last);
    }
  };
  sweep(track.points.begin(), track.points.end(), detector_confidence.begin());
  sweep(track.points.rbegin(), track.points.rend(), detector_confidence.rbegin());
  return detector_confidence;
}

std::vector<ExpressionFace> faces_of(const Analysis& analysis, const std::set<int>& tracks) {
  std::vector<ExpressionFace> faces;
  for (const int id : tracks) {
    const FaceTrack& track = analysis.track(id);
    const std::vector<float> detector_confidence = confidences(track);
    for (std::size_t i = 0; i < track.points.size(); ++i) {
      const TrackPoint& point = track.points[i];
      const auto confidence =
          static_cast<float>(report::rounded(detector_confidence[i], report::score_decimals));
      faces.push_back({id, point.frame, as_written(point.box), confidence, {}});
    }
  }
  std::sort(faces.begin(), faces.end(), [](const ExpressionFace& a, const ExpressionFace& b) {
    return a.frame != b.frame ? a.frame < b.frame : a.track < b.track;
  });
  return faces;
}

/// Id of the shot that `frame` belongs to; -1 for mixed frames.
int shot_at(const Analysis& analysis, std::int64_t frame) {
  const Shot* shot = analysis.shot_of(frame);
  return shot == nullptr ? -1 : shot->id;
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

/// The reason why there are fewer sequences than wanted; empty if there are enough.
std::string shortfall_reason(const ExpressionJob& job, const Analysis& analysis,
                             const ExpressionResult& result) {
  const auto wanted = static_cast<std::size_t>(job.sequences);
  if (result.sequences.size() >= wanted) return {};
  if (analysis.tracks.empty()) return why_no_faces(analysis);
  if (result.faces.empty()) {
    return job.references.empty() ? "no face was good enough to tell persons apart"
                                  : "the person on the reference was not found in the video; use "
                                    "another photo or a higher threshold";
  }
  std::size_t longest = 0;
  for (const FaceRun& run : result.runs) longest = std::max(longest, run.frames.size());
  if (longest == 0) {
    return "no face reaches the required confidence of " +
           report::number_text(job.min_confidence, 2) + "; choose a lower confidence threshold";
  }
  const auto length = static_cast<std::size_t>(job.length);
  if (longest < length) {
    return "the longest part with one face and no cut has " +
           counted(static_cast<std::int64_t>(longest), "frame") + ", a sequence has " +
           std::to_string(length) + "; choose a shorter sequence length";
  }
  return "only " + counted(std::ssize(result.sequences), "sequence") + " of " +
         std::to_string(length) + " frames " + (result.sequences.size() == 1 ? "fits" : "fit") +
         (job.allow_overlap ? "" : " without overlap");
}

std::string sequence_name(std::size_t number, const ScoredWindow& window) {
  char name[96];
  std::snprintf(name, sizeof name, "clip_%03zu_frames_%06lld_%06lld", number + 1,
                static_cast<long long>(window.first_frame),
                static_cast<long long>(window.last_frame));
  return name;
}

std::vector<ClipPlan> plans_of(const ExpressionJob& job, const Analysis& analysis,
                               const ExpressionResult& result) {
  PlanOptions planning;
  planning.crop = job.crop;
  planning.margin = job.margin;
  planning.min_clip = {};
  std::vector<ClipPlan> plans;
  for (std::size_t i = 0; i < result.sequences.size(); ++i) {
    const ScoredWindow& window = result.sequences[i];
    FaceTrack part = analysis.track(result.runs[static_cast<std::size_t>(window.run)].track);
    std::erase_if(part.points, [&](const TrackPoint& point) {
      return point.frame < window.first_frame || point.frame > window.last_frame;
    });
    std::vector<ClipPlan> plan = plan_clips(analysis, std::span(&part, 1), planning);
    plan.at(0).name = sequence_name(i, window);
    plans.push_back(std::move(plan[0]));
  }
  return plans;
}

/// The person on the photos; empty if there are no photos.
Gallery people_of(const ExpressionJob& job, Embedder& embedder) {
  Gallery people(embedder);
  if (!job.references.empty()) {
    const auto detector = job::photo_detector(job.video);
    people = people_on_photos({job.references, {}, -1}, *detector, embedder);
  }
  people.limits = job::limits_of(embedder, job.match);
  return people;
}

bool reuses_faces(const ExpressionJob& job) { return job.output.existing == Existing::reuse; }

job::FolderRequest request_of(const ExpressionJob& job) {
  job::FolderRequest request = job::folder_request(job.video, job.output, "expressions");
  const std::vector<fs::path> pictures = job::pictures_of(job.references);
  request.question["references"] = job::pictures_id(pictures);
  request.question["subject"] = std::to_string(job.subject);
  for (const auto& more : {job.references, pictures}) {
    request.inputs.insert(request.inputs.end(), more.begin(), more.end());
  }
  if (reuses_faces(job)) {
    // The stored analysis may cover more persons than this job asks for.
    request.same = {"job", "video"};
    request.sources = {"tracks.json", "analysis/frame_data.json"};
  }
  return request;
}

/// Reads the analysis and the faces that an earlier run left in the folder, and checks that they
/// are of this video.
void load_earlier_faces(const ExpressionJob& job, job::ResultFolder& folder,
                        ExpressionOutcome& outcome, const RunControl& control) {
  for (const char* name : {"tracks.json", "analysis/frame_data.json"}) {
    if (!folder.find(name).empty()) continue;
    throw Error(ErrorCode::not_found, (job.output.folder / name).string() +
                                          ": not found, so there is no earlier analysis to use");
  }
  outcome.analysis = job::stored_analysis(job.video, job.output, folder, control).value();
  outcome.reused = true;
  const fs::path data = folder.find("analysis/frame_data.json");
  outcome.result.faces =
      report::faces_from_frame_data(read_file(data), outcome.analysis, data.string());
  folder.keep("tracks.json");
  folder.keep("analysis/frame_data.json");
}

/// Keeps the faces of the wanted tracks. Throws if some are missing, because the earlier run may
/// have analysed one person only.
void keep_tracks(const fs::path& data, const std::set<int>& wanted,
                 std::vector<ExpressionFace>& faces) {
  std::erase_if(faces, [&](const ExpressionFace& face) { return !wanted.contains(face.track); });
  std::set<int> there;
  for (const ExpressionFace& face : faces) there.insert(face.track);
  if (there != wanted) {
    throw Error(ErrorCode::unsupported,
                data.string() +
                    ": the stored analysis is of other persons; choose the same persons, or "
                    "analyse the video again");
  }
}

void check(const ExpressionJob& job) {
  const auto fail = [](const std::string& what) {
    throw Error(ErrorCode::invalid_argument, "expressions: " + what);
  };
  if (job.sequences < 1) fail("the number of sequences must be at least 1");
  if (job.length < 1) fail("the sequence length must be at least 1");
  if (job.weights.expression < 0 || job.weights.position < 0) fail("a weight is negative");
  if (job.subject < 0) fail("the subject must not be negative; subjects are counted from 1");
  if (job.subject > 0 && !job.references.empty()) {
    fail("a subject and a reference both name a person; give only one of them");
  }
  if (reuses_faces(job) && !job.write_clips) {
    fail("without analysis and without clips there is nothing to do");
  }
}

/// The sequences chosen from the tokens of the faces.
void choose(const ExpressionJob& job, const Analysis& analysis, ExpressionResult& result) {
  ExpressionWeights weights = job.weights;
  weights.frame_width = analysis.source.width;
  weights.frame_height = analysis.source.height;
  result.asked = job.sequences;
  result.length = job.length;
  result.weights = weights;
  result.runs = runs_of(analysis, result.faces);
  result.windows = score_windows(result.runs, job.length, weights);
  result.sequences = choose_windows(result.windows, job.sequences, job.allow_overlap);
  result.why = shortfall_reason(job, analysis, result);
  result.plans = plans_of(job, analysis, result);
}

void write_results(const ExpressionJob& job, const ClipWriterOptions& writer,
                   ExpressionOutcome& outcome, job::ResultFolder& results,
                   const RunControl& control) {
  const Analysis& film = outcome.analysis;
  ExpressionResult& result = outcome.result;
  const fs::path& folder = results.work();
  const fs::path analysis = folder / "analysis";
  files::make_folder(analysis);
  if (!reuses_faces(job)) {
    write_file(analysis / "frame_data.json", frame_data_json(film, result));
  }
  write_file(analysis / "sequences.json", sequences_json(result));
  if (job.write_clips) {
    const ClipFiles files;
    const job::ClipJob clips{job.video, job.output.folder, files, writer};
    result.clips = job::write_clips(clips, film, results, "", result.plans, control);
    outcome.cancelled = result.clips.size() < result.plans.size();
    if (outcome.cancelled) return;
    files::make_folder(folder / "clips");
    write_file(folder / "clips/extraction_summary.txt", extraction_summary(film, result));
  }
  if (job.output.report) {
    report::FilmStrips strips;
    outcome.cancelled = !job::cut_strips(job.video, result, strips, control);
    if (outcome.cancelled) return;
    write_file(folder / "report.html",
               report::expressions_page(film, result, strips, job.output.command));
  }
  // Written last: if it is there, all other results are, too.
  if (job.write_clips) {
    write_file(folder / "clips/clip_metadata.json", clip_metadata_json(result));
  }
  results.finish();
}

}  // namespace

ExpressionOutcome run_expressions(const ExpressionJob& job, const RunControl& control) {
  check(job);
  // Cheap checks come first, so that a mistake in files, models or photos ends the job before the
  // long work.
  std::unique_ptr<Decoder> video = job::open_video(job.video);
  const ClipWriterOptions writer = job::writer_options(job.writer, video->info());
  job::report_source(job.video, video->info(), job.write_clips, writer);
  job::ResultFolder folder(request_of(job));
  ExpressionOutcome outcome;
  Analysis& analysis = outcome.analysis;
  if (reuses_faces(job)) {
    load_earlier_faces(job, folder, outcome, control);
  } else if (auto stored = job::stored_analysis(job.video, job.output, folder, control)) {
    analysis = std::move(*stored);
    outcome.reused = true;
  }
  const auto embedder = job::embedder_for(job.video, outcome.reused ? &analysis : nullptr);
  const Gallery people = people_of(job, *embedder);
  std::unique_ptr<ExpressionModel> model;
  if (!reuses_faces(job)) model = job::expression_model_of(job);
  folder.begin();
  if (!outcome.reused) analysis = job::new_analysis(job.video, std::move(video), false, control);
  if (!reuses_faces(job)) {
    job::store_tracks(job.video, job.output, analysis, outcome.reused, folder);
  }
  outcome.cancelled = analysis.cancelled;
  if (outcome.cancelled) return outcome;
  const std::set<int> wanted = wanted_tracks(job, analysis, people);
  if (reuses_faces(job)) {
    keep_tracks(job.output.folder / "analysis/frame_data.json", wanted, outcome.result.faces);
  } else {
    outcome.result.faces = faces_of(analysis, wanted);
    outcome.cancelled = !job::find_tokens(job, *model, analysis, outcome.result.faces, control);
    if (outcome.cancelled) return outcome;
  }
  choose(job, analysis, outcome.result);
  write_results(job, writer, outcome, folder, control);
  return outcome;
}

}  // namespace facetrack
