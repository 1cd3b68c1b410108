// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "facetrack/control.hpp"
#include "facetrack/export.hpp"
#include "facetrack/library.hpp"
#include "facetrack/pipeline.hpp"

namespace facetrack {

/// Which frames of a video are looked at: every key frame, and frames between two key frames that
/// are farther apart than `every`.
struct LookOptions {
  MediaTime every{2, {1, 1}};  ///< the longest time between two looks
  int min_face = 0;            ///< pixels of the frame, shorter side; 0: all that are found
  int workers = 0;             ///< threads; 0: one per core. The result does not depend on it.
};

/// Looks at some frames of a video and finds out who is in it, 10 to 40 times as fast as analyze().
/// Uses the decoder, the detector and the embedder of `stages`. Sets everything in the facts but
/// the file and the source_id. `times` (may be null) receives the CPU time of each stage. Throws
/// the exceptions of a stage. If `control` asks to stop, the result is incomplete.
FACETRACK_EXPORT SeenVideo look_through(const Stages& stages, const LookOptions& options = {},
                                        const RunControl& control = {},
                                        StageTimes* times = nullptr);

/// The outcome of one video of an IndexJob.
struct IndexedVideo {
  enum class State : std::uint8_t {
    indexed,  ///< it is new, or its bytes were changed
    known,    ///< its bytes are in the library
    moved,    ///< known, under another name
    missing,  ///< it is in the library, but its file is not there
    removed,  ///< missing, and removed from the library
    failed    ///< it cannot be read; the library does not have it
  };
  std::filesystem::path file{};
  State state = State::indexed;
  double seconds = 0;    ///< length of an indexed video
  int persons = 0;       ///< in an indexed video
  std::string reason{};  ///< why it failed
};

/// Makes a library of videos, or adds videos to it.
struct IndexJob {
  std::filesystem::path library{};
  std::vector<std::filesystem::path> videos{};  ///< files, or folders that are searched for videos
  Stages stages{};  ///< detector and embedder; the decoder opens each file
  DecoderOptions decoder{};
  LookOptions looks{};          ///< `workers`: threads of the whole job
  bool forget_missing = false;  ///< removes videos whose file is not there
  /// Called after each video, on any thread, by one at a time.
  std::function<void(const IndexedVideo&)> on_video{};
};
struct IndexOutcome {
  std::vector<IndexedVideo> videos{};  ///< in the order in which they were done
  double seconds = 0;                  ///< length of all indexed videos
  StageTimes times{};
  bool cancelled = false;  ///< stopped early; videos that were done are in the library
};

/// A video that cannot be read costs only itself. A killed run loses the videos that it was looking
/// at; the next run continues. A run that is not stopped ends with index.json (index_json()).
/// Throws Error: not_found if a folder has no video or if there is no video at all; unsupported if
/// the library has another embedder; io, also for an index.json of somebody else; corrupt_input
/// (library).
FACETRACK_EXPORT IndexOutcome run_index(const IndexJob& job, const RunControl& control = {});

/// The files below `folder` whose endings are those of videos, sorted. Leaves out folders below it
/// that hold results of facetrack. Throws Error(io).
FACETRACK_EXPORT std::vector<std::filesystem::path> videos_below(
    const std::filesystem::path& folder);

}  // namespace facetrack
