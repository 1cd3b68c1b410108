// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <memory>

#include "facetrack/face.hpp"

namespace facetrack {

/// Finds the five alignment points of a face whose detector gave none. One thread at a time.
class FivePoints {
 public:
  FivePoints() = default;
  FivePoints(const FivePoints&) = delete;
  FivePoints& operator=(const FivePoints&) = delete;
  virtual ~FivePoints();
  /// Requires: image is bgr24 and not empty.
  virtual Landmarks find(const ImageView& image, const Box& box) = 0;
};

/// The best of the models that are found; without any, the mean shape of the box.
std::unique_ptr<FivePoints> make_five_points();

/// The face's own points, or found by `finder`, which is made on first use.
Landmarks points_of(const ImageView& image, const Detection& face,
                    std::unique_ptr<FivePoints>& finder);

}  // namespace facetrack
