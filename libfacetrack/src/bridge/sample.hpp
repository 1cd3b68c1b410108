// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cmath>
#include <cstddef>

#include <opencv2/core.hpp>

namespace facetrack::bridge {

using Float4 = float __attribute__((vector_size(16)));
using Int4 = int __attribute__((vector_size(16)));

/// Positions between two pixels; finer ones change no grey level.
constexpr int sample_phases = 64;

/// How far tap `i` of `taps` is from such a position.
inline double tap_distance(int i, int taps, int phase) {
  const int pixels = i - (taps / 2 - 1);
  return std::abs(pixels - static_cast<double>(phase) / sample_phases);
}

/// A picture of four bytes a pixel with pixels added around, which samples may reach into.
struct ByteSource {
  const unsigned char* pixels;
  std::ptrdiff_t stride;

  explicit ByteSource(const cv::Mat& m)
      : pixels(m.ptr()), stride(static_cast<std::ptrdiff_t>(m.step)) {}
};

/// Samples are grey levels less this, in this unit.
constexpr int sample_middle = 128;
constexpr float sample_unit = 1.0F / (128 * 16384);

/// Both pictures at `count` pairs of places by cubic convolution. A place is x and y in `a`, then x
/// and y in `b`, with one pixel before it and two behind.
void sample_places(const ByteSource& a, const ByteSource& b, const Float4* places, int count,
                   Int4* from_a, Int4* from_b);

/// The same on any processor.
void sample_places_plainly(const ByteSource& a, const ByteSource& b, const Float4* places,
                           int count, Int4* from_a, Int4* from_b);

}  // namespace facetrack::bridge
