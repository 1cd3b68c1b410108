// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace facetrack::testing {

enum class DamageKind : std::uint8_t { zeros, flips, cut, truncation, dropped, swapped };
inline constexpr int damage_kinds = 6;
std::string_view name_of(DamageKind kind);

/// Writes a damaged copy of the video file `from` to `to`: zeros over a stretch, flipped bits,
/// bytes taken out of the middle, the end cut off, packets left out, or the contents of packets
/// exchanged. The generator alone decides where. Throws std::runtime_error if `from` cannot be
/// read.
void write_damaged(const std::filesystem::path& from, const std::filesystem::path& to,
                   DamageKind kind, std::mt19937& random);

/// Zeros over all bytes of packet `number`, in the order of the file.
void zero_packet(const std::filesystem::path& file, int number);

/// Zeros over the bytes begin..begin+count of the file.
void zero_bytes(const std::filesystem::path& file, std::int64_t begin, std::int64_t count);

/// The packets of a video stream as ffprobe lists them.
struct ProbedPackets {
  bool readable = false;          ///< ffprobe ended with 0
  bool untimed = false;           ///< a packet has no pts
  std::vector<std::int64_t> pts;  ///< ascending, without those that an edit list cuts away
};
ProbedPackets probe_packets(const std::filesystem::path& file, int stream);

}  // namespace facetrack::testing
