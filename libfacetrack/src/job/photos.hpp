// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "facetrack/gallery.hpp"

namespace facetrack::job {

/// The name of the wanted person in the gallery of a job.
inline constexpr std::string_view target_name = "target";

/// The picture files that `names` refer to; the pictures of a folder sorted by name. Throws
/// Error(not_found) for a folder without any.
std::vector<std::filesystem::path> pictures_of(const std::vector<std::filesystem::path>& names);

struct PhotoRequest {
  std::vector<std::filesystem::path> references;
  std::vector<std::filesystem::path> not_target;
  int face = -1;  ///< as in sample_photo()
};

/// The person on the photos, as target_name, and each of `not_target` as another person. Skips a
/// useless photo among several and logs it. Throws Error(unsupported) if none is usable,
/// Error(invalid_argument) if one picture is given for both.
Gallery people_on_photos(const PhotoRequest& request, Detector& detector, Embedder& embedder);

}  // namespace facetrack::job
