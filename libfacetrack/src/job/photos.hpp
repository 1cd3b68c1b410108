// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <vector>

#include "facetrack/photos.hpp"

namespace facetrack::job {

/// The picture files that `names` refer to; the pictures of a folder sorted by name. Throws
/// Error(not_found) for a folder without any.
std::vector<std::filesystem::path> pictures_of(const std::vector<std::filesystem::path>& names);

}  // namespace facetrack::job
