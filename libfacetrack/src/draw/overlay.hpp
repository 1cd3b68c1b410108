// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <span>
#include <string>

#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"

namespace facetrack::media {

/// A colour as Y, Cb, Cr of limited range.
using Ink = std::array<std::uint8_t, 3>;

struct Mark {
  Box box;
  std::string label;  ///< ASCII; above the box
  Ink ink{};
};

/// A copy of a yuv420p or gray8 frame with the marks, a line of text at the bottom, and, where
/// `flash`, a bright rim.
Frame draw_overlay(const Frame& frame, std::span<const Mark> marks, const std::string& caption,
                   bool flash);

}  // namespace facetrack::media
