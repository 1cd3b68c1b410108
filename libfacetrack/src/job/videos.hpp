// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <vector>

namespace facetrack::job {

/// The video files that `names` refer to, each once, as it is named; the videos below a folder
/// sorted. Throws Error(not_found) for a folder without any.
std::vector<std::filesystem::path> videos_of(const std::vector<std::filesystem::path>& names);

/// The absolute path without "." and "..".
std::filesystem::path whole_path(const std::filesystem::path& file);

}  // namespace facetrack::job
