// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "facetrack/file.hpp"
#include "facetrack/job.hpp"

#include "core/files.hpp"
#include "job/job_output.hpp"
#include "job/job_source.hpp"
#include "job/settings.hpp"
#include "picture/thumbnail.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

// Pixels: large enough for a wall of faces, small enough for a page.
constexpr int portrait_size = 256;

float distance_to(const FaceTrack& track, const Embedding& face) {
  float best = std::numeric_limits<float>::infinity();
  for (const FaceSample& sample : track.samples) {
    best = std::min(best, distance(sample.embedding, face));
  }
  return best;
}

const FaceSample* best_sample(const Analysis& film, const FoundPerson& person) {
  const FaceSample* best = nullptr;
  for (const FaceSample& sample : film.track(person.best_track).samples) {
    if (best == nullptr || sample.quality.overall > best->quality.overall) best = &sample;
  }
  return best;
}

/// A result for the lists in which the person is the target: its gallery has the best face, its
/// tracks are those of the group.
PersonResult result_of(const Analysis& film, const FoundPerson& person, const Gallery& nobody) {
  PersonResult result;
  result.person = person.name;
  result.people = nobody;
  const FaceSample* best = best_sample(film, person);
  if (best != nullptr) {
    FaceSample face = *best;
    face.source = person.name + "/face.jpg";
    result.people.enrol(person.name, std::move(face));
  }
  for (const FaceTrack& track : film.tracks) {
    const bool own =
        std::find(person.tracks.begin(), person.tracks.end(), track.id) != person.tracks.end();
    Identification id;
    id.track = track.id;
    id.person = own ? person.name : "";
    id.verdict = own ? Verdict::match : Verdict::other_person;
    id.distance = best != nullptr ? distance_to(track, best->embedding)
                                  : std::numeric_limits<float>::infinity();
    id.confidence = own ? 1.0F : 0.0F;
    result.identifications.push_back(std::move(id));
  }
  return result;
}

/// Writes the best picture of every person, in one pass over the video.
bool save_portraits(const JobVideo& video, const FacesOutcome& outcome, const fs::path& folder,
                    const RunControl& control) {
  std::multimap<std::int64_t, const FoundPerson*> wanted;
  std::set<std::int64_t> frames;
  for (const FoundPerson& person : outcome.persons) {
    wanted.emplace(person.best_frame, &person);
    frames.insert(person.best_frame);
    files::make_folder(folder / person.name);
  }
  return job::visit_video(video, frames, control, [&](const Frame& frame) {
    const auto [begin, end] = wanted.equal_range(frame.time().index);
    for (auto it = begin; it != end; ++it) {
      const FoundPerson& person = *it->second;
      const TrackPoint* point = outcome.analysis.track(person.best_track).at(frame.time().index);
      if (point == nullptr) continue;
      write_image(folder / person.name / "face.jpg",
                  to_bgr24(frame, media::around_face(point->box), portrait_size, portrait_size));
    }
  });
}

}  // namespace

FacesOutcome run_faces(const FacesJob& job, const RunControl& control) {
  std::unique_ptr<Decoder> video = job::open_video(job.video);
  const ClipWriterOptions writer = job::writer_options(job.clips, video->info());
  job::report_source(job.video, video->info(), true, writer);
  job::ResultFolder folder(job::folder_request(job.video, job.output, "faces"));
  FacesOutcome outcome;
  std::optional<Analysis> stored = job::stored_analysis(job.video, job.output, folder, control);
  outcome.reused = stored.has_value();
  const auto embedder = job::embedder_for(job.video, stored ? &*stored : nullptr);
  folder.begin();
  outcome.analysis =
      stored ? std::move(*stored)
             : job::new_analysis(job.video, std::move(video), job.output.report, control);
  Analysis& analysis = outcome.analysis;
  job::store_tracks(job.video, job.output, analysis, outcome.reused, folder);
  outcome.cancelled = analysis.cancelled || (outcome.reused && job.output.report &&
                                             !job::complete_pictures(job.video, analysis, control));
  if (outcome.cancelled) return outcome;

  Gallery nobody(*embedder);
  nobody.limits = job::limits_of(*embedder, job.match);
  outcome.persons = find_persons(analysis, nobody.limits);
  for (const FoundPerson& person : outcome.persons) {
    outcome.results.push_back(result_of(analysis, person, nobody));
  }
  if (analysis.tracks.empty()) {
    outcome.why = why_no_faces(analysis);
  } else if (outcome.persons.empty()) {
    outcome.why = "no face was good enough to tell persons apart";
  }
  outcome.cancelled = !save_portraits(job.video, outcome, folder.work(), control);
  const job::ClipJob clips{job.video, job.output.folder, job.clips, writer};
  for (PersonResult& result : outcome.results) {
    if (outcome.cancelled) return outcome;
    result.command = job.output.command;
    result.plans = plan_clips(analysis, tracks_of(analysis, result.identifications, result.person),
                              job.clips.plan);
    outcome.cancelled =
        !job::write_person(clips, analysis, folder, result.person + "/", result, control);
    if (outcome.cancelled) return outcome;
    job::write_lists(job.clips, analysis, result, folder.work() / result.person);
  }
  if (job.output.report) {
    write_file(folder.work() / "report.html",
               faces_page(analysis, outcome.persons, outcome.results));
  }
  write_file(folder.work() / "persons.json",
             persons_json(analysis, outcome.persons, outcome.results));
  folder.finish();
  return outcome;
}

}  // namespace facetrack
