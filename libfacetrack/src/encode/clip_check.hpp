// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "facetrack/decoder.hpp"
#include "facetrack/frame.hpp"

namespace facetrack::media {

/// The mean brightness of 16 x 16 parts of a picture: tells pictures apart and hardly depends on
/// compression.
using Signature = std::array<std::uint8_t, 256>;
Signature signature_of(const Frame& frame);
/// Mean difference of two signatures, in units of 1/256.
double difference(const Signature& a, const Signature& b);

struct ExpectedClip {
  std::int64_t frames = 0;
  Signature first{};
  std::optional<Signature> last{};  ///< absent for copied packets, which need no comparison
  double seconds = 0;               ///< of sound
  std::size_t sounds = 0;           ///< number of tracks
  double sound_tolerance = 0;       ///< seconds
};

/// Reads a written clip back. Throws Error(io) naming `name` if it is not as expected.
void check_clip(const std::filesystem::path& file, const std::string& name,
                const ExpectedClip& expected);

}  // namespace facetrack::media
