// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <span>

#include "job/job_output.hpp"

namespace facetrack::job {

/// Writes images/clip_001/frame_000306.jpg below `folder`: every n-th face of each clip, in the
/// crop of the clip. Returns false if asked to stop.
bool save_face_images(const ClipJob& job, std::span<const ClipPlan> plans,
                      const std::filesystem::path& folder, const RunControl& control);

}  // namespace facetrack::job
