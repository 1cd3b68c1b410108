// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "facetrack/analysis.hpp"
#include "facetrack/clip.hpp"
#include "facetrack/curate.hpp"
#include "facetrack/export.hpp"

namespace facetrack {

/// The part of a dataset that comes from one video.
struct CuratedVideo {
  std::filesystem::path file{};
  std::string source_id{};           ///< source_id() of the file
  std::vector<Stretch> stretches{};  ///< every frame of every track, kept or rejected
  /// Of each track: "person_01", …, within the video, or in the dataset if it is split.
  std::map<int, std::string> persons{};
  std::map<std::string, std::string> parts{};  ///< of each person: "train", …; empty: not split
  std::vector<WrittenClip> clips{};            ///< one per kept stretch, in order
  std::string problem{};                       ///< why the video could not be used; empty: it was
};

// Pure. The files of a dataset (docs/formats.md), as text.

/// The line of a kept stretch. `clip`: its file may also be the shard that has it. `sample_rate`:
/// of the clip; 0: no sound, or as in the source.
FACETRACK_EXPORT std::string manifest_line(const CuratedVideo& video, const Stretch& stretch,
                                           const Analysis& film, const ClipPlan& plan,
                                           const WrittenClip& clip, int sample_rate);
/// A line per rejected stretch.
FACETRACK_EXPORT std::string rejected_jsonl(const CuratedVideo& video);
/// facetrack.curate/1: how much was kept, and what each gate costs.
FACETRACK_EXPORT std::string curate_summary_json(std::span<const CuratedVideo> videos,
                                                 const CurateOptions& choice);
FACETRACK_EXPORT std::string curate_page(std::span<const CuratedVideo> videos,
                                         const CurateOptions& choice, const std::string& command);

}  // namespace facetrack
