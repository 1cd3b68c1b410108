// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/render/head_paint.hpp"

#include <algorithm>
#include <cmath>

#include "support/render/noise.hpp"

namespace facetrack::testing {
namespace {

Color linear(const Color& screen) { return screen * screen; }

void blend(Material& m, const Color& screen, float share) {
  m.color = mix(m.color, linear(screen), std::clamp(share, 0.0F, 1.0F));
}

// 1 inside a line `half` wide around 0, soft over about one millimetre.
float line(float distance, float half) { return 1 - smooth_step(half, half + 1, distance); }

}  // namespace

Material HeadPainter::paint(const Surface& s) const {
  switch (s.part) {
    case Part::skin:
      return skin(s.position);
    case Part::hair:
      return hair(s.position);
    case Part::cloth:
      return cloth(s.position);
    case Part::glasses:
      return {linear(look_.frame), 0.5F, 40, 0, 0};
    case Part::ear: {
      Material m{linear(look_.skin), 0.08F, 12, 0.3F, 0};
      m.color = m.color * Vec3{0.97F, 0.8F, 0.76F};
      return m;
    }
    case Part::neck: {
      Material m{linear(look_.skin) * 0.92F, 0.06F, 12, 0.25F, 0};
      m.color = m.color * (0.93F + 0.14F * noise_at(s.position.x * 0.1F, s.position.y * 0.1F));
      return m;
    }
    default:
      return {};
  }
}

Material HeadPainter::skin(const Vec3& p) const {
  Material m{linear(look_.skin), 0.16F, 14, 0.3F, 0};
  const float ax = std::abs(p.x);
  const bool in_front = p.z > 20;
  const float across = p.x + (p.x > 0 ? -0.8F : 0.8F) * p.z;  // so that nothing smears at the sides
  m.color = m.color * (0.92F + 0.1F * noise_at(across * 0.07F + 9, p.y * 0.07F) +
                       0.06F * noise_at(across * 0.7F, p.y * 0.7F + 5));
  if (in_front) {
    const float cheek = bell(ax - 43, 14) * bell(p.y - 38, 13);
    const float nose = bell(p.x, 12) * bell(p.y - plan_.nose_tip_y, 10);
    const float red = look_.blush * (0.75F * cheek + 0.5F * nose);
    m.color = m.color * mix(Vec3{1, 1, 1}, Vec3{1.02F, 0.72F, 0.68F}, red);
    const float under_eye = bell(ax - plan_.eye_x + 3, 13) * bell(p.y - 13, 5);
    m.color = m.color * (1 - 0.3F * look_.eye_shadow * under_eye);
    const float freckle = noise_at(p.x * 0.42F + p.y * 0.27F + 31, p.y * 0.42F - p.x * 0.27F + 17);
    const float freckled = look_.freckles * bell(p.y - 26, 22) * bell(ax - 25, 28);
    m.color = m.color * mix(Vec3{1, 1, 1}, Vec3{0.66F, 0.5F, 0.42F},
                            freckled * smooth_step(0.62F, 0.8F, freckle));
    // Lines of age and of smiling: from the nose to beside the mouth, and on the forehead.
    const float fold_x = 17 + 0.55F * (p.y - plan_.nose_tip_y) + 2;
    const float fold = bell(ax - fold_x, 1.8F) * smooth_step(plan_.nose_tip_y - 2, 58, p.y) *
                       (1 - smooth_step(plan_.mouth_y - 4, plan_.mouth_y + 6, p.y));
    m.color = m.color * (1 - fold * (0.1F + 0.3F * look_.age + 0.25F * std::max(0.F, face_.smile)));
    const float wave = p.y + 2 * noise_at(p.x * 0.05F, 3);
    const float wrinkle = bell(wave + 48, 1.1F) + bell(wave + 39, 1.1F) + bell(wave + 57, 1.1F);
    const float raised = look_.age * (0.35F + 0.5F * std::max(0.F, face_.brows));
    m.color = m.color * (1 - 0.6F * raised * wrinkle * bell(p.x, 30));
    const float nostril =
        bell(ax - 7.5F * look_.nose_width, 2.9F) * bell(p.y - plan_.nose_tip_y - 7.5F, 2.4F);
    blend(m, {0.16F, 0.07F, 0.06F}, 0.9F * nostril);
    paint_beard(m, p);
    paint_eye(m, p);
    paint_brow(m, p);
    paint_mouth(m, p);
  }
  const float strands = 5 * noise_at(p.x * 0.8F, p.y * 0.12F) - 2;
  const float depth = hair_depth(look_, plan_, p);
  if (depth > -8) {
    const float cover = smooth_step(-4, 2, depth + strands);
    m.color = mix(m.color, hair(p).color, cover);
    m.gloss *= 1 - cover;
  }
  return m;
}

void HeadPainter::paint_beard(Material& m, const Vec3& p) const {
  if (look_.beard <= 0 && look_.moustache <= 0) return;
  float cover = beard_cover(look_, plan_, p);
  if (cover <= 0) return;
  const float grain = noise_at((std::abs(p.x) - 0.8F * p.z) * 0.9F + 40, p.y * 0.5F);
  cover *= look_.beard_length > 0 ? 0.82F + 0.3F * grain : 0.6F + 0.5F * grain;
  blend(m, look_.brows * (0.75F + 0.5F * grain), cover);
  m.gloss *= 1 - 0.7F * cover;
}

void HeadPainter::paint_eye(Material& m, const Vec3& p) const {
  const float side = p.x < 0 ? -1.0F : 1.0F;
  const float w = plan_.eye_half;
  const float u = std::abs(p.x) - plan_.eye_x;  // outwards
  if (std::abs(u) > w * 1.5F || std::abs(p.y - plan_.eye_y) > 22) return;
  const float v = p.y - plan_.eye_y + look_.eye_tilt * u / w;
  const float s = std::max(0.0F, 1 - (u / w) * (u / w));
  const float open = face_.eyes_open * (1 - 0.22F * std::max(0.0F, face_.smile)) *
                     (1 + 0.15F * std::max(0.0F, face_.brows));
  const float lower = 4.6F * look_.eye_opening * std::pow(s, 0.9F);
  const float peak = 6.7F * look_.eye_opening * std::pow(s, 0.62F) * (1 - 0.12F * u / w);
  const float upper = lower - (lower + peak) * open;
  const float edge = smooth_step(w + 1.5F, w - 0.5F, std::abs(u));
  // The lid above, its crease, and colour on it for those who wear some.
  const float lid = edge * smooth_step(upper - 7, upper - 4, v) * (v < upper ? 1.0F : 0.0F);
  m.color = m.color * (1 - (0.12F + 0.25F * look_.make_up) * lid);
  const float crease = upper - 4.2F * open - 1.2F;
  m.color = m.color * (1 - 0.42F * edge * line(std::abs(v - crease), 0.4F));
  if (s > 0 && v > upper && v < lower) {
    const float gx = u * side - 4.2F * face_.gaze_x, gy = v + 0.9F - 2.6F * face_.gaze_y;
    const float r = std::sqrt(gx * gx + gy * gy);
    Material eye{linear({0.9F, 0.88F, 0.86F}), 0.3F, 60, 0.15F, 0};
    eye.color =
        mix(eye.color, linear({0.82F, 0.6F, 0.56F}), 0.5F * smooth_step(0.6F, 1, std::abs(u) / w));
    if (r < 6.9F) {
      const float ray = noise_at(8 * std::atan2(gy, gx) + 20, r * 0.4F);
      Color iris = linear(look_.iris) * (0.75F + 0.6F * ray);
      iris = mix(iris, linear({0.06F, 0.05F, 0.05F}), smooth_step(5.0F, 6.2F, r));
      iris = mix(linear({0.03F, 0.03F, 0.04F}), iris, smooth_step(2.3F, 3.1F, r));
      eye.color = mix(iris, eye.color, smooth_step(5.9F, 6.9F, r));
    }
    eye.color = eye.color * (0.45F + 0.55F * smooth_step(0, 4.5F, v - upper));
    const float glint = (gx + 2.1F) * (gx + 2.1F) + (gy + 2.4F) * (gy + 2.4F);
    eye.own_light = 0.75F * smooth_step(2.6F, 0.6F, glint);
    m = eye;
  }
  const float lash = 0.7F + 0.9F * look_.make_up;
  const float thick = edge * line(std::abs(v - upper + lash * 0.4F), lash);
  blend(m, {0.1F, 0.07F, 0.06F}, 0.92F * thick);
  blend(m, {0.3F, 0.16F, 0.13F},
        (0.4F + 0.3F * look_.make_up) * edge * line(std::abs(v - lower), 0.2F));
}

void HeadPainter::paint_brow(Material& m, const Vec3& p) const {
  const float ax = std::abs(p.x);
  const float inner = 0.32F * plan_.eye_x, outer = 1.72F * plan_.eye_x;
  const float t = (ax - inner) / (outer - inner);
  if (t < -0.15F || t > 1.1F || p.y > plan_.brow_y + 16 || p.y < plan_.brow_y - 20) return;
  const float arch = 5.5F * look_.brow_arch * std::sin(3.1416F * std::clamp(t * 0.82F, 0.F, 1.F));
  const float frown = std::max(0.0F, -face_.brows) * 5 * (1 - smooth_step(0, 0.6F, t));
  const float raised = std::max(0.0F, face_.brows) * 7;
  const float middle = plan_.brow_y + 3 - arch - raised + frown + std::max(0.0F, -face_.brows) * 2;
  const float half = 3.1F * look_.brow_thickness * (1 - 0.62F * smooth_step(0.45F, 1, t));
  const float hairs = 2.2F * noise_at((p.x < 0 ? -1 : 1) * (p.x * 0.7F) + p.y * 0.35F, p.y * 0.2F);
  const float across = std::abs(p.y - middle) + hairs - 1;
  const float ends = smooth_step(-0.1F, 0.06F, t) * smooth_step(1.04F, 0.9F, t);
  const float cover = ends * smooth_step(half + 0.9F, half - 0.9F, across);
  blend(m, look_.brows, 0.92F * cover);
  m.gloss *= 1 - cover;
}

void HeadPainter::paint_mouth(Material& m, const Vec3& rest) const {
  if (rest.y < plan_.mouth_y - 18 || rest.y > plan_.mouth_y + 20) return;
  const Vec3 p = move_face(plan_, rest, jaw(), 0);
  const float smile = face_.smile, happy = std::max(0.0F, smile);
  const float half =
      plan_.mouth_half * (1 + 0.17F * happy - 0.3F * face_.pucker - 0.08F * face_.mouth_open);
  const float u = p.x / half;
  if (std::abs(u) > 1.25F) return;
  const float s = std::max(0.0F, 1 - u * u);
  const float gap = 17 * face_.mouth_open * (1 - 0.3F * face_.pucker);
  const float middle = plan_.mouth_y - 5.5F * smile * u * u + 1.5F * happy;
  const float thin = 1 - 0.25F * happy + 0.25F * face_.pucker;
  const float inner_up = middle - 0.12F * gap * s;
  const float inner_low = middle + gap * std::pow(s, 0.55F);
  const float bow = 1 - 0.16F * bell(u, 0.12F) - 0.1F * bell(std::abs(u) - 0.6F, 0.3F);
  const float outer_up = inner_up - 6.4F * look_.upper_lip * thin * std::pow(s, 0.75F) * bow;
  const float outer_low = inner_low + 8.2F * look_.lower_lip * thin * std::pow(s, 0.62F);
  const float inside_ends = smooth_step(1.04F, 0.96F, std::abs(u));
  const float cover = inside_ends * smooth_step(outer_up - 0.9F, outer_up + 0.6F, p.y) *
                      smooth_step(outer_low + 0.9F, outer_low - 0.6F, p.y);
  const float furrow = 0.9F + 0.2F * noise_at(p.x * 0.9F, 7);
  const float shine = p.y > middle ? 1.08F : 0.86F;  // the lower lip faces the light
  blend(m, look_.lips * (furrow * shine), 0.9F * cover);
  m.gloss = mix({m.gloss, 0, 0}, {0.16F * look_.lips.x * (1 + look_.make_up), 0, 0}, cover).x;
  if (p.y > inner_up && p.y < inner_low && s > 0 && gap > 0.5F) {
    Color inside{0.2F, 0.06F, 0.06F};
    const float teeth = inner_up + std::min(7.5F, 0.55F * gap + 2 * happy);
    const float tongue = inner_low - 0.35F * gap;
    inside = mix(inside, Vec3{0.62F, 0.28F, 0.28F}, smooth_step(tongue - 1, tongue + 3, p.y));
    const float between = 0.84F + 0.16F * smooth_step(0, 0.14F, std::abs(std::sin(p.x * 0.37F)));
    const Color tooth = Vec3{0.9F, 0.87F, 0.8F} * (between * (1 - 0.45F * u * u));
    inside = mix(inside, tooth, smooth_step(teeth + 0.8F, teeth - 0.4F, p.y));
    inside = inside * (0.55F + 0.45F * smooth_step(0, 3, p.y - inner_up));
    m = {linear(inside), 0.1F, 30, 0.2F, 0};
  }
  const float seam = gap > 0.5F ? 0 : line(std::abs(p.y - middle), 0.35F);
  blend(m, {0.22F, 0.08F, 0.07F}, 0.85F * seam * inside_ends);
  const float corner = bell(std::abs(u) - 1, 0.09F) * bell(p.y - middle, 2.2F);
  blend(m, {0.25F, 0.1F, 0.08F}, 0.6F * corner);
}

Material HeadPainter::hair(const Vec3& p) const {
  const float around = std::atan2(p.x, p.z + 10);
  const float strand = look_.style == HairStyle::curly
                           ? noise_at(p.x * 0.16F + p.z * 0.1F, p.y * 0.16F + p.z * 0.07F)
                           : 0.6F * noise_at(around * 46 + 100, p.y * 0.025F) +
                                 0.4F * noise_at(around * 110 + 300, p.y * 0.05F + 4);
  Material m{linear(look_.hair) * (0.45F + 1.05F * strand), 0.0F, 14, 0.1F, 0};
  m.gloss = (0.08F + 0.4F * strand) * (look_.style == HairStyle::curly ? 0.4F : 1.0F) *
            (0.12F + 0.5F * (look_.hair.x + look_.hair.y + look_.hair.z) / 3);
  return m;
}

Material HeadPainter::cloth(const Vec3& p) const {
  Material m{linear(look_.cloth), 0.02F, 8, 0.1F, 0};
  const float fold = noise_at(p.x * 0.02F + 50, p.y * 0.011F);
  const float weave = noise_at(p.x * 0.6F, p.y * 0.6F);
  const float down = p.y - plan_.chin_y - 30;
  if (look_.jacket && p.z > 0) {  // lapels with a shirt between them
    const float edge = std::abs(p.x) - (62 - 0.33F * down);
    if (edge < 0) m.color = linear(look_.shirt);
    m.color = m.color * (1 - 0.45F * bell(edge, 2.5F));
  }
  m.color = m.color * (0.72F + 0.42F * fold + 0.1F * weave);
  return m;
}

}  // namespace facetrack::testing
