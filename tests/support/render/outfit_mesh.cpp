// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Everything around the face: hair, ears, glasses, neck and clothes.

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <vector>

#include "support/render/head_mesh.hpp"
#include "support/render/noise.hpp"

namespace facetrack::testing {
namespace {

// A closed surface: `place(u, v)` with u around in [0, 2 pi) and v from 0 (top) to 1 (bottom).
Mesh make_surface(Part part, int rows, int columns,
                  const std::function<Vec3(float, float)>& place) {
  Mesh mesh;
  mesh.part = part;
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      const float u = 2 * pi * static_cast<float>(c) / static_cast<float>(columns);
      const float v = static_cast<float>(r) / static_cast<float>(rows - 1);
      mesh.vertices.push_back({place(u, v), {}, 1});
    }
  }
  close_grid(mesh, rows, columns);
  return mesh;
}

Mesh make_ellipsoid(Part part, Vec3 middle, Vec3 radius, int rows, int columns) {
  return make_surface(part, rows, columns, [=](float u, float v) {
    const float s = std::sin(pi * v);
    return middle + Vec3{s * std::sin(u), -std::cos(pi * v), s * std::cos(u)} * radius;
  });
}

// A tube of radius `thick` along a path that `path(t)`, t in [0, 1], walks.
Mesh make_tube(Part part, int steps, float thick, const std::function<Vec3(float)>& path) {
  return make_surface(part, steps, 8, [&](float u, float v) {
    const Vec3 here = path(v);
    const Vec3 along = normalized(path(v + 0.01F) - path(v - 0.01F));
    const Vec3 side = normalized(cross(along, Vec3{0.1F, 0.2F, 1}));
    const Vec3 up = cross(along, side);
    return here + side * (thick * std::sin(u)) + up * (thick * std::cos(u));
  });
}

Mesh make_ear(const ActorLook& look, float side) {
  const Vec3 middle{side * 75.5F * look.face_width, 14, -12};
  const Rotation out = turn(side * 30, 0, side * 7);
  return make_surface(Part::ear, 14, 16, [=](float u, float v) {
    const float s = std::sin(pi * v);
    const float narrow = 1 - 0.3F * smooth_step(0.45F, 1, v);
    Vec3 p{5.5F * s * std::sin(u), -30 * look.ears * std::cos(pi * v),
           16 * look.ears * narrow * s * std::cos(u)};
    return middle + out.apply(p);
  });
}

void add_glasses(const ActorLook& look, const FacePlan& f, std::vector<Mesh>& out) {
  const bool round = look.glasses == GlassesStyle::round;
  const float w = round ? 21.0F : 24.5F, h = round ? 20.0F : 16.5F, power = round ? 1.0F : 0.55F;
  const float x0 = std::max(f.eye_x, w + 7), y0 = f.eye_y + 2;
  for (const float side : {-1.0F, 1.0F}) {
    const auto rim = [=](float t) {
      const float c = std::cos(2 * pi * t), s = std::sin(2 * pi * t);
      const float cx = std::copysign(std::pow(std::abs(c), power), c);
      const float sy = std::copysign(std::pow(std::abs(s), power), s);
      const float x = x0 + w * cx;
      return Vec3{side * x, y0 + h * sy, 106 - 0.0042F * x * x};
    };
    out.push_back(make_tube(Part::glasses, 41, 1.9F, rim));
    const Vec3 hinge{side * (x0 + w), y0 - 5, 106 - 0.0042F * (x0 + w) * (x0 + w)};
    const Vec3 ear{side * (84 * look.face_width + 2), y0 - 2, -14};
    out.push_back(make_tube(Part::glasses, 6, 1.9F, [=](float t) { return mix(hinge, ear, t); }));
  }
  out.push_back(make_tube(Part::glasses, 9, 1.8F, [=](float t) {
    return Vec3{(x0 - w) * (2 * t - 1), y0 - 4 - 3 * std::sin(pi * std::clamp(t, 0.F, 1.F)), 106};
  }));
}

// The hair that hangs: from the crown over the sides to the shoulders or the jaw.
Mesh make_hanging_hair(const ActorLook& look, float length) {
  const float w = 84 * look.face_width, v = look.hair_volume;
  return make_surface(Part::hair, 40, 72, [=](float u, float t) {
    const float y = -95 + (length + 95) * t;
    const float wave = 3 * std::sin(9 * u) + 2 * std::sin(23 * u + 5 * t);
    const float spread = 1 + 0.10F * v * smooth_step(0, 0.7F, t);
    const float close = std::sin(pi * std::min(0.5F, t * 2.6F + 0.02F));
    const float end = 1 - 0.35F * smooth_step(0.9F, 1, t);
    // The front edge lies behind the cheeks, so that the face stays free.
    const float s = std::sin(u), c = std::cos(u);
    const float depth = c > 0 ? 34 - 14 * t : 88 + 8 * v;
    return Vec3{((w + 5 * v) * spread + wave) * s * close * end, y,
                -22 + (depth + wave) * c * close * end};
  });
}

