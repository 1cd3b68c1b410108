// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "track/patch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace facetrack {

Patch luma_patch(const ImageView& luma, const Box& box) {
  Patch patch;
  if (luma.empty()) return patch;
  const int pixel_bytes = luma.format == PixelFormat::bgr24 ? 3 : 1;
  constexpr std::size_t samples = 2 * Patch::side;  // two by two samples a cell
  const auto pixel = [](float position, int limit) {
    return std::clamp(static_cast<int>(position), 0, limit - 1);
  };
  for (std::size_t sy = 0; sy < samples; ++sy) {
    const float y = box.y + box.height * (static_cast<float>(sy) + 0.5F) / samples;
    const std::byte* row = luma.row(pixel(y, luma.height));
    for (std::size_t sx = 0; sx < samples; ++sx) {
      const float x = box.x + box.width * (static_cast<float>(sx) + 0.5F) / samples;
      const auto value =
          std::to_integer<int>(row[pixel(x, luma.width) * pixel_bytes + pixel_bytes / 2]);
      patch.values[sy / 2 * Patch::side + sx / 2] += static_cast<float>(value);
    }
  }
  const float mean = std::accumulate(patch.values.begin(), patch.values.end(), 0.0F) /
                     static_cast<float>(patch.values.size());
  float energy = 0;
  for (float& value : patch.values) {
    value -= mean;
    energy += value * value;
  }
  // Below one grey level of contrast there is only noise to compare.
  constexpr float flat = 4.0F * 4.0F * static_cast<float>(Patch::side * Patch::side);
  const float scale = energy > flat ? 1.0F / std::sqrt(energy) : 0.0F;
  for (float& value : patch.values) value *= scale;
  return patch;
}

float likeness(const Patch& a, const Patch& b) {
  const float sum = std::inner_product(a.values.begin(), a.values.end(), b.values.begin(), 0.0F);
  return std::min(sum, 1.0F);  // rounding adds up to a little more
}

}  // namespace facetrack
