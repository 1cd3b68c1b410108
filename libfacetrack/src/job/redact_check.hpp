// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "facetrack/redact_job.hpp"

namespace facetrack::job {

/// As in DecoderOptions: the pictures of a source that was opened are not too large.
std::int64_t pixel_limit(int width, int height);

/// Decodes the written film and returns the faces that can still be seen and must not. Returns
/// fewer if asked to stop. Throws Error(io) if the film does not have all of its frames.
std::vector<Sighting> open_faces(const RedactJob& job, const std::filesystem::path& written,
                                 const Redaction& redaction, const RunControl& control);

}  // namespace facetrack::job
