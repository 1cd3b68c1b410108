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

/// The same for a part of a frame, scaled to `width` x `height` pixels for the detector. The faces
/// are in pixels of the frame.
inline std::vector<Detection> faces_in(const Frame& frame, const Region& part, int width,
                                       int height, Detector& detector) {
  const Frame picture = to_bgr24(frame, part, width, height);
  const float sx = static_cast<float>(part.width) / static_cast<float>(width);
  const float sy = static_cast<float>(part.height) / static_cast<float>(height);
  const auto x = static_cast<float>(part.x);
  const auto y = static_cast<float>(part.y);
  std::vector<Detection> faces = faces_in(picture.image(), detector);
  for (Detection& face : faces) {
    face.box = {x + face.box.x * sx, y + face.box.y * sy, face.box.width * sx,
                face.box.height * sy};
    if (!face.landmarks) continue;
    for (Point& p : *face.landmarks) p = {x + p.x * sx, y + p.y * sy};
  }
  return faces;
}

}  // namespace facetrack
