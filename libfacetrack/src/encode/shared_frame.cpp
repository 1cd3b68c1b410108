// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "encode/shared_frame.hpp"

namespace facetrack::media {
namespace {

void release_frame(void* opaque, std::uint8_t*) { delete static_cast<Frame*>(opaque); }

}  // namespace

FramePtr shared_frame(const Frame& frame) {
  FramePtr shared = make_frame();
  shared->format = AV_PIX_FMT_YUV420P;
  shared->width = frame.width();
  shared->height = frame.height();
  for (int i = 0; i < 3; ++i) {
    const auto k = static_cast<std::size_t>(i);
    shared->data[k] = reinterpret_cast<std::uint8_t*>(const_cast<std::byte*>(frame.plane(i).data));
    shared->linesize[k] = static_cast<int>(frame.plane(i).stride);
  }
  auto* keep = new Frame(frame);
  shared->buf[0] =
      av_buffer_create(shared->data[0], 1, release_frame, keep, AV_BUFFER_FLAG_READONLY);
  if (shared->buf[0] == nullptr) {
    delete keep;
    throw Error(ErrorCode::backend, "out of memory");
  }
  return shared;
}

}  // namespace facetrack::media
