// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/decoder.hpp"

#include "decode/input.hpp"
#include "decode/packet_index.hpp"

namespace facetrack::media {

/// What the container and its packets say about video stream `stream`.
MediaInfo describe(const Input& input, int stream, const PacketIndex& index);

/// The rate when the times keep it, each within the rounding of the time base.
std::optional<Rational> constant_rate(const PacketIndex& index, Rational base, Rational nominal);

}  // namespace facetrack::media
