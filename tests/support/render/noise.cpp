// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/render/noise.hpp"

#include <array>
#include <cmath>
#include <cstddef>

namespace facetrack::testing {
namespace {

constexpr int lattice_side = 64;  // of the repeating lattice

std::array<float, lattice_side * lattice_side> make_lattice() {
  std::array<float, lattice_side * lattice_side> lattice{};
  Random random(7);
  for (float& value : lattice) value = random.range(0, 1);
  return lattice;
}

}  // namespace

float noise_at(float x, float y) {
  static const std::array<float, lattice_side* lattice_side> lattice = make_lattice();
  const float fx = std::floor(x), fy = std::floor(y);
  const int ix = static_cast<int>(fx) & (lattice_side - 1),
            iy = static_cast<int>(fy) & (lattice_side - 1);
  const auto at = [&](int dx, int dy) {
    return lattice[static_cast<std::size_t>(((iy + dy) & (lattice_side - 1)) * lattice_side +
                                            ((ix + dx) & (lattice_side - 1)))];
  };
  float u = x - fx, v = y - fy;
  u = u * u * (3 - 2 * u);
  v = v * v * (3 - 2 * v);
  const float top = at(0, 0) + (at(1, 0) - at(0, 0)) * u;
  const float bottom = at(0, 1) + (at(1, 1) - at(0, 1)) * u;
  return top + (bottom - top) * v;
}

std::uint32_t Random::next() {  // xorshift64*
  state_ ^= state_ >> 12;
  state_ ^= state_ << 25;
  state_ ^= state_ >> 27;
  return static_cast<std::uint32_t>((state_ * 0x2545F4914F6CDD1DULL) >> 32);
}

float Random::range(float from, float to) {
  return from + (to - from) * (static_cast<float>(next() >> 8) * (1.0F / 16777216.0F));
}

float Random::normal() {
  float sum = 0;
  for (int i = 0; i < 6; ++i) sum += range(-1, 1);
  return sum * 0.7071F;  // the variance of range(-1, 1) is 1/3
}

}  // namespace facetrack::testing
