// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/align.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace facetrack {
namespace {

// Means over 13,221 LFW faces in YuNet's boxes, made symmetric: parts of the box's size.
constexpr std::array<std::array<float, 2>, 5> mean_shape{
    {{0.286F, 0.396F}, {0.714F, 0.396F}, {0.5F, 0.564F}, {0.313F, 0.740F}, {0.687F, 0.740F}}};

Point mean_point(const Landmarks& points) noexcept {
  Point mean;
  for (const Point& p : points) {
    mean.x += p.x / static_cast<float>(points.size());
    mean.y += p.y / static_cast<float>(points.size());
  }
  return mean;
}

}  // namespace

float Similarity::scale() const noexcept { return std::hypot(a, b); }

Similarity Similarity::inverse() const noexcept {
  const float square = a * a + b * b;
  Similarity inverse{a / square, -b / square, 0, 0};
  const Point origin = inverse({x0, y0});
  inverse.x0 = -origin.x;
  inverse.y0 = -origin.y;
  return inverse;
}

std::optional<Similarity> fit_similarity(const Landmarks& from, const Landmarks& to) noexcept {
  const Point from_mean = mean_point(from);
  const Point to_mean = mean_point(to);
  float along = 0;
  float across = 0;
  float spread = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const float px = from[i].x - from_mean.x;
    const float py = from[i].y - from_mean.y;
    const float qx = to[i].x - to_mean.x;
    const float qy = to[i].y - to_mean.y;
    along += px * qx + py * qy;
    across += px * qy - py * qx;
    spread += px * px + py * py;
  }
  // Points that spread over less than a pixel say nothing about the rotation; this test also
  // catches NaN.
  if (!(spread > 1.0F) || !std::isfinite(along) || !std::isfinite(across)) return std::nullopt;
  Similarity fit{along / spread, across / spread, 0, 0};
  if (!(fit.scale() > 1e-6F)) return std::nullopt;
  const Point moved = fit(from_mean);
  fit.x0 = to_mean.x - moved.x;
  fit.y0 = to_mean.y - moved.y;
  return fit;
}

Landmarks mean_landmarks(const Box& box) noexcept {
  Landmarks points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i] = {box.x + mean_shape[i][0] * box.width, box.y + mean_shape[i][1] * box.height};
  }
  return points;
}

Box box_around(const Landmarks& landmarks) noexcept {
  // In an upright box of usual shape the points lie at their mean positions. The fit gives size and
  // place; its rotation is ignored, because boxes are upright.
  constexpr Box usual{0, 0, 100, 130};
  const Landmarks mean = mean_landmarks(usual);
  const auto fit = fit_similarity(mean, landmarks);
  const float scale = fit ? fit->scale() : 0;
  const Point from = mean_point(mean);
  const Point to = mean_point(landmarks);
  return {to.x - from.x * scale, to.y - from.y * scale, usual.width * scale, usual.height * scale};
}

}  // namespace facetrack
