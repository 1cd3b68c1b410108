// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/camera.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <span>

namespace facetrack {
namespace {

constexpr int most_cells_across = 6;
constexpr int most_cells_down = 4;
// A shift explains a difference if it leaves less than this part of it.
constexpr double most_of_still_camera = 0.9;
// A motion is the same if it differs by less than this part, and is faster than so many cells in a
// frame: slower ones are not measured well enough.
constexpr double same_part = 0.4;
constexpr double least_speed = 0.15;
constexpr double most_moved = 0.5;  // of the picture

/// The mean difference where both pictures overlap.
double error_at(const Coarse& a, const Coarse& b, int dx, int dy) {
  const int columns = coarse_width - std::abs(dx);
  const int rows = coarse_height - std::abs(dy);
  int sum = 0;
  for (int y = 0; y < rows; ++y) {
    const auto* from = a.data() + (y + std::max(0, -dy)) * coarse_width + std::max(0, -dx);
    const auto* to = b.data() + (y + std::max(0, dy)) * coarse_width + std::max(0, dx);
    for (int x = 0; x < columns; ++x) sum += std::abs(from[x] - to[x]);
  }
  return static_cast<double>(sum) / (columns * rows);
}

double vertex(double before, double middle, double after) {
  const double curvature = before - 2 * middle + after;
  return curvature > 0 ? std::clamp((before - after) / (2 * curvature), -0.5, 0.5) : 0;
}

void shift_plane(std::span<const std::int16_t> from, int columns, int rows, double dx, double dy,
                 std::span<std::int16_t> to) {
  for (int y = 0; y < rows; ++y) {
    const double from_y = std::clamp(y - dy, 0.0, rows - 1.0);
    const int top = std::min(static_cast<int>(from_y), rows - 2);
    const double down = from_y - top;
    for (int x = 0; x < columns; ++x) {
      const double from_x = std::clamp(x - dx, 0.0, columns - 1.0);
      const int left = std::min(static_cast<int>(from_x), columns - 2);
      const double right = from_x - left;
      const auto* cell = from.data() + top * columns + left;
      const double above = cell[0] * (1 - right) + cell[1] * right;
      const double below = cell[columns] * (1 - right) + cell[columns + 1] * right;
      to[static_cast<std::size_t>(y * columns + x)] =
          static_cast<std::int16_t>(std::lround(above * (1 - down) + below * down));
    }
  }
}

}  // namespace

CameraShift camera_shift(const Coarse& a, const Coarse& b) {
  int best_x = 0;
  int best_y = 0;
  double least = most_of_still_camera * error_at(a, b, 0, 0);
  for (int dy = -most_cells_down; dy <= most_cells_down; ++dy) {
    for (int dx = -most_cells_across; dx <= most_cells_across; ++dx) {
      const double error = error_at(a, b, dx, dy);
      if (error >= least) continue;
      least = error;
      best_x = dx;
      best_y = dy;
    }
  }
  if (best_x == 0 && best_y == 0) return {};
  const auto along = [&](int dx, int dy) {
    return vertex(error_at(a, b, best_x - dx, best_y - dy), error_at(a, b, best_x, best_y),
                  error_at(a, b, best_x + dx, best_y + dy));
  };
  return {best_x + along(1, 0), best_y + along(0, 1)};
}

bool same_motion(const CameraShift& before, const CameraShift& after) {
  const double speed = std::min(std::hypot(before.x, before.y), std::hypot(after.x, after.y));
  const double apart = std::hypot(before.x - after.x, before.y - after.y);
  return speed > least_speed && apart < same_part * speed;
}

bool is_far(const CameraShift& shift) {
  return std::abs(shift.x) > most_moved * coarse_width ||
         std::abs(shift.y) > most_moved * coarse_height;
}

Coarse shifted(const Coarse& picture, const CameraShift& shift) {
  Coarse out{};
  const std::span<const std::int16_t> from(picture);
  const std::span<std::int16_t> to(out);
  shift_plane(from.first(coarse_luma), coarse_width, coarse_height, shift.x, shift.y,
              to.first(coarse_luma));
  shift_plane(from.subspan(coarse_luma, coarse_chroma), coarse_width / 2, coarse_height / 2,
              shift.x / 2, shift.y / 2, to.subspan(coarse_luma, coarse_chroma));
  shift_plane(from.last(coarse_chroma), coarse_width / 2, coarse_height / 2, shift.x / 2,
              shift.y / 2, to.last(coarse_chroma));
  return out;
}

}  // namespace facetrack
