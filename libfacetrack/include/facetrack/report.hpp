// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/clip.hpp"
#include "facetrack/export.hpp"
#include "facetrack/identify.hpp"
#include "facetrack/pipeline.hpp"

namespace facetrack {

/// A finished `track` run: what metadata.json, metadata.csv and report.html are made of.
struct TrackResult {
  const Analysis* analysis = nullptr;  ///< must outlive the result
  std::vector<Reference> references;
  float threshold = 0;
  std::vector<ClipPlan> plans;
  std::vector<WrittenClip> clips;  ///< one per plan
  std::vector<Identification> identifications;
  std::string settings;  ///< the command line that made it
};

/// facetrack.metadata/1 (docs/formats.md, data/schema/metadata.schema.json).
FACETRACK_EXPORT std::string metadata_json(const TrackResult& result);
/// `[{file_name, start_time, end_time, frames: [{frame, time, box}]}]`, for simple readers.
FACETRACK_EXPORT std::string metadata_flat_json(const TrackResult& result);
/// One line per clip frame: clip,file,frame,time,x,y,width,height,score,from.
FACETRACK_EXPORT std::string metadata_csv(const TrackResult& result);

/// facetrack.shots/1.
FACETRACK_EXPORT std::string shots_json(const Analysis& analysis);
FACETRACK_EXPORT std::string shots_csv(const Analysis& analysis);
FACETRACK_EXPORT std::string shots_edl(const Analysis& analysis);
FACETRACK_EXPORT std::string shots_otio(const Analysis& analysis);

/// facetrack.tracks/1: an Analysis as text and back, without loss. Reading throws
/// Error(corrupt_input) naming the field that is wrong.
FACETRACK_EXPORT std::string tracks_json(const Analysis& analysis);
FACETRACK_EXPORT Analysis tracks_from_json(std::string_view text);

/// Writes `text` to a temporary name beside `file`, syncs, renames. Throws Error(io).
FACETRACK_EXPORT void write_file(const std::filesystem::path& file, std::string_view text);
/// Throws Error: not_found, io; refuses files of more than `max_bytes`.
FACETRACK_EXPORT std::string read_file(const std::filesystem::path& file,
                                       std::size_t max_bytes = std::size_t{1} << 31);

}  // namespace facetrack
