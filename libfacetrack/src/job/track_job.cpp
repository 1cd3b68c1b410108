// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"
#include "facetrack/job.hpp"

#include "core/parallel.hpp"
#include "job/job_output.hpp"
#include "job/job_source.hpp"
#include "job/photos.hpp"
#include "job/scan.hpp"
#include "job/settings.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

job::FolderRequest track_request(const TrackJob& job) {
  job::FolderRequest request = job::folder_request(job.video, job.output, "track");
  const auto add = [&](const std::string& part, const std::vector<fs::path>& names) {
    const std::vector<fs::path> pictures = job::pictures_of(names);
    request.question[part] = job::pictures_id(pictures);
    request.inputs.insert(request.inputs.end(), names.begin(), names.end());
    request.inputs.insert(request.inputs.end(), pictures.begin(), pictures.end());
  };
  add("references", job.references);
  add("not", job.not_target);
  if (job.reference_face >= 0) request.question["face"] = std::to_string(job.reference_face);
  return request;
}

void require_references(const TrackJob& job) {
  if (!job.references.empty()) return;
  throw Error(ErrorCode::invalid_argument, "track: no reference picture given", "references");
}

/// The photos and the folder are checked while the analysis runs, so that a mistake in them ends
/// the job early. A scan has to know the person first.
void look_and_analyse(const TrackJob& job, std::unique_ptr<Decoder> video, Detector& detector,
                      Embedder& embedder, job::ResultFolder& folder, TrackOutcome& outcome,
                      const RunControl& control) {
  Analysis& analysis = outcome.analysis;
  const auto read_photos = [&](const RunControl&) {
    Gallery& people = outcome.result.people;
    people =
        people_on_photos({job.references, job.not_target, job.reference_face}, detector, embedder);
    people.limits = job::limits_of(embedder, job.match);
    folder.begin();
  };
  if (job.scan && !outcome.reused) {
    read_photos(control);
    analysis =
        job::scan_analysis(job.video, *job.scan, outcome.result.people, job.output.report, control);
    return;
  }
  side_by_side(
      control,
      [&](const RunControl& own) {
        if (outcome.reused) {
          outcome.cancelled =
              job.output.report && !job::complete_pictures(job.video, analysis, own);
        } else {
          analysis = job::new_analysis(job.video, std::move(video), job.output.report, own);
        }
      },
      read_photos);
}

/// Identifies the persons on the photos in the analysis and plans their clips.
void decide(const TrackJob& job, const Analysis& analysis, PersonResult& result) {
  result.person = target_name;
  result.command = job.output.command;
  result.identifications = identify(analysis.tracks, result.people, result.person);
  result.plans = plan_clips(analysis, tracks_of(analysis, result.identifications, result.person),
                            job.clips.plan);
}

}  // namespace

TrackOutcome run_track(const TrackJob& asked, const RunControl& control) {
  require_references(asked);
  TrackJob job = asked;
  // A scan leaves out parts that do not show this person, so it cannot be used for another one.
  if (job.scan) {
    job.video.settings["preset"] = "scan";
    job.video.settings["scan_for"] = job::pictures_id(job::pictures_of(job.references));
  }
  TrackOutcome outcome;
  Analysis& analysis = outcome.analysis;
  PersonResult& result = outcome.result;
  std::unique_ptr<Decoder> video = job::open_video(job.video);
  const ClipWriterOptions writer = job::writer_options(job.clips, video->info());
  job::report_source(job.video, video->info(), true, writer);
  job::ResultFolder folder(track_request(job));
  std::optional<Analysis> stored = job::stored_analysis(job.video, job.output, folder, control);
  outcome.reused = stored.has_value();
  if (stored) analysis = std::move(*stored);
  const auto embedder = job::embedder_for(job.video, outcome.reused ? &analysis : nullptr);
  const auto detector = job::photo_detector(job.video);
  look_and_analyse(job, std::move(video), *detector, *embedder, folder, outcome, control);
  outcome.cancelled = outcome.cancelled || analysis.cancelled;
  if (outcome.cancelled) return outcome;
  job::store_tracks(job.video, job.output, analysis, outcome.reused, folder);
  decide(job, analysis, result);

  const job::ClipJob clips{job.video, job.output.folder, job.clips, writer};
  outcome.cancelled =
      !job::write_person(clips, analysis, folder, "", result, control) ||
      (job.overlay && !job::write_overlay(clips, analysis, result, folder.work(), control));
  if (outcome.cancelled) return outcome;
  if (job.output.report) {
    write_file(folder.work() / "report.html", track_page(analysis, result));
  }
  job::write_lists(job.clips, analysis, result, folder.work());
  folder.finish();
  return outcome;
}

}  // namespace facetrack
