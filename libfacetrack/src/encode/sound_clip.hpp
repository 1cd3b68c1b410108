// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "facetrack/time.hpp"

namespace facetrack::media {

/// A part of the sound, in memory.
struct SoundClip {
  int sample_rate = 0;
  std::vector<std::vector<float>> channels;  ///< one or two, of equal length
  std::size_t samples() const noexcept { return channels.empty() ? 0 : channels.front().size(); }
};

/// The samples of [begin, end) on the file's clock, with silence where the source has none. More
/// than two channels become stereo. Throws Error: io, unsupported.
SoundClip read_sound(const std::filesystem::path& file, int stream, MediaTime begin, MediaTime end);

/// Seconds of sound that the file has in [begin, end). Throws Error: io, unsupported.
double sound_length(const std::filesystem::path& file, int stream, MediaTime begin, MediaTime end);

}  // namespace facetrack::media
