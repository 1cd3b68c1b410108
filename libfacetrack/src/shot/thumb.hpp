// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "facetrack/frame.hpp"

namespace facetrack {

/// The size at which shots are judged: small enough that grain, captions and camera shake mostly
/// vanish, large enough that two framings of one set differ.
inline constexpr Size thumb_size{64, 36};

/// The pixels of a small copy of a frame, yuv420p, in one piece.
struct Thumb {
  static constexpr std::size_t luma_size = std::size_t{thumb_size.width} * thumb_size.height;
  static constexpr std::size_t chroma_size = luma_size / 4;
  std::int64_t index = 0;
  std::array<std::uint8_t, luma_size> luma{};
  std::array<std::uint8_t, chroma_size> cb{};
  std::array<std::uint8_t, chroma_size> cr{};
};

/// Any frame averaged to thumb_size. Throws Error(invalid_argument) for an empty frame.
Thumb make_thumb(const Frame& frame);

}  // namespace facetrack
