// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>

#include "facetrack/job.hpp"

namespace facetrack::testing {

/// A video that is analysed with the models that come with facetrack: the same on every machine.
inline JobVideo with_builtin_models(const std::filesystem::path& file) {
  JobVideo video;
  video.file = file;
  video.stages.detector = [] { return make_detector("builtin"); };
  video.stages.embedder = [] { return make_embedder("builtin"); };
  video.settings = {{"detector", "builtin"}, {"embedder", "builtin"}};
  return video;
}

}  // namespace facetrack::testing
