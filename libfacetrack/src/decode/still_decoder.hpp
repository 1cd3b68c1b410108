// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>

#include "facetrack/frame.hpp"

#include "picture/ffmpeg.hpp"

namespace facetrack::media {

/// Decodes the packets of a stream, from a key frame on, until one picture is found. One thread at
/// a time.
class StillDecoder {
 public:
  /// The stream must outlive this. Throws Error(unsupported) without a decoder for it.
  StillDecoder(const AVStream& stream, std::int64_t max_pixels);

  /// Searches for the first picture that the codec returns. Takes packets in order and null after
  /// the last one. Returns true once the picture is found.
  bool find_first(const AVPacket* packet);
  /// The same for the picture that is shown at `pts`.
  bool find(std::int64_t pts, const AVPacket* packet);

  /// The time of the picture found.
  std::int64_t pts() const noexcept { return picture_->pts; }
  /// The picture found; its frame index is not set. Throws Error(unsupported).
  Frame picture() const;

 private:
  void send(const AVPacket* packet, AVDiscard skip = AVDISCARD_DEFAULT);
  bool receive();

  const AVStream& stream_;
  CodecPtr codec_;
  FramePtr picture_ = make_frame();
  bool begun_ = false;
  bool found_ = false;
};

}  // namespace facetrack::media
