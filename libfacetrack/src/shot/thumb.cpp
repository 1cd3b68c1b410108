// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/thumb.hpp"

#include <algorithm>
#include <span>

#include "picture/small_copy.hpp"

namespace facetrack {
namespace {

void copy_plane(const ImageView& plane, std::span<std::uint8_t> out) {
  for (int y = 0; y < plane.height; ++y) {
    const auto* line = reinterpret_cast<const std::uint8_t*>(plane.row(y));
    std::copy_n(line, plane.width, out.data() + static_cast<std::ptrdiff_t>(y) * plane.width);
  }
}

}  // namespace

Thumb make_thumb(const Frame& frame) {
  const Frame small = media::small_copy(frame, thumb_size);
  Thumb thumb;
  thumb.index = frame.time().index;
  copy_plane(small.plane(0), thumb.luma);
  copy_plane(small.plane(1), thumb.cb);
  copy_plane(small.plane(2), thumb.cr);
  return thumb;
}

}  // namespace facetrack
