// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/render/head_mesh.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace facetrack::testing {
namespace {

constexpr int head_rows = 88;
constexpr int head_columns = 128;

struct Knot {
  float at, value;
};

// A smooth curve through the knots (cubic Hermite with finite-difference slopes).
float curve(std::span<const Knot> knots, float at) {
  if (at <= knots.front().at) return knots.front().value;
  if (at >= knots.back().at) return knots.back().value;
  std::size_t i = 0;
  while (knots[i + 1].at < at) ++i;
  const auto slope = [&](std::size_t k) {
    const std::size_t a = k == 0 ? 0 : k - 1, b = std::min(k + 1, knots.size() - 1);
    return (knots[b].value - knots[a].value) / (knots[b].at - knots[a].at);
  };
  const float span = knots[i + 1].at - knots[i].at;
  const float t = (at - knots[i].at) / span, t2 = t * t, t3 = t2 * t;
  return (2 * t3 - 3 * t2 + 1) * knots[i].value + (t3 - 2 * t2 + t) * span * slope(i) +
         (-2 * t3 + 3 * t2) * knots[i + 1].value + (t3 - t2) * span * slope(i + 1);
}

// Outline of an average head by height: half width, front and back. Average adult
// proportions (eyes half way between crown and chin, pupils 63 mm apart), then tuned by eye.
constexpr Knot head_half_width[] = {{-118, 0}, {-112, 30}, {-98, 53}, {-70, 71}, {-35, 76},
                                    {0, 74},   {30, 71},   {60, 66},  {80, 58},  {98, 45},
                                    {110, 30}, {117, 13},  {120, 0}};
constexpr Knot head_front[] = {{-118, -5}, {-112, 26}, {-98, 54}, {-70, 80}, {-35, 92},
                               {0, 91},    {30, 90},   {60, 91},  {80, 90},  {98, 87},
                               {110, 80},  {117, 66},  {120, 50}};
constexpr Knot head_back[] = {{-118, -5}, {-112, -40}, {-98, -66}, {-70, -90}, {-35, -101},
                              {0, -98},   {30, -84},   {60, -62},  {80, -40},  {98, -10},
                              {110, 12},  {117, 34},   {120, 50}};

// Stretches heights so that the face below the eyes has the look's length.
float to_average(const ActorLook& look, float y) { return y > 0 ? y / look.face_length : y; }

float width_factor(const ActorLook& look, float average_y) {
  const float jaw = smooth_step(35, 90, average_y), chin = smooth_step(92, 114, average_y);
  return look.face_width * (1 + (look.jaw_width - 1) * jaw) * (1 + (look.chin_width - 1) * chin);
}

// How much the features stand out of the outline at (x, y) of the front.
float relief(const ActorLook& look, const FacePlan& f, float x, float y) {
  const float ax = std::abs(x);
  float z = 0;
  const float tip = f.nose_tip_y, top = -6;
  const float along = std::clamp((y - top) / (tip - top), 0.0F, 1.0F);
  const float under = 1 - smooth_step(tip + 1, tip + 10, y);
  const float ridge = (6 * look.nose_bridge * smooth_step(-26, 4, y) +
                       20 * look.nose_height * along * std::sqrt(along)) *
                      under;
  z += ridge * bell(x, (7.5F + 4.5F * along) * look.nose_width);
  z += 9 * look.nose_width * bell(ax - 12.5F * look.nose_width, 5.5F) * bell(y - tip - 1, 6.5F);
  z -= 11 * look.eye_depth * bell(ax - f.eye_x + 4, 17) * bell(y - f.eye_y + 1, 12);
  z += 6.5F * bell(ax - f.eye_x, 11) * bell(y - f.eye_y - 0.5F, 8);
  z += 5 * look.brow_ridge * bell(ax - 26, 19) * bell(y - f.brow_y - 2, 7.5F);
  z += 5.5F * look.cheekbones * bell(ax - 45 * look.face_width, 17) * bell(y - 34, 17);
  const float lips = 4.5F * bell(x, f.mouth_half * 0.75F);
  z += lips * bell(y - f.mouth_y + 5, 5.5F) * look.upper_lip;
  z += lips * bell(y - f.mouth_y - 6, 6) * look.lower_lip;
  z += 4 * bell(x, 24) * bell(y - f.mouth_y, 16);
  z -= 3 * bell(ax - 27, 8) * bell(y - f.mouth_y + 2, 14);
  z -= 4 * bell(x, 19) * bell(y - f.mouth_y - 18, 6);
  z += 8 * look.chin * bell(x, 17 * look.chin_width) * bell(y - f.chin_y + 11, 11);
  return z;
}

Vec3 outline(const ActorLook& look, float y, float angle, float grow) {
  const float ay = to_average(look, y);
  const float w = curve(head_half_width, ay) * width_factor(look, ay) + grow;
  const float f = curve(head_front, ay) + grow, b = curve(head_back, ay) - grow;
  const float middle = std::clamp(-8 + 0.45F * std::max(0.0F, ay - 50), b, f);
  // A little squarer than an ellipse, as faces are.
  const auto square = [](float v) { return std::copysign(std::pow(std::abs(v), 0.92F), v); };
  const float s = square(std::sin(angle)), c = square(std::cos(angle));
  return {w * s, y, middle + c * (c > 0 ? f - middle : middle - b)};
}

// Columns are denser in front, where the features are.
float column_angle(int column) {
  const float t = static_cast<float>(column) / head_columns * 2 - 1;  // -1 .. 1, 0 is in front
  return pi * (0.55F * t + 0.45F * t * t * t);
}

float row_height(const FacePlan& f, int row) {
  const float t = static_cast<float>(row) / (head_rows - 1);
  const float bend = t - 0.04F * std::sin(2 * pi * t);  // denser at crown and chin
  return -118 + (f.chin_y + 5 + 118) * bend;
}

Mesh build_head(const ActorLook& look, const FacePlan& f) {
  Mesh mesh;
  mesh.part = Part::skin;
  for (int r = 0; r < head_rows; ++r) {
    const float y = row_height(f, r);
    for (int c = 0; c < head_columns; ++c) {
      const float angle = column_angle(c);
      Vec3 p = outline(look, y, angle, 0);
      p.z += relief(look, f, p.x, y) * smooth_step(0.05F, 0.45F, std::cos(angle));
      const float beard = look.beard_length * beard_cover(look, f, p);
      p = p + normalized(Vec3{p.x * 0.6F, std::max(0.0F, y - 60), std::max(0.0F, p.z)}) * beard;
      mesh.vertices.push_back({p, {}, 1});
    }
  }
  close_grid(mesh, head_rows, head_columns);
  return mesh;
}

// Hollows get less light from all around: how far a place lies below its smoothed neighbourhood.
void shade_hollows(Mesh& mesh) {
  std::vector<Vec3> smooth(mesh.vertices.size());
  for (std::size_t i = 0; i < smooth.size(); ++i) smooth[i] = mesh.vertices[i].position;
  for (int pass = 0; pass < 14; ++pass) {
    const std::vector<Vec3> before = smooth;
    for (int r = 1; r + 1 < head_rows; ++r) {
      for (int c = 0; c < head_columns; ++c) {
        const auto at = [&](int row, int column) {
          const int n = row * head_columns + (column + head_columns) % head_columns;
          return before[static_cast<std::size_t>(n)];
        };
        smooth[static_cast<std::size_t>(r * head_columns + c)] =
            (at(r - 1, c) + at(r + 1, c) + at(r, c - 1) + at(r, c + 1)) * 0.25F;
      }
    }
  }
  for (std::size_t i = 0; i < smooth.size(); ++i) {
    Vertex& v = mesh.vertices[i];
    v.openness = std::clamp(1 - 0.13F * dot(v.normal, smooth[i] - v.position), 0.45F, 1.08F);
  }
}

}  // namespace

