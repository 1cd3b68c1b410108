// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "shot/thumb.hpp"

namespace facetrack {

/// A thumb at half its size as one vector (luma, Cb, Cr): what mixtures are fitted on. Half the
/// size also halves what motion leaves over in such a fit.
inline constexpr int coarse_width = thumb_size.width / 2;
inline constexpr int coarse_height = thumb_size.height / 2;
inline constexpr std::size_t coarse_luma = Thumb::luma_size / 4;
inline constexpr std::size_t coarse_chroma = Thumb::chroma_size / 4;
inline constexpr std::size_t coarse_size = coarse_luma + 2 * coarse_chroma;
using Coarse = std::array<std::int16_t, coarse_size>;

Coarse coarse(const Thumb& thumb);

/// Sum of squared differences.
std::int64_t distance(const Coarse& a, const Coarse& b);

/// A picture seen as a mix of a and b.
struct Mix {
  double share = 0;  ///< of b: 0 is a, 1 is b; the least-squares fit, so it may lie outside
  double left = 0;   ///< squared error of the mix over the squared distance of a and b
};

/// As a dissolve or fade: every cell mixes the same share. `distance` is that of a and b, above 0.
Mix dissolve_mix(const Coarse& a, const Coarse& f, const Coarse& b, std::int64_t distance);

/// The part of the difference between a and b, 0 to 1, in cells of f that are a mix by about
/// `share` themselves. A mix of whole pictures is even; a caption that fades is not.
double evenness(const Coarse& a, const Coarse& f, const Coarse& b, double share);

/// Pure. The correlation of the luma, -1 to 1: near 1 for one picture in two lights.
double likeness(const Coarse& a, const Coarse& b);

/// Mean distance of the luma from its mean, gray levels: near 0 in a picture of one colour.
double flatness(const Coarse& picture);
/// A picture with less is black, white or any one colour.
inline constexpr double flat_picture = 3.0;

}  // namespace facetrack
