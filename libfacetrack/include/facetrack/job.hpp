// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "facetrack/clip.hpp"
#include "facetrack/control.hpp"
#include "facetrack/export.hpp"
#include "facetrack/gallery.hpp"
#include "facetrack/output.hpp"
#include "facetrack/pipeline.hpp"
#include "facetrack/report.hpp"

namespace facetrack {

/// The treatment of results that the output folder holds.
enum class Existing : std::uint8_t {
  refuse,     ///< throws OutputError
  overwrite,  ///< begins again; earlier results go when the new ones are complete
  resume,     ///< keeps what an interrupted run finished and still fits, makes the rest
  reuse       ///< keeps tracks.json if it fits, makes everything else again
};

struct JobVideo {
  std::filesystem::path file{};
  /// Without a decoder factory: from_file(file). Clips are cut from the stream that it reads.
  Stages stages{};
  AnalyzeOptions options{};  ///< `pictures` is the job's
  /// A tracks.json that is used instead of analysing. Throws Error(unsupported) for the tracks of
  /// another video.
  std::filesystem::path tracks{};
  /// The choices that the stages were made with, by name: {"detector", "hog"}. It is stored with
  /// the analysis, and a stored analysis must fit. "auto" for the detector or the embedder fits
  /// any.
  std::map<std::string, std::string> settings{};
  /// The names of settings that a stored analysis must fit; the stored value is taken for the
  /// others. Absent: all of them must fit.
  std::optional<std::set<std::string>> insist{};
  /// Files that the stages read, such as model cards. No result may replace them.
  std::vector<std::filesystem::path> inputs{};
};

struct JobOutput {
  std::filesystem::path folder = "Results";
  Existing existing = Existing::refuse;
  bool report = true;     ///< report.html, and the pictures for it
  bool tracks = true;     ///< tracks.json, which holds everybody's embeddings and portraits
  std::string command{};  ///< a line that does the job again, for the page
};

struct ClipFiles {
  PlanOptions plan{};
  ClipWriterOptions writer{};  ///< `overwrite` and `stream_index` are the job's
  bool json = true, csv = true, mot = false, edl = false, otio = false;
  bool flat_metadata = false;  ///< metadata.json as a plain list
  int save_images = 0;         ///< every n-th face of each clip as a picture; 0: none
};

/// The first step of every job: analyze() with the stages of the video. Logs which of several
/// streams is used and what is damaged; fills in source_id and settings.
FACETRACK_EXPORT Analysis analyze_video(const JobVideo& video, const RunControl& control = {});

// A job writes the files of docs/formats.md into its folder. Each file gets its final name when it
// is complete; no input and no file that a job did not write is replaced or removed. A stopped job
// keeps what it finished, for Existing::resume. Jobs throw OutputError; Error: not_found,
// unsupported, corrupt_input (video or photo), missing_model, io, invalid_argument.

/// Clips, lists and page of one person.
struct TrackJob {
  JobVideo video{};
  std::vector<std::filesystem::path> references{};  ///< photos of the person, or folders of them
  JobOutput output{};
  std::vector<std::filesystem::path> not_target{};  ///< the same, of people who are not meant
  int reference_face = -1;                          ///< as in sample_photo()
  std::optional<float> match{};                     ///< instead of MatchLimits::mean_face
  ClipFiles clips{};
  bool overlay = false;  ///< also a copy of the video with everything drawn in
};
struct TrackOutcome {
  Analysis analysis{};
  PersonResult result{};
  bool cancelled = false;
  bool reused = false;  ///< the analysis was there
};
FACETRACK_EXPORT TrackOutcome run_track(const TrackJob& job, const RunControl& control = {});

/// The same for everybody: persons.json and a folder person_01, person_02, … each.
struct FacesJob {
  JobVideo video{};
  JobOutput output{};
  std::optional<float> match{};  ///< instead of MatchLimits::mean_face
  ClipFiles clips{};
};
struct FacesOutcome {
  Analysis analysis{};
  std::vector<FoundPerson> persons{};
  std::vector<PersonResult> results{};  ///< one per person
  std::string why{};                    ///< why there are no persons; empty if there are some
  bool cancelled = false;
  bool reused = false;
};
FACETRACK_EXPORT FacesOutcome run_faces(const FacesJob& job, const RunControl& control = {});

/// shot_001.jpg, … and contact_sheet.jpg of `film` in a folder, which replace earlier ones with
/// Existing::overwrite. check_shot_images() throws what save_shot_images() would because of what is
/// in the folder, and changes nothing. False: asked to stop.
FACETRACK_EXPORT void check_shot_images(const JobVideo& video, const JobOutput& output);
FACETRACK_EXPORT bool save_shot_images(const Analysis& film, const JobVideo& video,
                                       const JobOutput& output, const RunControl& control = {});

}  // namespace facetrack
