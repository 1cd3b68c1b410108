// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstdint>

#include "facetrack/frame.hpp"

namespace facetrack {

/// The size at which shots are judged: small enough that grain, captions and shake mostly vanish,
/// large enough that two framings of the same set differ. The aspect of the picture is not kept.
inline constexpr int thumb_width = 64;
inline constexpr int thumb_height = 36;

/// A small yuv420p picture in one piece.
struct Thumb {
  static constexpr std::size_t luma_size = std::size_t{thumb_width} * thumb_height;
  static constexpr std::size_t chroma_size = luma_size / 4;
  std::int64_t index = 0;
  std::array<std::uint8_t, luma_size> luma{};
  std::array<std::uint8_t, chroma_size> cb{};
  std::array<std::uint8_t, chroma_size> cr{};
};

/// Any frame averaged down to thumb size; a gray one gets neutral chroma.
/// Throws Error(invalid_argument) for an empty frame.
Thumb make_thumb(const Frame& frame);

/// The same pixels as a yuv420p Frame, and back without loss.
Frame thumb_frame(const Thumb& thumb, const FrameTime& time);

}  // namespace facetrack
