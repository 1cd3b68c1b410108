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

/// A picture in 16 x 16 mean brightnesses: enough to tell a picture from another, blind to coding.
using Signature = std::array<std::uint8_t, 256>;
Signature signature_of(const Frame& frame);
/// Mean difference of two signatures, in steps of 256.
double difference(const Signature& a, const Signature& b);

struct ExpectedClip {
  std::int64_t frames = 0;
  Signature first{};
  std::optional<Signature> last{};  ///< absent: the packets are the source's own
  double seconds = 0;               ///< of sound
  std::size_t sounds = 0;           ///< number of tracks
  double sound_tolerance = 0;       ///< seconds
};

/// Reads a written clip back. Throws Error(io), naming `name`, when it is not as expected.
void check_clip(const std::filesystem::path& file, const std::string& name,
                const ExpectedClip& expected);

}  // namespace facetrack::media
