// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <vector>

#include "facetrack/redact_job.hpp"

namespace facetrack::job {

/// As in DecoderOptions: the pictures of a source that was opened are not too large.
std::int64_t pixel_limit(int width, int height);

/// Frames to search; absent: all. The others were searched in an earlier round and show the same.
using FrameSet = std::optional<std::set<std::int64_t>>;

/// Decodes the written film, searches these frames and returns the faces that can still be seen and
/// must not. Returns fewer if asked to stop. Throws Error(io) if the film does not have all of its
/// frames.
std::vector<Sighting> open_faces(const RedactJob& job, const std::filesystem::path& written,
                                 const Redaction& redaction, const FrameSet& frames,
                                 const RunControl& control);

}  // namespace facetrack::job
