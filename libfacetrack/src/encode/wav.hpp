// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>

#include "facetrack/time.hpp"

namespace facetrack::media {

/// Writes the `part` of a sound track, on the clock of the source, as 16-bit PCM.
/// `sample_rate` 0: as in the source. The file appears when it is complete. Throws Error: io,
/// unsupported.
void write_wav(const std::filesystem::path& source, int stream, const TimeRange& part,
               int sample_rate, const std::filesystem::path& file);

}  // namespace facetrack::media
