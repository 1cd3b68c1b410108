// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "support/actors.hpp"
#include "support/render/head_mesh.hpp"

namespace facetrack::testing {

/// What a surface does with light; colours are linear (screen values squared).
struct Material {
  Color color;
  float gloss = 0;      ///< strength of the highlight
  float polish = 20;    ///< its exponent
  float soft = 0;       ///< how far light creeps around, as in skin
  float own_light = 0;  ///< added white: the glint in an eye
};

/// Paints one actor with one expression.
class HeadPainter {
 public:
  HeadPainter(const ActorLook& look, const FacePlan& plan, const FaceExpression& expression)
      : look_(look), plan_(plan), face_(expression) {}
  Material paint(const Surface& surface) const;
  float jaw() const { return 17 * face_.mouth_open; }

 private:
  Material skin(const Vec3& place) const;
  Material hair(const Vec3& place) const;
  Material cloth(const Vec3& place) const;
  void paint_eye(Material& m, const Vec3& place) const;
  void paint_brow(Material& m, const Vec3& place) const;
  void paint_mouth(Material& m, const Vec3& place) const;
  void paint_beard(Material& m, const Vec3& place) const;

  const ActorLook& look_;
  const FacePlan& plan_;
  const FaceExpression& face_;
};

}  // namespace facetrack::testing
