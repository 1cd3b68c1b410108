// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "facetrack/backends/content.hpp"
#include "facetrack/clip.hpp"
#include "facetrack/export.hpp"
#include "facetrack/identify.hpp"
#include "facetrack/output.hpp"
#include "facetrack/pipeline.hpp"
#include "facetrack/report.hpp"

namespace facetrack {

/// What to do when the output folder already holds results.
enum class Existing : std::uint8_t {
  refuse,     ///< throw OutputError
  overwrite,  ///< start anew; an earlier run's files go when the new results are whole
  resume      ///< keep what is finished and still fits, make the rest
};

/// One whole job, from a file to a folder of files: what the command line does.
struct JobOptions {
  std::filesystem::path video;
  std::filesystem::path output = "Results";
  Existing existing = Existing::refuse;
  /// Take output/tracks.json instead of looking at the frames. Other results of the same question
  /// (job, video, persons) are replaced when the new ones are whole.
  bool reuse = false;
  std::filesystem::path tracks;  ///< the same with a file from elsewhere
  /// Names of settings (Analysis::settings) that a stored analysis must have been made with; those
  /// not named are taken as they are stored. Absent: all of them. "auto" fits any.
  std::optional<std::set<std::string>> insist;
  bool cache = true;     ///< write tracks.json, which holds everybody's embeddings and portraits
  std::string settings;  ///< the command line, for the report

  std::string detector = "auto";
  std::string embedder = "auto";
  DetectorOptions model;  ///< `allow_unverified` counts for all models
  std::string shot_detector = "content";
  ShotOptions shots;
  /// What the "content" shot detector measures, frame by frame, on the calling thread.
  std::function<void(const ContentMeasures&)> shot_observer{};
  DecoderOptions decoder;
  AnalyzeOptions analyze;          ///< its frame range is set from start and end
  std::optional<MediaTime> start;  ///< from the first frame shown
  std::optional<MediaTime> end;
  IdentifyOptions identify;  ///< zeros: the embedder's
  PlanOptions plan;
  ClipWriterOptions clips;

  bool json = true, csv = true, mot = false, edl = false, otio = false;
  bool flat_metadata = false;  ///< metadata.json as a plain list, for simple readers
  bool report = true;
  bool overlay = false;  ///< `track`: a copy of the video with everything drawn in
  int save_images = 0;   ///< every n-th face of each clip as a picture; 0: none
};

struct TrackOptions : JobOptions {
  std::vector<std::filesystem::path> references;  ///< pictures, or folders of them
  std::vector<std::filesystem::path> not_target;  ///< the same, of people who are not meant
  int reference_face = -1;                        ///< as in make_reference()
};

/// What became of a job. `result` points into `analysis`.
struct TrackOutcome {
  std::unique_ptr<Analysis> analysis;
  TrackResult result;
  TrackSummary summary;
  bool cancelled = false;  ///< finished files stay; the same job with Existing::resume goes on
  bool reused = false;     ///< tracks.json was taken
};

/// Writes clips, metadata and report of one person into `options.output` (docs/formats.md), each
/// file under its final name only when it is whole. No input and no file that a job did not write
/// is replaced or removed. Throws OutputError; Error: not_found, unsupported, corrupt_input (video
/// or reference), missing_model, io, invalid_argument.
FACETRACK_EXPORT TrackOutcome run_track(const TrackOptions& options,
                                        const RunControl& control = {});

/// One person of the video.
struct Person {
  std::string name;         ///< "person_01": also the folder
  std::vector<int> tracks;  ///< ids
  std::int64_t frames = 0;
  double seconds = 0;
  int best_track = 0;  ///< where the best picture of the face is
  std::int64_t best_frame = 0;
  TrackResult result;
};

struct FacesOutcome {
  std::unique_ptr<Analysis> analysis;
  std::vector<Person> persons;  ///< longest on screen first
  std::vector<int> unassigned;  ///< tracks nothing can be said about
  std::string why;              ///< why there are no persons; empty when there are some
  bool cancelled = false;
  bool reused = false;
};

/// The same for everybody: persons.json and a folder person_01, person_02, … each.
FACETRACK_EXPORT FacesOutcome run_faces(const JobOptions& options, const RunControl& control = {});

/// facetrack.persons/1 (docs/formats.md, data/schema/persons.schema.json).
FACETRACK_EXPORT std::string persons_json(const FacesOutcome& outcome);

}  // namespace facetrack
