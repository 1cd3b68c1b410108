// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>

namespace facetrack::testing {

/// Smooth noise in 0..1 with features about one unit wide; the same on every machine.
float noise_at(float x, float y);

/// Small, fast random numbers that are the same everywhere (std:: distributions are not).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL + 0x1234567ULL) {}
  std::uint32_t next();
  /// Evenly in [from, to).
  float range(float from, float to);
  /// About normal, mean 0, deviation 1.
  float normal();

 private:
  std::uint64_t state_;
};

}  // namespace facetrack::testing