FacePlan plan_face(const ActorLook& look) {
  FacePlan f{};
  f.eye_x = 31.5F * look.eye_spacing;
  f.eye_y = 0;
  f.eye_half = 15 * look.eye_size;
  f.nose_tip_y = 44 * look.nose_length * (0.5F + 0.5F * look.face_length);
  f.chin_y = 115 * look.face_length;
  const float base = f.nose_tip_y + 8;
  f.mouth_y = base + (f.chin_y - base) * (0.36F / look.mouth_height);
  f.mouth_half = 25 * look.mouth_width;
  f.brow_y = -19 * look.brow_height;
  f.hairline_y = -66 - 18 * (look.hairline - 1);
  return f;
}

float beard_cover(const ActorLook& look, const FacePlan& f, const Vec3& p) {
  if (p.z < -25 || p.y < f.mouth_y - 60) return 0;
  const float ax = std::abs(p.x), past = std::max(0.0F, ax - f.mouth_half);
  const float front_only = smooth_step(-25, 5, p.z);
  // Below a line from the ear's foot down past the corner of the mouth, but not on the lips.
  const float line = f.mouth_y + 9 - 17 * smooth_step(f.mouth_half * 0.6F, f.mouth_half + 10, ax) -
                     0.016F * past * past;
  const float dx = ax / (f.mouth_half + 3), dy = (p.y - f.mouth_y - 1) / 12;
  const float off_lips = smooth_step(0.8F, 1.15F, std::sqrt(dx * dx + dy * dy));
  const float beard = look.beard * smooth_step(line - 8, line + 8, p.y);
  const float droop = 0.004F * ax * ax;
  const float base = f.nose_tip_y + 11;  // below the nose
  const float over_lip = smooth_step(base - 2, base + 3, p.y - droop) *
                         smooth_step(f.mouth_y - 3, f.mouth_y - 7, p.y - 2 * droop) *
                         smooth_step(f.mouth_half + 9, f.mouth_half, ax);
  return front_only * std::max(beard * off_lips, look.moustache * over_lip);
}

Vec3 move_face(const FacePlan& f, const Vec3& p, float jaw, float smile) {
  const float lower = smooth_step(f.mouth_y - 4, f.mouth_y + 14, p.y) * smooth_step(-30, 40, p.z);
  const float ax = std::abs(p.x);
  const float cheek = smile * bell(ax - 40, 15) * bell(p.y - 42, 17) * smooth_step(0, 40, p.z);
  return {p.x * (1 + 0.03F * cheek), p.y + jaw * lower - 2 * cheek,
          p.z + 4.5F * cheek - 0.3F * jaw * lower};
}

std::vector<Mesh> build_meshes(const ActorLook& look) {
  const FacePlan f = plan_face(look);
  std::vector<Mesh> meshes;
  meshes.push_back(build_head(look, f));
  shade_hollows(meshes.front());
  for (Mesh& m : build_hair(look, f, meshes.front())) meshes.push_back(std::move(m));
  for (Mesh& m : build_outfit(look, f)) meshes.push_back(std::move(m));
  return meshes;
}

}  // namespace facetrack::testing
