// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/light.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace facetrack {
namespace {

// A change of light leaves this part of the contrast. With less left, a picture fades to black.
constexpr float least_contrast_kept = 0.33F;

// Below this share relit() explains a change of exposure.
constexpr double least_clipped = 0.1;

using Levels = std::array<int, 256>;

/// The number of cells at each gray level or below it.
Levels ranks(const Thumb& thumb) {
  Levels out{};
  for (const std::uint8_t value : thumb.luma) ++out[value];
  for (std::size_t level = 1; level < out.size(); ++level) out[level] += out[level - 1];
  return out;
}

/// The share of cells that are almost white or black: there an exposure has lost all detail.
double clipped(const Thumb& thumb) {
  const auto is_clipped = [](std::uint8_t value) { return value < 20 || value > 230; };
  return static_cast<double>(std::count_if(thumb.luma.begin(), thumb.luma.end(), is_clipped)) /
         Thumb::luma_size;
}

double colour(const std::array<std::uint8_t, Thumb::chroma_size>& plane) {
  int sum = 0;
  for (const std::uint8_t value : plane) sum += std::abs(value - 128);
  return static_cast<double>(sum) / Thumb::chroma_size;
}

void scale_colour(double factor, std::array<std::uint8_t, Thumb::chroma_size>& plane) {
  for (std::uint8_t& value : plane)
    value = static_cast<std::uint8_t>(std::clamp(128.5 + (value - 128) * factor, 0.0, 255.0));
}

}  // namespace

float contrast(const Thumb& thumb) {
  int sum = 0;
  for (const std::uint8_t value : thumb.luma) sum += value;
  const int mean = sum / static_cast<int>(Thumb::luma_size);
  int spread = 0;
  for (const std::uint8_t value : thumb.luma) spread += std::abs(value - mean);
  return static_cast<float>(spread) / Thumb::luma_size;
}

Thumb relit(const Thumb& a, const Thumb& b) {
  const float from = contrast(b);
  const float to = contrast(a);
  Thumb out = b;
  if (std::min(from, to) < std::max(full_activity, least_contrast_kept * std::max(from, to)))
    return out;
  double mean_a = 0;
  double mean_b = 0;
  for (std::size_t i = 0; i < Thumb::luma_size; ++i) {
    mean_a += a.luma[i];
    mean_b += b.luma[i];
  }
  mean_a /= Thumb::luma_size;
  mean_b /= Thumb::luma_size;
  for (std::uint8_t& value : out.luma) {
    const double matched = (value - mean_b) * static_cast<double>(to / from) + mean_a;
    value = static_cast<std::uint8_t>(std::clamp(matched + 0.5, 0.0, 255.0));
  }
  for (auto* plane : {&out.cb, &out.cr}) {
    for (std::uint8_t& value : *plane) {
      const float matched = 128 + static_cast<float>(value - 128) * to / from;
      value = static_cast<std::uint8_t>(std::clamp(matched + 0.5F, 0.0F, 255.0F));
    }
  }
  return out;
}

Thumb exposed_as(const Thumb& a, const Thumb& b) {
  Thumb out = a;
  if (std::min(contrast(a), contrast(b)) < full_activity || clipped(b) < least_clipped) return out;
  const Levels from = ranks(a);
  const Levels to = ranks(b);
  std::array<std::uint8_t, 256> tone{};
  std::size_t level = 0;
  for (std::size_t i = 0; i < tone.size(); ++i) {
    // The middle rank of the cells at this level.
    const int rank = (from[i] + (i > 0 ? from[i - 1] : 0)) / 2;
    while (level + 1 < tone.size() && to[level] <= rank) ++level;
    tone[i] = static_cast<std::uint8_t>(level);
  }
  for (std::uint8_t& value : out.luma) value = tone[value];
  const auto factor = [](double of_a, double of_b) { return of_b / std::max(of_a, 1.0); };
  scale_colour(factor(colour(a.cb), colour(b.cb)), out.cb);
  scale_colour(factor(colour(a.cr), colour(b.cr)), out.cr);
  return out;
}

}  // namespace facetrack
