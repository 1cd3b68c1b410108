// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <optional>

#include "facetrack/face.hpp"

namespace facetrack {

/// A rotation, scale and shift: x' = a x - b y + x0, y' = b x + a y + y0.
struct Similarity {
  float a = 1;
  float b = 0;
  float x0 = 0;
  float y0 = 0;

  Point operator()(Point p) const noexcept {
    return {a * p.x - b * p.y + x0, b * p.x + a * p.y + y0};
  }
  float scale() const noexcept;
  /// Requires: scale() > 0.
  Similarity inverse() const noexcept;
};

/// The similarity without reflection that maps `from` to `to` with the least squared error; nullopt
/// if `from` is (nearly) one point or not finite.
std::optional<Similarity> fit_similarity(const Landmarks& from, const Landmarks& to) noexcept;

/// The mean positions of the five points in a detector's box: used if no landmark model is
/// installed. Good for upright frontal faces only.
Landmarks mean_landmarks(const Box& box) noexcept;

/// The box that a detector would have drawn around these points.
Box box_around(const Landmarks& landmarks) noexcept;

}  // namespace facetrack
