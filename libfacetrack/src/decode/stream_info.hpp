// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/decoder.hpp"

#include "decode/input.hpp"
#include "decode/packet_index.hpp"

namespace facetrack::media {

/// The stream information from the container and its packets, for video stream `stream`.
MediaInfo describe(const Input& input, int stream, const PacketIndex& index);

/// The constant frame rate that all times keep, each within the rounding of the time base; nothing
/// if they do not.
std::optional<Rational> constant_rate(const PacketIndex& index, Rational base, Rational nominal);

}  // namespace facetrack::media
