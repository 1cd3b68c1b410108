// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <algorithm>
#include <cmath>

#include "facetrack/face.hpp"

namespace facetrack::redact {

/// The smallest box around both.
inline Box hull(const Box& a, const Box& b) {
  const float left = std::min(a.x, b.x);
  const float top = std::min(a.y, b.y);
  return {left, top, std::max(a.x + a.width, b.x + b.width) - left,
          std::max(a.y + a.height, b.y + b.height) - top};
}

/// The part of the smaller box that lies inside the other one.
inline float shared_part(const Box& a, const Box& b) {
  const float width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const float height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  const float smaller = std::min(a.area(), b.area());
  return width > 0 && height > 0 && smaller > 0 ? width * height / smaller : 0;
}

inline float longer_side(const Box& box) { return std::max(box.width, box.height); }

/// The distance of the centres, in sizes of the larger box.
inline float distance_in_sizes(const Box& a, const Box& b) {
  const float size = std::max({longer_side(a), longer_side(b), 1.0F});
  return std::hypot(a.center().x - b.center().x, a.center().y - b.center().y) / size;
}

}  // namespace facetrack::redact
