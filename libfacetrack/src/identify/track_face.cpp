// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "identify/track_face.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace facetrack {

std::optional<Embedding> face_of(const FaceTrack& track) {
  if (track.samples.empty()) return std::nullopt;
  Embedding mean{track.samples.front().embedding.model, {}};
  mean.values.assign(track.samples.front().embedding.values.size(), 0.0F);
  for (const FaceSample& sample : track.samples) {
    if (sample.embedding.values.size() != mean.values.size()) continue;
    const float weight = std::max(sample.quality.overall, 0.01F);
    for (std::size_t i = 0; i < mean.values.size(); ++i) {
      mean.values[i] += weight * sample.embedding.values[i];
    }
  }
  float energy = 0;
  for (const float value : mean.values) energy += value * value;
  if (energy <= 0) return std::nullopt;
  for (float& value : mean.values) value /= std::sqrt(energy);
  return mean;
}

bool seen_together(const FaceTrack& a, const FaceTrack& b) {
  return a.first_frame() <= b.last_frame() && b.first_frame() <= a.last_frame();
}

}  // namespace facetrack
