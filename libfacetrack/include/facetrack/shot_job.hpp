// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>

#include "facetrack/export.hpp"
#include "facetrack/job.hpp"

namespace facetrack {

/// Only the shots: Analysis without tracks. `start`, `end`, decoder and shot options count, and
/// `report`: with it, pictures for a page are kept.
FACETRACK_EXPORT Analysis run_shots(const JobOptions& options, const RunControl& control = {});

/// A page with a timeline and a picture of each shot.
FACETRACK_EXPORT void write_shots_page(const JobOptions& options, const Analysis& analysis,
                                       const std::filesystem::path& file,
                                       const RunControl& control = {});
/// Throws what save_shot_images() would because of what is in `folder`; changes nothing.
FACETRACK_EXPORT void check_shot_images(const JobOptions& options,
                                        const std::filesystem::path& folder);
/// One still per shot (shot_001.jpg, …) and contact_sheet.jpg in `folder`. With
/// Existing::overwrite they replace earlier stills, but no file of anybody else. False: asked to
/// stop. Throws OutputError, Error(io).
FACETRACK_EXPORT bool save_shot_images(const JobOptions& options, const Analysis& analysis,
                                       const std::filesystem::path& folder,
                                       const RunControl& control = {});

}  // namespace facetrack
