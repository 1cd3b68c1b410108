// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/stored_numbers.hpp"

#include <cmath>

namespace facetrack::testing {

std::uint16_t half(float value) {
  if (value == 0) return 0;
  int exponent = 0;
  const float fraction = std::frexp(std::abs(value), &exponent);
  const auto mantissa = static_cast<unsigned>(fraction * 2048) & 0x3FFU;
  return static_cast<std::uint16_t>((value < 0 ? 0x8000U : 0U) |
                                    static_cast<unsigned>(exponent + 14) << 10 | mantissa);
}

}  // namespace facetrack::testing
