// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "facetrack/quality.hpp"

namespace facetrack {
namespace {

struct Vector {
  float x = 0, y = 0, z = 0;
};

Vector operator+(const Vector& a, const Vector& b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
Vector operator*(const Vector& a, float b) { return {a.x * b, a.y * b, a.z * b}; }
Vector operator-(const Vector& a, const Vector& b) { return a + b * -1; }
float dot(const Vector& a, const Vector& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
Vector cross(const Vector& a, const Vector& b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

/// False if the vector has no direction.
bool make_unit(Vector& v) {
  const float length = std::sqrt(dot(v, v));
  if (!(length > 0) || !std::isfinite(length)) return false;
  v = v * (1 / length);
  return true;
}

/// The five points of a mean head relative to their centre: x to the right of the picture, y down,
/// z away from the camera. Half the distance of the eyes is 1. Fitted to the eight rendered actors
/// of tests/support (yaw to 45 degrees), whose points lie where YuNet finds them.
constexpr std::array<Vector, 5> mean_head{{{-1, -1.1945F, 0.3215F},
                                           {1, -1.1945F, 0.3215F},
                                           {0, 0.2033F, -0.9794F},
                                           {-0.779F, 1.0929F, 0.1682F},
                                           {0.779F, 1.0929F, 0.1682F}}};

float degrees(float radians) { return radians * 180 / std::numbers::pi_v<float>; }

/// Solves m v = b for the rows of `m` by Cramer's rule.
Vector solve(const std::array<Vector, 3>& m, const Vector& b) {
  // The rows of m are those of a symmetric matrix, so they are its columns too.
  const float whole = dot(m[0], cross(m[1], m[2]));
  return {dot(b, cross(m[1], m[2])) / whole, dot(m[0], cross(b, m[2])) / whole,
          dot(m[0], cross(m[1], b)) / whole};
}

}  // namespace

FacePose face_pose(const Landmarks& points) noexcept {
  Point mean;
  for (const Point& p : points) {
    mean.x += p.x / static_cast<float>(points.size());
    mean.y += p.y / static_cast<float>(points.size());
  }
  // With a scaled orthographic camera, each picture coordinate is a linear function of the three
  // coordinates of the head. Least squares yield it; its gradients are two rows of the rotation,
  // multiplied by the scale.
  std::array<Vector, 3> normal{};
  Vector sum_x;
  Vector sum_y;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Vector& m = mean_head[i];
    normal[0] = normal[0] + m * m.x;
    normal[1] = normal[1] + m * m.y;
    normal[2] = normal[2] + m * m.z;
    sum_x = sum_x + m * (points[i].x - mean.x);
    sum_y = sum_y + m * (points[i].y - mean.y);
  }
  Vector across = solve(normal, sum_x);
  Vector down = solve(normal, sum_y);
  if (!make_unit(across) || !make_unit(down)) return {};
  // With noise the two rows are not exactly perpendicular. The nearest perpendicular pair has the
  // same bisectors.
  Vector sum = across + down;
  Vector difference = across - down;
  if (!make_unit(sum) || !make_unit(difference)) return {};
  across = (sum + difference) * std::numbers::sqrt2_v<float> * 0.5F;
  down = (sum - difference) * std::numbers::sqrt2_v<float> * 0.5F;
  const Vector away = cross(across, down);
  // The rotation is a yaw, then a pitch, then a roll within the picture.
  return {degrees(std::atan2(away.x, away.z)), degrees(std::asin(std::clamp(-away.y, -1.0F, 1.0F))),
          degrees(std::atan2(-across.y, down.y))};
}

}  // namespace facetrack
