// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/export.hpp"
#include "facetrack/face.hpp"

namespace facetrack {

/// A face picture's fitness for recognition in [0, 1], and what it is made of.
struct FaceQuality {
  float overall = 0;
  float sharpness = 0;   ///< 0 blurred .. 1 sharp
  float frontality = 0;  ///< 0 profile .. 1 frontal; 0.5 where landmarks are missing
  float size = 0;        ///< pixels, shorter side of the box
};
/// Requires: image is bgr24.
FACETRACK_EXPORT FaceQuality face_quality(const ImageView& image, const Detection& face);

}  // namespace facetrack
