// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cmath>
#include <cstddef>

#include <opencv2/core.hpp>

namespace facetrack::bridge {

using Float4 = float __attribute__((vector_size(16)));
using Int4 = int __attribute__((vector_size(16)));

/// Positions between two pixels; a finer step changes no grey level.
constexpr int sample_phases = 64;

/// Distance of tap `i` of `taps` from such a position.
inline double tap_distance(int i, int taps, int phase) {
  const int pixels = i - (taps / 2 - 1);
  return std::abs(pixels - static_cast<double>(phase) / sample_phases);
}

/// A picture of four bytes per pixel with a border that samples may read.
struct ByteSource {
  const unsigned char* pixels;
  std::ptrdiff_t stride;

  explicit ByteSource(const cv::Mat& m)
      : pixels(m.ptr()), stride(static_cast<std::ptrdiff_t>(m.step)) {}
};

/// Samples are grey levels minus sample_middle, in this unit.
constexpr int sample_middle = 128;
constexpr float sample_unit = 1.0F / (128 * 16384);

/// Samples both pictures at `count` pairs of positions by cubic convolution. A pair is x and y in
/// `a`, then x and y in `b`. One pixel before a position and two after it must exist.
void sample_places(const ByteSource& a, const ByteSource& b, const Float4* places, int count,
                   Int4* from_a, Int4* from_b);

/// The same for any processor.
void sample_places_plainly(const ByteSource& a, const ByteSource& b, const Float4* places,
                           int count, Int4* from_a, Int4* from_b);

}  // namespace facetrack::bridge
