// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/repeats.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>

namespace facetrack {
namespace {

// Measured on films converted from 24 to 30 frames per second: 97 % of the repetitions differ by
// less than these from the frame before (x264 with CRF 18 to 28: 0.47 gray levels and 0.34 of the
// steps around, VP9: 0.34 and 0.23). New frames of the same films differ by 1.2 and more.
constexpr float most_repeated_step = 0.6F;  // gray levels
constexpr float most_of_usual = 0.4F;       // of the steps around

template <std::size_t size>
int sum_of_differences(const std::array<std::uint8_t, size>& a,
                       const std::array<std::uint8_t, size>& b) {
  int sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += std::abs(a[i] - b[i]);
  return sum;
}

}  // namespace

float still_difference(const Thumb& a, const Thumb& b) {
  const int sum = sum_of_differences(a.luma, b.luma) + sum_of_differences(a.cb, b.cb) +
                  sum_of_differences(a.cr, b.cr);
  return static_cast<float>(sum) / (Thumb::luma_size + 2 * Thumb::chroma_size);
}

bool is_repetition(float step, std::span<const float> before, std::span<const float> after) {
  if (step >= most_repeated_step || before.empty() || after.empty()) return false;
  // A cut lies on one side only, so the smaller of the two is the motion of the shot.
  const float usual = std::min(*std::max_element(before.begin(), before.end()),
                               *std::max_element(after.begin(), after.end()));
  return step < most_of_usual * usual;
}

}  // namespace facetrack
