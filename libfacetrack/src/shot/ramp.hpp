// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace facetrack {

/// A frame with at least this share of both pictures is clearly neither of them.
inline constexpr double clearly_mixed = 0.12;

/// Where a ramp from 0 to 1 begins and ends: positions of the last 0 and the first 1.
struct Ramp {
  std::size_t last_old = 0;
  std::size_t first_new = 0;
  double error = 0;  ///< mean squared
};

/// Pure. Do `shares` of the new picture rise without a large fall or step, and are enough of them
/// clearly mixed?
bool is_ramp(std::span<const double> shares);

/// How the shares may rise: straight or eased at both ends, as the dissolves of most editing
/// programs do, or also eased at one end, as pictures that slide do.
enum class Easing : std::uint8_t { even, any };

/// Pure. The ramp nearest to `shares`; nothing for fewer than 3.
std::optional<Ramp> fit_ramp(std::span<const double> shares, Easing easing = Easing::even);

}  // namespace facetrack
