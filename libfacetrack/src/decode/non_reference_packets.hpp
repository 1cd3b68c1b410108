// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>

#include "picture/ffmpeg.hpp"

namespace facetrack::media {

/// Tells from the sizes of packets which non-reference frames (most B-frames) show little that is
/// new, so that a decoder can skip them.
class NonReferencePackets {
 public:
  /// True if `packet` holds a frame between two others, its size is usual, and the size of the
  /// reference frame after it is usual too.
  bool can_skip(const AVPacket& packet);

 private:
  /// The running mean of the packet sizes of one kind of frame, in bytes. Key frames are large
  /// anyway and do not count.
  struct UsualSize {
    double bytes = 0;
    bool is_exceeded_by(const AVPacket& packet);
  };

  UsualSize reference_, between_;
  std::int64_t latest_ = INT64_MIN;  ///< pts
  bool reference_is_new_ = true;     ///< the last reference frame was larger than usual
};

}  // namespace facetrack::media
