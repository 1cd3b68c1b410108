// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <memory>

#include "facetrack/face.hpp"

#include "face/five_points.hpp"

namespace facetrack {

/// The 68 points of the iBUG scheme: jaw 0-16, brows 17-26, nose 27-35, eyes 36-47, mouth 48-67.
using Landmarks68 = std::array<Point, 68>;

/// Finds the 68 points with the built-in landmark model. Objects share the model; one thread at a
/// time per object.
class LandmarkFinder {
 public:
  LandmarkFinder() = default;
  LandmarkFinder(const LandmarkFinder&) = delete;
  LandmarkFinder& operator=(const LandmarkFinder&) = delete;
  virtual ~LandmarkFinder() = default;
  /// Requires: image is bgr24 and not empty; `box` reaches from forehead to chin.
  virtual Landmarks68 find(const ImageView& image, const Box& box) = 0;
  /// The mean of find() from several starts. Takes four times as long, and noise in the picture
  /// moves the points about half as much.
  virtual Landmarks68 find_averaged(const ImageView& image, const Box& box) = 0;
};

/// Throws Error: missing_model, corrupt_input.
std::unique_ptr<LandmarkFinder> make_landmark_finder();

/// The five alignment points computed from the 68: means of the eyes, nose tip, mouth corners.
Landmarks five_of(const Landmarks68& points) noexcept;

/// A FivePoints that uses the 68 points.
std::unique_ptr<FivePoints> make_builtin_five_points();

}  // namespace facetrack
