// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>

#include "facetrack/frame.hpp"

#include "picture/ffmpeg.hpp"

namespace facetrack::media {

/// The transformation that makes stored pictures upright: first mirror, then rotate clockwise.
struct Orientation {
  int rotation = 0;  ///< 0, 90, 180, 270
  bool mirrored = false;
};
/// The orientation from a display matrix (nine numbers, or null). Anything but quarter turns counts
/// as upright.
Orientation orientation_of(const std::int32_t* display_matrix);
Orientation orientation_of(const AVStream& stream);

/// The frame with the orientation applied; the frame itself if nothing changes. Requires: yuv420p
/// or bgr24.
Frame turned(const Frame& stored, Orientation how);

/// Converts decoded pictures to upright yuv420p Frames. Shares the pixels of pictures that are
/// upright yuv420p already. One thread at a time.
class PictureMaker {
 public:
  /// `width` x `height`: of the stored picture; pictures of another size are scaled to it.
  PictureMaker(int width, int height, Orientation orientation)
      : width_(width), height_(height), orientation_(orientation) {}

  /// Throws Error(unsupported) for samples that cannot be converted.
  Frame make(const AVFrame& decoded, const FrameTime& time);

 private:
  FramePtr to_yuv420p(const AVFrame& decoded);

  int width_;
  int height_;
  Orientation orientation_;
  SwsPtr sws_;
  AVPixelFormat sws_format_ = AV_PIX_FMT_NONE;
  int sws_width_ = 0;
  int sws_height_ = 0;
};

}  // namespace facetrack::media
