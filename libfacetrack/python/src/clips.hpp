// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "facetrack/clip.hpp"
#include "facetrack/report.hpp"

namespace facetrack::python {

/// A planned clip and, if it was written, its file.
struct Clip {
  ClipPlan plan;
  std::filesystem::path file{};  ///< empty: not written
  TimeRange range;               ///< in the source, from its first frame shown
  std::vector<double> times;     ///< of the frames, likewise, in seconds
};

/// All clips of `plans`; those that `written` names have a file.
std::vector<Clip> clips_from(const Analysis& film, std::span<const ClipPlan> plans,
                             std::span<const WrittenClip> written);

}  // namespace facetrack::python