float shell_thickness(const ActorLook& look, const FacePlan& f, const Vec3& p) {
  const float inside = hair_depth(look, f, p);
  if (inside < -4) return -3;
  const float top = smooth_step(0, -105, p.y);
  float thick = 0;
  switch (look.style) {
    case HairStyle::bald:
      return -3;
    case HairStyle::short_cut:
      thick = 5 + 9 * top;
      break;
    case HairStyle::side_part: {
      const float from_part = p.x - look.hair_part * 34;
      thick = 6 + 15 * top * (0.7F + 0.3F * smooth_step(0, 40, std::abs(from_part)));
      thick -= 5 * bell(from_part, 5) * smooth_step(-60, -90, p.y);
      break;
    }
    case HairStyle::curly: {
      const float bump = noise_at(p.x * 0.06F + p.z * 0.031F + 3, p.y * 0.06F + p.z * 0.05F);
      thick = 14 + 16 * top + 14 * (bump - 0.4F);
      break;
    }
    case HairStyle::long_straight:
      thick = 10 + 7 * top - 6 * bell(p.x - look.hair_part * 30, 5) * smooth_step(-50, -80, p.y);
      break;
    case HairStyle::bob:
      thick = 9 + 7 * top;
      break;
    case HairStyle::bun:
      thick = 5 + 4 * top;
      break;
  }
  // Short hair rises gently from the hairline; long hair falls over it.
  const float rise = look.style == HairStyle::short_cut || look.style == HairStyle::bun ? 26 : 13;
  return -2 + (thick * look.hair_volume + 2) * smooth_step(-3, rise, inside);
}

Mesh make_shoulders(const FacePlan& f) {
  const float top = f.chin_y + 30;
  Mesh mesh = make_surface(Part::cloth, 48, 64, [=](float u, float t) {
    const float down = 470 * t * t;
    const float w = 61 + 150 * std::pow(smooth_step(-16, 115, down), 0.8F) + 0.06F * down;
    const float d = 68 + 48 * smooth_step(0, 170, down);
    const float c = std::cos(u);
    // The collar hangs lower in front.
    const float collar = (c > 0 ? 24 * c * c : -8 * c * c) * smooth_step(0.4F, 0, t);
    return Vec3{w * std::sin(u), top + down + collar, -30 + d * c};
  });
  mesh.on_body = true;
  return mesh;
}

Mesh make_neck(const ActorLook& look, const FacePlan& f) {
  const float w = 50 * (0.6F * look.jaw_width + 0.4F * look.face_width);
  Mesh mesh = make_surface(Part::neck, 22, 40, [=](float u, float t) {
    const float y = 40 + (f.chin_y + 60 - 40) * t;
    const float flare = 7 * smooth_step(0.7F, 1, t);
    const float apple = 3 * bell(u > pi ? u - 2 * pi : u, 0.35F) * bell(t - 0.62F, 0.1F);
    return Vec3{(w + flare) * std::sin(u), y,
                -26 + (50 + flare + apple) * std::cos(u) + 10 * (1 - t)};
  });
  mesh.on_body = true;
  return mesh;
}

}  // namespace

float hair_depth(const ActorLook& look, const FacePlan& f, const Vec3& p) {
  if (look.style == HairStyle::bald) return -100;
  const float ax = std::abs(p.x) / look.face_width;
  // In front the hairline arches over the forehead and comes down the temples to the ears.
  float line = f.hairline_y + 0.006F * ax * ax;
  line += 62 * smooth_step(56, 73, ax);
  if (look.style == HairStyle::side_part) line -= 9 * bell(p.x - look.hair_part * 34, 22);
  if (look.style == HairStyle::bob) line += 32 * smooth_step(70, 50, ax);
  if (look.style == HairStyle::long_straight) {  // parted, falling to both sides
    line += 0.75F * std::abs(p.x - look.hair_part * 30) - 14;
  }
  const float front = line - p.y;
  // Behind the ears it goes down to the neck.
  const float behind = std::min(-22 - p.z, 70 - p.y);
  const bool sideburns = look.style == HairStyle::short_cut || look.style == HairStyle::side_part;
  const float burn = sideburns ? std::min(20 - p.y, std::min(p.z + 14, 16 - p.z) * 0.7F) : -100;
  const float side = ax > 60 ? burn : -100;
  return std::max({p.z > -22 ? front : -100, std::max(behind, side),
                   p.z <= -22 ? std::min(70 - p.y, front + 120) : -100});
}

std::vector<Mesh> build_hair(const ActorLook& look, const FacePlan& f, const Mesh& head) {
  std::vector<Mesh> out;
  if (look.style == HairStyle::bald) return out;
  Mesh shell = head;
  shell.part = Part::hair;
  std::erase_if(shell.triangles, [&](const std::array<int, 3>& t) {  // where no hair grows
    return std::all_of(t.begin(), t.end(), [&](int n) {
      return hair_depth(look, f, head.vertices[static_cast<std::size_t>(n)].position) < -4;
    });
  });
  for (Vertex& v : shell.vertices) {
    v.position = v.position + v.normal * shell_thickness(look, f, v.position);
    v.openness = 1;
  }
  compute_normals(shell);
  out.push_back(std::move(shell));
  if (look.style == HairStyle::long_straight) out.push_back(make_hanging_hair(look, 205));
  if (look.style == HairStyle::bob) out.push_back(make_hanging_hair(look, 100));
  if (look.style == HairStyle::bun) {
    out.push_back(make_ellipsoid(Part::hair, {0, -112, -30}, {36, 34, 36}, 18, 24));
  }
  return out;
}

std::vector<Mesh> build_outfit(const ActorLook& look, const FacePlan& f) {
  std::vector<Mesh> out;
  const bool covered = look.style == HairStyle::long_straight || look.style == HairStyle::bob;
  if (!covered) {
    out.push_back(make_ear(look, -1));
    out.push_back(make_ear(look, 1));
  }
  if (look.glasses != GlassesStyle::none) add_glasses(look, f, out);
  out.push_back(make_neck(look, f));
  out.push_back(make_shoulders(f));
  return out;
}

}  // namespace facetrack::testing
