// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <vector>

#include "facetrack/face.hpp"

namespace facetrack {

/// What `detector`, which may be the caller's own, finds in `image`, without what is no face
/// (is_usable). The library asks detectors through this alone.
inline std::vector<Detection> faces_in(const ImageView& image, Detector& detector) {
  std::vector<Detection> faces = detector.detect(image);
  std::erase_if(faces, [](const Detection& face) { return !is_usable(face); });
  return faces;
}

}  // namespace facetrack
