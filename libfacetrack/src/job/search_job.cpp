// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/search_job.hpp"

#include <chrono>
#include <map>
#include <vector>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"
#include "facetrack/library.hpp"
#include "facetrack/log.hpp"
#include "facetrack/photos.hpp"

#include "core/files.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

Gallery empty_gallery(const Library& library) {
  Gallery people;
  people.model = library.model();
  people.limits = library.limits();
  return people;
}

void enrol_person(const Library& library, const std::string& person, Gallery& people) {
  for (FaceSample& face : library.faces(library.person(person))) {
    people.enrol(target_name, std::move(face));
  }
}

/// The person to search for, and those who are not meant.
Gallery people_of(const SearchJob& job, const Library& library) {
  const TrackJob& track = job.track;
  Gallery people = empty_gallery(library);
  if (!track.references.empty() || !track.not_target.empty()) {
    const Stages& stages = track.video.stages;
    if (!stages.detector || !stages.embedder) {
      throw Error(ErrorCode::invalid_argument, "search: needs a detector and an embedder");
    }
    people = people_on_photos({track.references, track.not_target, track.reference_face},
                              *stages.detector(), *stages.embedder());
  }
  if (!job.person.empty()) enrol_person(library, job.person, people);
  if (track.match) {
    people.limits.uncertain += *track.match - people.limits.mean_face;
    people.limits.mean_face = *track.match;
  }
  return people;
}

/// The parts of a video that show the person.
struct Found {
  LibraryVideo video;
  std::vector<FrameRange> parts;
};

std::map<fs::path, Found> found_by_file(const LibrarySearch& search) {
  std::map<fs::path, Found> files;
  for (const LibraryHit& hit : search.hits) {
    if (hit.video.missing) continue;  // an uncertain hit is decided by the full analysis
    Found& found = files[hit.video.file];
    found.video = hit.video;
    for (const Appearance& one : hit.appearances) {
      found.parts.push_back({one.first_frame, one.last_frame});
    }
  }
  return files;
}

/// False, and a warning, if the file is not the video that was indexed: its times would be wrong.
bool is_as_indexed(const LibraryVideo& video) {
  if (!files::exists(video.file)) {
    log(LogLevel::warning, video.file.string() + ": not found; no clips are made of it");
    return false;
  }
  if (source_id(video.file) == video.source_id) return true;
  log(LogLevel::warning, video.file.string() +
                             ": was changed since it was indexed; no clips are made of it before "
                             "it is indexed again");
  return false;
}

/// The name of a video's folder: its file name, with a number if it is taken.
std::string folder_name(const LibraryVideo& video, std::map<std::string, int>& taken) {
  const std::string name = video.file.stem().string();
  const int count = ++taken[name];
  return count == 1 ? name : name + "_" + std::to_string(count);
}

/// The faces of the person as a file, so that run_track() can record whom it searched for.
fs::path write_person(const SearchJob& job, const fs::path& folder) {
  const Library library(job.library);
  Gallery person = empty_gallery(library);
  enrol_person(library, job.person, person);
  files::make_folder(folder);
  fs::path file = folder / "person.json";
  write_file(file, gallery_json(person));
  return file;
}

}  // namespace

SearchReport run_search(const SearchJob& job) {
  SearchReport report;
  report.library = job.library.string();
  const Library library(job.library);
  const Gallery people = people_of(job, library);
  LibraryQuery query;
  query.top = job.top;
  if (!job.person.empty()) query.person = library.person(job.person).id;
  const auto begin = std::chrono::steady_clock::now();
  report.search = library.search(people, target_name, query);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (const LibraryHit& hit : report.search.hits) {
    for (const Appearance& one : hit.appearances) {
      report.pictures[one.id] = library.picture(one.id);
    }
  }
  return report;
}

bool cut_found(const SearchJob& job, const LibrarySearch& found, const RunControl& control) {
  const fs::path folder = job.track.output.folder;
  TrackJob track = job.track;
  track.scan = MediaTime{};
  if (!job.person.empty()) track.references = {write_person(job, folder)};
  std::map<std::string, int> taken;
  for (const auto& [file, here] : found_by_file(found)) {
    if (!is_as_indexed(here.video)) continue;
    track.video.file = file;
    track.video.options.parts = here.parts;
    track.output.folder = folder / folder_name(here.video, taken);
    const TrackOutcome outcome = run_track(track, control);
    if (outcome.cancelled) return false;
    if (job.on_video) job.on_video(track.output.folder, outcome);
  }
  return true;
}

}  // namespace facetrack
