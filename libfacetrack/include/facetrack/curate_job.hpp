// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "facetrack/control.hpp"
#include "facetrack/curate_report.hpp"
#include "facetrack/export.hpp"
#include "facetrack/job.hpp"

namespace facetrack {

/// Makes a dataset of face clips from videos: manifest.jsonl, rejected.jsonl, summary.json,
/// report.html, clips/ or shards/, and analysis/ (docs/formats.md). With Existing::reuse it decides
/// again from the stored measures, with other gates. Requires videos that can seek.
struct CurateJob {
  std::vector<std::filesystem::path> videos{};  ///< files, or folders that are searched for videos
  /// How each video is analysed; `file` and `tracks` are not used. With CurateOptions::single_face
  /// every frame of a track is also searched for further faces.
  JobVideo analysis{};
  DecoderOptions decoder{};
  JobOutput output{.folder = "dataset"};  ///< `tracks` is not used: measures belong to a dataset
  CurateOptions choice = curate_preset("talking-head");
  std::vector<std::filesystem::path> references{};  ///< not empty: only the person on these photos
  std::optional<float> match{};                     ///< instead of MatchLimits::mean_face
  int look_every = 3;  ///< frames from one look at the pixels of a face to the next
  PlanOptions plan{.crop = CropMode::square, .margin = 0.4, .size = 512};  ///< not min_clip
  bool crop_bars = false;       ///< clips do not show black bars; sets PlanOptions::area
  bool no_copies = false;       ///< leaves out copies of earlier stretches (likeness_to_earlier())
  bool wav = false;             ///< also the sound of each clip as a file of its own
  std::int64_t shard_size = 0;  ///< not 0: bytes of a shard; WebDataset tars instead of clips/
  /// Not empty: shares for split_persons(). Persons then have one name in all videos.
  std::vector<double> split{};
  Rational frame_rate{25, 1};  ///< of the clips; 0/1: every frame at its time
  ClipWriterOptions writer{.sample_rate = 16000};
  /// Called when the clips of a video are written, on the calling thread.
  std::function<void(const CuratedVideo&)> on_video{};
};

struct CurateOutcome {
  std::vector<CuratedVideo> videos{};
  bool cancelled = false;  ///< stopped early; Existing::resume continues
};

/// A video that cannot be read costs only itself. Throws what run_track() throws, and
/// Error(not_found) if there is no video.
FACETRACK_EXPORT CurateOutcome run_curate(const CurateJob& job, const RunControl& control = {});

}  // namespace facetrack
