// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/duplicates.hpp"

#include <algorithm>

namespace facetrack {

std::vector<Detection> without_duplicates(std::vector<Detection> detections, float overlap,
                                          std::size_t most) {
  std::stable_sort(detections.begin(), detections.end(),
                   [](const Detection& a, const Detection& b) { return a.score > b.score; });
  if (detections.size() > most) detections.resize(most);
  std::vector<Detection> kept;
  for (const Detection& candidate : detections) {
    const bool known = std::any_of(kept.begin(), kept.end(), [&](const Detection& k) {
      return iou(k.box, candidate.box) > overlap;
    });
    if (!known) kept.push_back(candidate);
  }
  return kept;
}

}  // namespace facetrack
