// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstddef>

#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"

namespace facetrack {

/// The luma inside a box, reduced to a small grid with mean 0 and length 1. It is enough to tell
/// whether two boxes show the same thing. All zero for a flat region.
struct Patch {
  static constexpr std::size_t side = 16;
  std::array<float, side * side> values{};
};

/// Pure. Pixels outside the picture repeat its edge.
Patch luma_patch(const ImageView& luma, const Box& box);

/// Pure. Likeness in [-1, 1] (normalised cross-correlation).
float likeness(const Patch& a, const Patch& b);

}  // namespace facetrack
