// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <memory>

#include "facetrack/face.hpp"

#include "face/five_points.hpp"

namespace facetrack {

/// The usual 68 points: jaw 0-16, brows 17-26, nose 27-35, eyes 36-47, mouth 48-67.
using Landmarks68 = std::array<Point, 68>;

/// Finds them with the built-in landmark model. Objects share the model; one thread at a time per
/// object.
class LandmarkFinder {
 public:
  LandmarkFinder() = default;
  LandmarkFinder(const LandmarkFinder&) = delete;
  LandmarkFinder& operator=(const LandmarkFinder&) = delete;
  virtual ~LandmarkFinder() = default;
  /// Requires: image is bgr24 and not empty; `box` reaches from forehead to chin.
  virtual Landmarks68 find(const ImageView& image, const Box& box) = 0;
  /// The same as a mean over several starts, for five times the time: about half of the jitter
  /// that noise in the picture makes.
  virtual Landmarks68 find_steadily(const ImageView& image, const Box& box) = 0;
};

/// Throws Error: missing_model, corrupt_input.
std::unique_ptr<LandmarkFinder> make_landmark_finder();

/// The alignment points out of the 68: means of the eyes, nose tip, mouth corners.
Landmarks five_of(const Landmarks68& points) noexcept;

/// Finds the alignment points by the 68.
std::unique_ptr<FivePoints> make_builtin_five_points();

}  // namespace facetrack
