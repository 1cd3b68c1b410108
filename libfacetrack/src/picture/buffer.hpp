// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstddef>
#include <memory>

#include "facetrack/frame.hpp"

namespace facetrack::media {

/// Memory for a picture from a pool, because fresh pages for a large picture cost as much as
/// filling it. Returns to the pool with its last reference. Aligned for SIMD, with space to write a
/// little past the end. Any thread.
std::shared_ptr<std::byte> make_buffer(std::size_t bytes);

struct Planes {
  std::shared_ptr<std::byte> owner;
  std::array<ImageView, 3> views{};
  std::byte* data(int plane) const noexcept {
    return const_cast<std::byte*>(views[static_cast<std::size_t>(plane)].data);
  }
};
Planes make_yuv420p(int width, int height);
Planes make_gray8(int width, int height);
Planes make_bgr24(int width, int height);

}  // namespace facetrack::media
