// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cstdio>
#include <limits>
#include <map>
#include <set>

#include "facetrack/error.hpp"
#include "facetrack/job.hpp"

#include "core/files.hpp"
#include "job/job_output.hpp"
#include "job/job_pages.hpp"
#include "job/job_pictures.hpp"
#include "job/job_source.hpp"
#include "job/settings.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

// Pixels: large enough for a face wall, small enough for a page.
constexpr int portrait_size = 256;

const FaceSample* best_sample(const FaceTrack& track) {
  const auto best = std::max_element(track.samples.begin(), track.samples.end(),
                                     [](const FaceSample& a, const FaceSample& b) {
                                       return a.quality.overall < b.quality.overall;
                                     });
  return best == track.samples.end() ? nullptr : &*best;
}

float distance_to(const FaceTrack& track, const Embedding& face) {
  float best = std::numeric_limits<float>::infinity();
  for (const FaceSample& sample : track.samples) {
    best = std::min(best, distance(sample.embedding, face));
  }
  return best;
}

std::vector<Person> persons_of(const Analysis& analysis, const std::vector<int>& groups) {
  const int count = groups.empty() ? 0 : *std::max_element(groups.begin(), groups.end()) + 1;
  std::vector<Person> persons(static_cast<std::size_t>(std::max(count, 0)));
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i] < 0) continue;
    persons[static_cast<std::size_t>(groups[i])].tracks.push_back(analysis.tracks[i].id);
  }
  std::erase_if(persons, [](const Person& person) { return person.tracks.empty(); });
  return persons;
}

/// Fills in what follows from the person's tracks.
void describe(const Analysis& analysis, const IdentifyOptions& limits, std::size_t number,
              Person& person) {
  char name[32];
  std::snprintf(name, sizeof name, "person_%02zu", number + 1);
  person.name = name;
  std::set<std::int64_t> frames;
  const FaceSample* best = nullptr;
  for (const int id : person.tracks) {
    const FaceTrack& track = analysis.tracks[static_cast<std::size_t>(id)];
    for (const TrackPoint& point : track.points) frames.insert(point.frame);
    const FaceSample* sample = best_sample(track);
    if (sample != nullptr && (best == nullptr || sample->quality.overall > best->quality.overall)) {
      best = sample;
      person.best_track = id;
    }
  }
  if (best == nullptr) person.best_track = person.tracks.front();
  person.best_frame =
      job::best_point(analysis.tracks[static_cast<std::size_t>(person.best_track)]).frame;
  person.frames = static_cast<std::int64_t>(frames.size());
  for (const std::int64_t frame : frames) {
    person.seconds += (analysis.time_of(frame + 1) - analysis.time_of(frame)).seconds();
  }

  TrackResult& result = person.result;
  result.analysis = &analysis;
  result.threshold = limits.match;
  Reference reference;
  reference.name = person.name + "/face.jpg";
  if (best != nullptr) {
    reference.embedding = best->embedding;
    reference.quality = best->quality;
  }
  result.references.push_back(reference);
  for (const FaceTrack& track : analysis.tracks) {
    const bool own =
        std::find(person.tracks.begin(), person.tracks.end(), track.id) != person.tracks.end();
    Identification id;
    id.track = track.id;
    id.verdict = own ? Verdict::target : Verdict::other_person;
    id.distance = best != nullptr ? distance_to(track, best->embedding)
                                  : std::numeric_limits<float>::infinity();
    id.confidence = own ? 1.0F : 0.0F;
    result.identifications.push_back(id);
  }
}

/// The best picture of everybody, in one pass over the video.
bool save_portraits(const JobOptions& options, const FacesOutcome& outcome, const fs::path& folder,
                    const RunControl& control) {
  std::multimap<std::int64_t, const Person*> wanted;
  std::set<std::int64_t> frames;
  for (const Person& person : outcome.persons) {
    wanted.emplace(person.best_frame, &person);
    frames.insert(person.best_frame);
    files::make_folder(folder / person.name);
  }
  return job::visit_frames(options, frames, control, [&](const Frame& frame) {
    const auto [begin, end] = wanted.equal_range(frame.time().index);
    for (auto it = begin; it != end; ++it) {
      const Person& person = *it->second;
      const FaceTrack& track =
          outcome.analysis->tracks[static_cast<std::size_t>(person.best_track)];
      const TrackPoint* point = track.at(frame.time().index);
      if (point == nullptr) continue;
      write_image((folder / person.name / "face.jpg").string(),
                  to_bgr24(frame, job::around_face(point->box), portrait_size, portrait_size));
    }
  });
}

bool write_person(const JobOptions& options, Person& person, job::ResultFolder& results,
                  const RunControl& control) {
  TrackResult& result = person.result;
  const fs::path folder = results.work() / person.name;
  const Analysis& analysis = *result.analysis;
  result.settings = options.settings;
  result.plans = job::plans_of(options, analysis, job::target_tracks(result));
  result.clips =
      job::write_clips(options, analysis, results, person.name + "/", result.plans, control);
  if (result.clips.size() < result.plans.size()) return false;
  if (options.save_images > 0 && !job::save_face_images(options, result, folder, control)) {
    return false;
  }
  job::write_lists(options, result, folder);
  return true;
}

}  // namespace

FacesOutcome run_faces(const JobOptions& asked, const RunControl& control) {
  JobOptions options = asked;
  std::unique_ptr<Decoder> video = job::open_for_worker(options);
  job::tell_about_source(options, video->info(), true);
  job::ResultFolder folder(job::folder_request(options, "faces"));
  FacesOutcome outcome;
  outcome.analysis = job::stored_analysis(options, folder, control);
  outcome.reused = outcome.analysis != nullptr;
  const std::unique_ptr<Embedder> embedder = job::embedder_of(options);
  folder.begin();
  if (!outcome.reused) {
    outcome.analysis = job::new_analysis(options, std::move(video), options.report, control);
  }
  const Analysis& analysis = *outcome.analysis;
  job::store_tracks(options, analysis, outcome.reused, folder);
  outcome.cancelled = analysis.cancelled;
  if (outcome.cancelled) return outcome;

  const IdentifyOptions limits = job::limits_of(options, *embedder);
  const std::vector<int> groups = cluster_persons(analysis.tracks, limits);
  outcome.persons = persons_of(analysis, groups);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i] < 0) outcome.unassigned.push_back(analysis.tracks[i].id);
  }
  for (std::size_t i = 0; i < outcome.persons.size(); ++i) {
    describe(analysis, limits, i, outcome.persons[i]);
  }
  if (analysis.tracks.empty())
    outcome.why = why_no_faces(analysis);
  else if (outcome.persons.empty())
    outcome.why = "no face was good enough to tell persons apart";
  outcome.cancelled = !save_portraits(options, outcome, folder.work(), control);
  for (Person& person : outcome.persons) {
    if (outcome.cancelled) return outcome;
    outcome.cancelled = !write_person(options, person, folder, control);
  }
  if (outcome.cancelled) return outcome;
  if (options.report) job::write_faces_page(options, outcome, folder.work(), control);
  write_file(folder.work() / "persons.json", persons_json(outcome));
  folder.finish();
  return outcome;
}

}  // namespace facetrack
