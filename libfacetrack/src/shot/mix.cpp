// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/mix.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <span>

namespace facetrack {
namespace {

void halve(std::span<const std::uint8_t> plane, int width, int height,
           std::span<std::int16_t> out) {
  const auto row = static_cast<std::size_t>(width);
  std::size_t next = 0;
  for (std::size_t y = 0; y + 1 < static_cast<std::size_t>(height); y += 2) {
    for (std::size_t x = 0; x < row; x += 2) {
      const std::size_t i = y * row + x;
      const int sum = plane[i] + plane[i + 1] + plane[i + row] + plane[i + row + 1];
      out[next++] = static_cast<std::int16_t>((sum + 2) / 4);
    }
  }
}

}  // namespace

Coarse coarse(const Thumb& thumb) {
  Coarse out{};
  const std::span<std::int16_t> all(out);
  halve(thumb.luma, thumb_size.width, thumb_size.height, all.first(coarse_luma));
  halve(thumb.cb, thumb_size.width / 2, thumb_size.height / 2,
        all.subspan(coarse_luma, coarse_chroma));
  halve(thumb.cr, thumb_size.width / 2, thumb_size.height / 2, all.last(coarse_chroma));
  return out;
}

std::int64_t distance(const Coarse& a, const Coarse& b) {
  // 255^2 * 864 cells stays below 2^31.
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < coarse_size; ++i) {
    const auto d = static_cast<std::int16_t>(b[i] - a[i]);
    sum += d * d;
  }
  return sum;
}

Mix dissolve_mix(const Coarse& a, const Coarse& f, const Coarse& b, std::int64_t distance) {
  std::int32_t along = 0;
  std::int32_t total = 0;
  for (std::size_t i = 0; i < coarse_size; ++i) {
    const auto change = static_cast<std::int16_t>(b[i] - a[i]);
    const auto moved = static_cast<std::int16_t>(f[i] - a[i]);
    along += change * moved;
    total += moved * moved;
  }
  const auto norm = static_cast<double>(distance);
  const double share = along / norm;
  return {share, (total - share * along) / norm};
}

double evenness(const Coarse& a, const Coarse& f, const Coarse& b, double share) {
  constexpr double tolerance = 0.5;  // of the share of the shot that is shown less
  const double most_off = tolerance * std::min(share, 1 - share);
  double even = 0;
  double all = 0;
  for (std::size_t i = 0; i < coarse_size; ++i) {
    const double change = b[i] - a[i];
    all += std::abs(change);
    if (std::abs(f[i] - a[i] - share * change) <= most_off * std::abs(change))
      even += std::abs(change);
  }
  return all > 0 ? even / all : 0;
}

double likeness(const Coarse& a, const Coarse& b) {
  double sum_a = 0;
  double sum_b = 0;
  double square_a = 0;
  double square_b = 0;
  double product = 0;
  for (std::size_t i = 0; i < coarse_luma; ++i) {
    sum_a += a[i];
    sum_b += b[i];
    square_a += a[i] * a[i];
    square_b += b[i] * b[i];
    product += a[i] * b[i];
  }
  const auto cells = static_cast<double>(coarse_luma);
  const double spread = (square_a - sum_a * sum_a / cells) * (square_b - sum_b * sum_b / cells);
  return spread > 0 ? (product - sum_a * sum_b / cells) / std::sqrt(spread) : 0;
}

double flatness(const Coarse& picture) {
  int sum = 0;
  for (std::size_t i = 0; i < coarse_luma; ++i) sum += picture[i];
  const double mean = sum / static_cast<double>(coarse_luma);
  double spread = 0;
  for (std::size_t i = 0; i < coarse_luma; ++i) spread += std::abs(picture[i] - mean);
  return spread / static_cast<double>(coarse_luma);
}

}  // namespace facetrack
