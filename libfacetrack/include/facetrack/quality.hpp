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

/// The direction of a head in degrees; all zero: straight into the camera. Positive values: turned
/// to the person's own left, raised, tilted to the person's own left shoulder.
struct FacePose {
  float yaw = 0, pitch = 0, roll = 0;
};
/// Pure. An estimate from five points and a mean head. Beyond half a profile (45 degrees) detectors
/// guess the hidden points, so only the sign of the yaw is reliable there. Zero if the points
/// coincide or are not finite.
FACETRACK_EXPORT FacePose face_pose(const Landmarks& points) noexcept;

}  // namespace facetrack
