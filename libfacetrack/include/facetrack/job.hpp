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

/// How a job treats results that its output folder already has. `resume` and `reuse` throw
/// OutputError if they are of another job, video or person, or were analysed with other settings.
enum class Existing : std::uint8_t {
  refuse,     ///< throws OutputError
  overwrite,  ///< starts again, and replaces them when the new results are complete
  resume,     ///< keeps tracks.json and finished clips of an interrupted run, makes the rest
  reuse       ///< keeps tracks.json, makes everything else again
};

struct JobVideo {
  std::filesystem::path file{};  ///< clips are cut from it, whatever the decoder reads
  /// A null decoder factory means from_file(file). MediaInfo::stream_index is the stream of clips.
  Stages stages{};
  AnalyzeOptions options{};  ///< run_… functions set `pictures` themselves
  /// A tracks.json to use instead of a new analysis. The job throws Error(unsupported) if it is of
  /// another video, and OutputError if it was made with other settings.
  std::filesystem::path tracks{};
  /// How the stages were made, as name and value: {{"detector", "hog"}}. Stored with the analysis;
  /// a stored analysis must have the same values. "auto" as detector or embedder fits any value.
  std::map<std::string, std::string> settings{};
  /// The names of the settings that a stored analysis must share, such as "detector" or "end"; for
  /// the others its own values are used. Absent: it must share all.
  std::optional<std::set<std::string>> insist{};
  /// Files that the stages read, such as model cards: no result replaces them.
  std::vector<std::filesystem::path> inputs{};
};

struct JobOutput {
  std::filesystem::path folder = "Results";
  Existing existing = Existing::refuse;
  bool report = true;     ///< report.html and the pictures for it
  bool tracks = true;     ///< tracks.json, which holds everybody's embeddings and portraits
  std::string command{};  ///< the command that does the job again, for the page
};

struct ClipFiles {
  PlanOptions plan{};
  ClipWriterOptions writer{};  ///< the job sets `overwrite` and `stream_index` itself
  bool json = true, csv = true, mot = false, edl = false, otio = false;
  bool flat_metadata = false;  ///< metadata.json as a plain list
  int save_images = 0;         ///< every n-th face of each clip as a picture; 0: none
};

/// A new analysis as in a job: analyze() with the stages of the video, without `tracks`. Logs which
/// of several streams is used and which frames are damaged; sets Analysis::source_id and settings.
FACETRACK_EXPORT Analysis analyze_video(const JobVideo& video, const RunControl& control = {});

// A job writes the files of docs/formats.md into its folder. Each file gets its final name when it
// is complete. No input and no file that a job did not write is replaced or removed. A stopped job
// keeps its finished files for Existing::resume. Jobs throw OutputError and Error: not_found,
// unsupported, corrupt_input (video or photo), missing_model, io, invalid_argument.

/// Clips, lists and page of one person.
struct TrackJob {
  JobVideo video{};
  std::vector<std::filesystem::path> references{};  ///< photos of the person, or folders of them
  JobOutput output{};
  std::vector<std::filesystem::path> not_target{};  ///< the same, of people who are not meant
  int reference_face = -1;                          ///< as in sample_photo()
  std::optional<float> match{};                     ///< a distance; replaces MatchLimits::mean_face
  /// Looks at some frames first, at least this often, and analyses only the parts of the video that
  /// may show the person. AnalyzeOptions::parts replace the looks, if they are set.
  std::optional<MediaTime> scan{};
  ClipFiles clips{};
  bool overlay = false;  ///< also a copy of the video with boxes, distances and cuts drawn in
};
struct TrackOutcome {
  Analysis analysis{};
  PersonResult result{};
  bool cancelled = false;  ///< stopped early
  bool reused = false;     ///< a stored analysis was used
};
FACETRACK_EXPORT TrackOutcome run_track(const TrackJob& job, const RunControl& control = {});

/// Clips, lists and page of everybody: persons.json and folders person_01, person_02, ….
struct FacesJob {
  JobVideo video{};
  JobOutput output{};
  std::optional<float> match{};  ///< a distance; replaces MatchLimits::mean_face
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

/// Writes shot_001.jpg, … and contact_sheet.jpg of `film` into output.folder, over earlier ones
/// unless Existing::refuse. Returns false if `control` asked to stop. check_shot_images() throws
/// the OutputError that save_shot_images() would throw, and changes nothing.
FACETRACK_EXPORT void check_shot_images(const JobVideo& video, const JobOutput& output);
FACETRACK_EXPORT bool save_shot_images(const Analysis& film, const JobVideo& video,
                                       const JobOutput& output, const RunControl& control = {});

}  // namespace facetrack
