// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>

#include "facetrack/face.hpp"

namespace facetrack {

float iou(const Box& a, const Box& b) noexcept {
  const float width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const float height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const float common = width * height;
  return common / (a.area() + b.area() - common);
}

bool is_usable(const Detection& face) noexcept {
  constexpr float farthest = 1 << 20;  // pixels; NaN is not below it
  const auto near = [](float value) { return std::abs(value) <= farthest; };
  const auto point_near = [&](const Point& point) { return near(point.x) && near(point.y); };
  const Box& box = face.box;
  return std::isfinite(face.score) && near(box.x) && near(box.y) && box.width > 0 &&
         near(box.width) && box.height > 0 && near(box.height) &&
         (!face.landmarks ||
          std::all_of(face.landmarks->begin(), face.landmarks->end(), point_near));
}

}  // namespace facetrack
