// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "clip/crop_path.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace facetrack {
namespace {

/// Mean height of a face box over its width (measured on YuNet's boxes of real faces).
constexpr double face_aspect = 1.3;

}  // namespace

std::vector<double> smooth(std::span<const double> values, double sigma) {
  const auto n = static_cast<std::ptrdiff_t>(values.size());
  std::vector<double> result(values.begin(), values.end());
  if (sigma <= 0 || n < 3) return result;
  const auto reach = static_cast<std::ptrdiff_t>(std::ceil(3 * sigma));
  std::vector<double> weight;
  for (std::ptrdiff_t k = 0; k <= reach; ++k) {
    weight.push_back(std::exp(-0.5 * static_cast<double>(k * k) / (sigma * sigma)));
  }
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    // A straight line is fitted under the kernel (local linear regression). In the middle this
    // equals the plain Gaussian; at the ends it follows the trend instead of lagging.
    double s0 = 0, s1 = 0, s2 = 0, t0 = 0, t1 = 0;
    for (std::ptrdiff_t j = std::max<std::ptrdiff_t>(0, i - reach); j <= std::min(n - 1, i + reach);
         ++j) {
      const double w = weight[static_cast<std::size_t>(std::abs(j - i))];
      const auto x = static_cast<double>(j - i);
      const double y = values[static_cast<std::size_t>(j)];
      s0 += w;
      s1 += w * x;
      s2 += w * x * x;
      t0 += w * y;
      t1 += w * x * y;
    }
    const double determinant = s0 * s2 - s1 * s1;
    result[static_cast<std::size_t>(i)] =
        determinant > 1e-9 * s0 * s2 ? (s2 * t0 - s1 * t1) / determinant : t0 / s0;
  }
  return result;
}

std::vector<Box> crop_path(std::span<const TrackPoint> points, CropMode mode, double margin,
                           double sigma) {
  if (mode == CropMode::none) return {};
  std::vector<double> x, y, size;
  for (const TrackPoint& point : points) {
    const Point c = point.box.center();
    x.push_back(c.x);
    y.push_back(c.y);
    size.push_back(std::max<double>(point.box.width, point.box.height / face_aspect));
  }
  x = smooth(x, sigma);
  y = smooth(y, sigma);
  // Zoom is smoothed twice as long, because it disturbs more than motion and the margin allows it.
  size = smooth(size, 2 * sigma);
  std::vector<Box> path;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double face = std::max(size[i], 2.0);
    const double height = face * face_aspect + 2 * margin * face;
    const double width = mode == CropMode::square ? height : face + 2 * margin * face;
    path.push_back({static_cast<float>(x[i] - width / 2), static_cast<float>(y[i] - height / 2),
                    static_cast<float>(width), static_cast<float>(height)});
  }
  return path;
}

double crop_jitter(std::span<const Box> crop) {
  if (crop.size() < 3) return 0;
  double sum = 0;
  for (std::size_t i = 1; i + 1 < crop.size(); ++i) {
    const Point a = crop[i - 1].center();
    const Point b = crop[i].center();
    const Point c = crop[i + 1].center();
    const double ax = a.x - 2.0 * b.x + c.x;
    const double ay = a.y - 2.0 * b.y + c.y;
    const double width = std::max(1.0F, crop[i].width);
    sum += (ax * ax + ay * ay) / (width * width);
  }
  return std::sqrt(sum / static_cast<double>(crop.size() - 2));
}

}  // namespace facetrack
