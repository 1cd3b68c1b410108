// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>

#include "media/ffmpeg.hpp"

namespace facetrack::media {

/// Tells from the sizes of packets, in the order of decoding, where little happens: whatever is new
/// costs bytes, first in the picture that those between refer to.
class DullPackets {
 public:
  /// Is the next packet a picture between others that brings nothing new, and does the one that it
  /// refers to bring nothing new either?
  bool take(const AVPacket& packet);

 private:
  /// What packets of a kind usually have, in bytes; key pictures, large anyway, do not count.
  struct Usual {
    double bytes = 0;
    bool surprised_by(const AVPacket& packet);
  };

  Usual ahead_, between_;
  std::int64_t latest_ = INT64_MIN;  ///< pts
  bool news_ahead_ = true;           ///< in the picture that those between refer to
};

}  // namespace facetrack::media
