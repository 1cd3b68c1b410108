// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

namespace facetrack::testing {

constexpr float pi = std::numbers::pi_v<float>;

/// Millimetres or a direction. x to the right of the picture, y down, z towards the viewer.
struct Vec3 {
  float x = 0;
  float y = 0;
  float z = 0;
};
inline Vec3 operator+(const Vec3& a, const Vec3& b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
inline Vec3 operator-(const Vec3& a, const Vec3& b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
inline Vec3 operator*(const Vec3& a, float s) { return {a.x * s, a.y * s, a.z * s}; }
inline Vec3 operator*(const Vec3& a, const Vec3& b) { return {a.x * b.x, a.y * b.y, a.z * b.z}; }
inline float dot(const Vec3& a, const Vec3& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline Vec3 cross(const Vec3& a, const Vec3& b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline Vec3 normalized(const Vec3& a) { return a * (1.0F / std::sqrt(dot(a, a) + 1e-12F)); }
inline Vec3 mix(const Vec3& a, const Vec3& b, float t) { return a + (b - a) * t; }

/// 0 below `from`, 1 above `to`, smooth between; `from` may be the larger one.
inline float smooth_step(float from, float to, float v) {
  float t = (v - from) / (to - from);
  t = t < 0 ? 0 : (t > 1 ? 1 : t);
  return t * t * (3 - 2 * t);
}
/// A bell of height 1, `sigma` wide; cheap, and exactly 0 beyond 3 sigma.
inline float bell(float v, float sigma) {
  const float t = v / (3 * sigma);
  const float s = 1 - t * t;
  return s <= 0 ? 0 : s * s * s * s;
}

/// A rotation: the rows are the axes of the turned frame.
struct Rotation {
  Vec3 row0{1, 0, 0};
  Vec3 row1{0, 1, 0};
  Vec3 row2{0, 0, 1};
  Vec3 apply(const Vec3& v) const { return {dot(row0, v), dot(row1, v), dot(row2, v)}; }
  Vec3 undo(const Vec3& v) const { return row0 * v.x + row1 * v.y + row2 * v.z; }
};
/// Degrees. yaw > 0: the nose goes right in the picture; pitch > 0: down; roll > 0: clockwise.
Rotation turn(float yaw, float pitch, float roll);

enum class Part : std::uint8_t { none, skin, ear, hair, glasses, lens, neck, cloth };

struct Vertex {
  Vec3 position;
  Vec3 normal;
  float openness = 1;  ///< below 1 in hollows, where less light comes in
};

struct Mesh {
  Part part = Part::none;
  bool on_body = false;  ///< moves with the body, not with the head
  std::vector<Vertex> vertices;
  std::vector<std::array<int, 3>> triangles;
};

/// A mesh of rows x columns vertices laid out row by row; columns close around.
/// Fills the triangles and the normals of `mesh`, whose positions are set.
void close_grid(Mesh& mesh, int rows, int columns);
void compute_normals(Mesh& mesh);

/// A vertex as seen: `screen` in pixels and depth (larger is nearer).
struct Seen {
  float x = 0;
  float y = 0;
  float depth = 0;
};

/// What is in front at each pixel.
struct Surface {
  Part part = Part::none;
  float depth = -1e9F;
  Vec3 position;  ///< in the frame of its mesh
  Vec3 normal;
  float openness = 1;
};

class SurfaceBuffer {
 public:
  SurfaceBuffer(int width, int height)
      : width_(width), height_(height), pixels_(static_cast<std::size_t>(width * height)) {}
  int width() const noexcept { return width_; }
  int height() const noexcept { return height_; }
  Surface& at(int x, int y) { return pixels_[static_cast<std::size_t>(y * width_ + x)]; }
  const Surface& at(int x, int y) const {
    return pixels_[static_cast<std::size_t>(y * width_ + x)];
  }
  /// Draws the triangles that face the viewer; `seen` has one entry per vertex.
  void draw(const Mesh& mesh, const std::vector<Seen>& seen);

 private:
  int width_;
  int height_;
  std::vector<Surface> pixels_;
};

/// Depth alone, from the light's side, for shadows.
class DepthMap {
 public:
  explicit DepthMap(int side) : side_(side), depth_(static_cast<std::size_t>(side * side), -1e9F) {}
  void draw(const Mesh& mesh, const std::vector<Seen>& seen);
  /// Share of light that reaches a place: 0 in shadow, 1 in the open, between at edges.
  float light(float x, float y, float depth) const;

 private:
  int side_;
  std::vector<float> depth_;
};

}  // namespace facetrack::testing
