// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>

#include "facetrack/frame.hpp"

#include "picture/ffmpeg.hpp"

namespace facetrack::media {

/// How stored pictures become upright: first mirrored, then turned clockwise.
struct Orientation {
  int rotation = 0;  ///< 0, 90, 180, 270
  bool mirrored = false;
};
/// From a display matrix, nine numbers, or null; anything but quarter turns counts as upright.
Orientation orientation_of(const std::int32_t* display_matrix);
Orientation orientation_of(const AVStream& stream);

/// A yuv420p or bgr24 frame turned that way; the frame itself where nothing is to be done.
Frame turned(const Frame& stored, Orientation how);

/// Makes upright yuv420p Frames of decoded pictures. Pictures that are so already are shared, not
/// copied. One thread at a time.
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
