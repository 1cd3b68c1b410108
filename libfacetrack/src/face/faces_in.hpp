// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <vector>

#include "facetrack/face.hpp"

namespace facetrack {

/// The usable faces (is_usable()) that `detector` finds in `image`. The library calls detectors
/// only through this function, because a detector may be the caller's own.
inline std::vector<Detection> faces_in(const ImageView& image, Detector& detector) {
  std::vector<Detection> faces = detector.detect(image);
  std::erase_if(faces, [](const Detection& face) { return !is_usable(face); });
  return faces;
}

}  // namespace facetrack
