// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cmath>

#include "core/fast.hpp"

namespace facetrack::bridge {

/// The share of noise in a pixel's detail: 1.15 * (noise energy / energy)^1.5. Real detail with
/// small differences is kept.
FACETRACK_INLINE float noise_share(float noise_energy, float energy) {
  const float q = noise_energy / energy;
  return lesser(1.15F * q * std::sqrt(q), 1.0F);
}

}  // namespace facetrack::bridge
