// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/box_conventions.hpp"

#include <algorithm>

namespace facetrack {

void keep_best_first(std::vector<Detection>& faces, const DetectorOptions& options) {
  std::erase_if(faces, [&](const Detection& face) {
    return face.score < options.min_score ||
           std::min(face.box.width, face.box.height) < static_cast<float>(options.min_face);
  });
  std::stable_sort(faces.begin(), faces.end(),
                   [](const Detection& a, const Detection& b) { return a.score > b.score; });
}

}  // namespace facetrack
