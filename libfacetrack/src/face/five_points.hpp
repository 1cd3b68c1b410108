// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <memory>

#include "facetrack/face.hpp"

namespace facetrack {

/// Finds the five alignment points of a face that came without landmarks. One thread at a time.
class FivePoints {
 public:
  FivePoints() = default;
  FivePoints(const FivePoints&) = delete;
  FivePoints& operator=(const FivePoints&) = delete;
  virtual ~FivePoints();
  /// Requires: image is bgr24 and not empty.
  virtual Landmarks find(const ImageView& image, const Box& box) = 0;
};

/// The best model that is installed; without any, the mean shape in the box.
std::unique_ptr<FivePoints> make_five_points();

/// The landmarks of the face, or the points found by `finder`, which is created on first use.
Landmarks points_of(const ImageView& image, const Detection& face,
                    std::unique_ptr<FivePoints>& finder);

}  // namespace facetrack
