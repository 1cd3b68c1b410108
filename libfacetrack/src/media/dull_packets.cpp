// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "media/dull_packets.hpp"

#include <algorithm>

namespace facetrack::media {
namespace {

/// A packet of so many times the usual size brings news.
constexpr double too_much = 2.5;
/// How fast the usual size follows: about eight packets.
constexpr double pace = 0.125;

}  // namespace

bool DullPackets::Usual::surprised_by(const AVPacket& packet) {
  const auto size = static_cast<double>(packet.size);
  const bool surprised = bytes == 0 || size > too_much * bytes;
  const double counted = bytes == 0 ? size : std::min(size, 2 * too_much * bytes);
  if ((packet.flags & AV_PKT_FLAG_KEY) == 0) bytes += (counted - bytes) * pace;
  return surprised;
}

bool DullPackets::take(const AVPacket& packet) {
  if (packet.pts != AV_NOPTS_VALUE && packet.pts < latest_) {
    return !between_.surprised_by(packet) && !news_ahead_;
  }
  latest_ = packet.pts;
  news_ahead_ = ahead_.surprised_by(packet) || (packet.flags & AV_PKT_FLAG_KEY) != 0;
  return false;
}

}  // namespace facetrack::media
