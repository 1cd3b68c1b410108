// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/export.hpp"
#include "facetrack/face.hpp"

namespace facetrack {

/// How well a picture of a face can be recognised, in [0, 1], and the parts of that figure.
struct FaceQuality {
  float overall = 0;
  float sharpness = 0;   ///< 0 blurred .. 1 sharp
  float frontality = 0;  ///< 0 profile .. 1 frontal; 0.5 without landmarks
  float size = 0;        ///< pixels, shorter side of the box
};
/// Requires: image is bgr24.
FACETRACK_EXPORT FaceQuality face_quality(const ImageView& image, const Detection& face);

/// The direction of a head in degrees. All zero: the face looks straight into the camera. Positive
/// yaw, pitch and roll: turned to the person's left, raised, tilted to the person's left shoulder.
struct FacePose {
  float yaw = 0, pitch = 0, roll = 0;
};
/// Pure. An estimate from five points and a mean head. Beyond half a profile (45 degrees) detectors
/// guess the hidden points, so only the sign of the yaw is reliable there. Zero if the points
/// coincide or are not finite.
FACETRACK_EXPORT FacePose face_pose(const Landmarks& points) noexcept;

}  // namespace facetrack
