// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "decode/non_reference_packets.hpp"

#include <algorithm>

namespace facetrack::media {
namespace {

/// A packet of more than this many times the usual size shows something new.
constexpr double unusual_ratio = 2.5;
/// Weight of the newest packet in the running mean: it follows within about eight packets.
constexpr double newest_weight = 0.125;

}  // namespace

bool NonReferencePackets::UsualSize::is_exceeded_by(const AVPacket& packet) {
  const auto size = static_cast<double>(packet.size);
  const bool exceeded = bytes == 0 || size > unusual_ratio * bytes;
  const double counted = bytes == 0 ? size : std::min(size, 2 * unusual_ratio * bytes);
  if ((packet.flags & AV_PKT_FLAG_KEY) == 0) bytes += (counted - bytes) * newest_weight;
  return exceeded;
}

bool NonReferencePackets::can_skip(const AVPacket& packet) {
  if (packet.pts != AV_NOPTS_VALUE && packet.pts < latest_) {
    return !between_.is_exceeded_by(packet) && !reference_is_new_;
  }
  latest_ = packet.pts;
  reference_is_new_ = reference_.is_exceeded_by(packet) || (packet.flags & AV_PKT_FLAG_KEY) != 0;
  return false;
}

}  // namespace facetrack::media
