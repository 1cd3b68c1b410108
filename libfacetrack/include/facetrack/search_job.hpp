// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "facetrack/control.hpp"
#include "facetrack/export.hpp"
#include "facetrack/job.hpp"
#include "facetrack/library_report.hpp"

namespace facetrack {

/// Searches a library for a person and cuts exact clips of the results.
struct SearchJob {
  std::filesystem::path library{};
  std::string person{};  ///< the name or id of a person of the library, instead of references
  int top = 100;         ///< results, at most
  /// The person to search for: `references`, `not_target`, `reference_face` and `match`; and how
  /// clips are made. `video.file`, `scan` and the parts to analyse are set for each video, and
  /// output.folder gets a folder for each. The embedder of the stages must be that of the library.
  TrackJob track{};
  /// Called after the clips of each video, on the calling thread.
  std::function<void(const std::filesystem::path& folder, const TrackOutcome&)> on_video{};
};

/// Opens no video. Sets everything in the report but `command`. Throws Error: not_found,
/// unsupported (library, photo), corrupt_input, missing_model, io.
FACETRACK_EXPORT SearchReport run_search(const SearchJob& job);

/// Runs run_track() on the parts of each video that `found` has appearances in. Leaves out videos
/// that are missing or were changed since they were indexed. Returns false if asked to stop. Throws
/// what run_track() throws.
FACETRACK_EXPORT bool cut_found(const SearchJob& job, const LibrarySearch& found,
                                const RunControl& control = {});

}  // namespace facetrack
