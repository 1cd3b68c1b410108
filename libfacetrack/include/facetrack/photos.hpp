// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "facetrack/export.hpp"
#include "facetrack/gallery.hpp"

namespace facetrack {

/// The name of the wanted person in people_on_photos().
inline constexpr std::string_view target_name = "target";

/// Photos of a wanted person and of people who are not meant. A folder means its pictures; a file
/// that ends with .json is a gallery (gallery_json()), all of whose faces are the person's.
struct PhotoRequest {
  std::vector<std::filesystem::path> references{};
  std::vector<std::filesystem::path> not_target{};
  int face = -1;  ///< as in sample_photo()
};

/// The person on the photos, as target_name, and each of `not_target` as another person. Skips a
/// useless photo among several and logs it. Throws Error: unsupported if none is usable,
/// invalid_argument if one picture is given for both, not_found.
FACETRACK_EXPORT Gallery people_on_photos(const PhotoRequest& request, Detector& detector,
                                          Embedder& embedder);

}  // namespace facetrack
