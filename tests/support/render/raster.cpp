// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/render/raster.hpp"

#include <algorithm>
#include <cstddef>

namespace facetrack::testing {
namespace {

// Calls visit(x, y, b0, b1, b2) with barycentric weights for each pixel centre inside a triangle
// that faces the viewer (counter-clockwise grids of close_grid() have negative area here).
template <typename Visit>
void scan(const Seen& a, const Seen& b, const Seen& c, int width, int height, Visit visit) {
  const float area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
  if (area >= -1e-6F) return;
  const int x0 = std::max(0, static_cast<int>(std::ceil(std::min({a.x, b.x, c.x}) - 0.5F)));
  const int y0 = std::max(0, static_cast<int>(std::ceil(std::min({a.y, b.y, c.y}) - 0.5F)));
  const int x1 =
      std::min(width - 1, static_cast<int>(std::floor(std::max({a.x, b.x, c.x}) - 0.5F)));
  const int y1 =
      std::min(height - 1, static_cast<int>(std::floor(std::max({a.y, b.y, c.y}) - 0.5F)));
  const float inverse = 1.0F / area;
  for (int y = y0; y <= y1; ++y) {
    const float py = static_cast<float>(y) + 0.5F;
    for (int x = x0; x <= x1; ++x) {
      const float px = static_cast<float>(x) + 0.5F;
      const float b0 = ((b.x - px) * (c.y - py) - (c.x - px) * (b.y - py)) * inverse;
      const float b1 = ((c.x - px) * (a.y - py) - (a.x - px) * (c.y - py)) * inverse;
      const float b2 = 1 - b0 - b1;
      // A hair of tolerance: neighbours share their edge, so that no seam stays open.
      if (b0 < -1e-4F || b1 < -1e-4F || b2 < -1e-4F) continue;
      visit(x, y, b0, b1, b2);
    }
  }
}

}  // namespace

Rotation turn(float yaw, float pitch, float roll) {
  constexpr float degree = pi / 180;
  const float cy = std::cos(yaw * degree), sy = std::sin(yaw * degree);
  const float cp = std::cos(pitch * degree), sp = std::sin(pitch * degree);
  const float cr = std::cos(roll * degree), sr = std::sin(roll * degree);
  // Yaw about y first, then pitch about x, then roll in the picture plane.
  const Vec3 r0{cy, 0, sy};
  const Vec3 r1{-sp * sy, cp, sp * cy};
  const Vec3 r2{-cp * sy, -sp, cp * cy};
  return {r0 * cr - r1 * sr, r0 * sr + r1 * cr, r2};
}

void compute_normals(Mesh& mesh) {
  std::vector<Vec3> sum(mesh.vertices.size());
  for (const auto& [i, j, k] : mesh.triangles) {
    const auto at = [&](int n) { return mesh.vertices[static_cast<std::size_t>(n)].position; };
    const Vec3 normal = cross(at(k) - at(i), at(j) - at(i));
    for (const int n : {i, j, k}) {
      sum[static_cast<std::size_t>(n)] = sum[static_cast<std::size_t>(n)] + normal;
    }
  }
  for (std::size_t i = 0; i < sum.size(); ++i) mesh.vertices[i].normal = normalized(sum[i]);
}

void close_grid(Mesh& mesh, int rows, int columns) {
  for (int r = 0; r + 1 < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      const int next = (c + 1) % columns;
      const int a = r * columns + c, b = r * columns + next;
      const int d = (r + 1) * columns + c, e = (r + 1) * columns + next;
      mesh.triangles.push_back({a, d, b});
      mesh.triangles.push_back({b, d, e});
    }
  }
  compute_normals(mesh);
}

void SurfaceBuffer::draw(const Mesh& mesh, const std::vector<Seen>& seen) {
  for (const auto& [i, j, k] : mesh.triangles) {
    const auto ui = static_cast<std::size_t>(i), uj = static_cast<std::size_t>(j),
               uk = static_cast<std::size_t>(k);
    scan(seen[ui], seen[uj], seen[uk], width_, height_,
         [&](int x, int y, float b0, float b1, float b2) {
           const float depth = b0 * seen[ui].depth + b1 * seen[uj].depth + b2 * seen[uk].depth;
           Surface& pixel = at(x, y);
           if (depth <= pixel.depth) return;
           const Vertex &a = mesh.vertices[ui], &b = mesh.vertices[uj], &c = mesh.vertices[uk];
           pixel.part = mesh.part;
           pixel.depth = depth;
           pixel.position = a.position * b0 + b.position * b1 + c.position * b2;
           pixel.normal = a.normal * b0 + b.normal * b1 + c.normal * b2;
           pixel.openness = a.openness * b0 + b.openness * b1 + c.openness * b2;
         });
  }
}

void DepthMap::draw(const Mesh& mesh, const std::vector<Seen>& seen) {
  for (const auto& [i, j, k] : mesh.triangles) {
    const Seen &a = seen[static_cast<std::size_t>(i)], &b = seen[static_cast<std::size_t>(j)],
               &c = seen[static_cast<std::size_t>(k)];
    scan(a, b, c, side_, side_, [&](int x, int y, float b0, float b1, float b2) {
      float& depth = depth_[static_cast<std::size_t>(y * side_ + x)];
      depth = std::max(depth, b0 * a.depth + b1 * b.depth + b2 * c.depth);
    });
  }
}

float DepthMap::light(float x, float y, float depth) const {
  constexpr float bias = 5.0F;  // mm; hides the map's own steps
  float open = 0;
  for (const float dy : {-0.9F, 0.0F, 0.9F}) {
    for (const float dx : {-0.9F, 0.0F, 0.9F}) {
      const int ix = static_cast<int>(x + dx), iy = static_cast<int>(y + dy);
      if (ix < 0 || iy < 0 || ix >= side_ || iy >= side_) {
        open += 1;
        continue;
      }
      const float behind = depth_[static_cast<std::size_t>(iy * side_ + ix)] - depth - bias;
      open += 1 - smooth_step(0, 5, behind);
    }
  }
  return open / 9;
}

}  // namespace facetrack::testing
