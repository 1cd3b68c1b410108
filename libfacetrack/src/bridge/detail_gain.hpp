// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cmath>

#include "core/fast.hpp"

namespace facetrack::bridge {

/// The part of a pixel's detail that is noise: 1.15 * (noise energy / energy)^1.5, so that real
/// detail that differs a little stays.
FACETRACK_INLINE float noise_share(float noise_energy, float energy) {
  const float q = noise_energy / energy;
  return lesser(1.15F * q * std::sqrt(q), 1.0F);
}

}  // namespace facetrack::bridge
