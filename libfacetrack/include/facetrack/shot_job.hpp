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
/// One still per shot (shot_001.jpg, …) and contact_sheet.jpg in `folder`. False: asked to stop.
FACETRACK_EXPORT bool save_shot_images(const JobOptions& options, const Analysis& analysis,
                                       const std::filesystem::path& folder,
                                       const RunControl& control = {});

}  // namespace facetrack
