// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "bridge/join_sound.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace facetrack::bridge {

media::SoundClip join_sounds(media::SoundClip left, const media::SoundClip& right, std::size_t from,
                             std::size_t to) {
  const std::size_t length = left.samples();
  for (std::size_t c = 0; c < left.channels.size(); ++c) {
    auto& out = left.channels[c];
    const auto& in = right.channels[c];
    for (std::size_t i = from; i < std::min(to, length); ++i) {
      const double part = (static_cast<double>(i - from) + 0.5) / static_cast<double>(to - from);
      const double angle =
          part * std::numbers::pi / 2;  // equal power: the squares of the two gains sum to one
      out[i] = out[i] * static_cast<float>(std::cos(angle)) +
               in[i] * static_cast<float>(std::sin(angle));
    }
    for (std::size_t i = std::min(to, length); i < length; ++i) out[i] = in[i];
  }
  return left;
}

}  // namespace facetrack::bridge
