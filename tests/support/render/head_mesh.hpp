// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <vector>

#include "support/actor_look.hpp"
#include "support/render/raster.hpp"

namespace facetrack::testing {

/// Where the parts of an actor's face lie: mm in the head's frame, origin between the ears at the
/// height of the eyes.
struct FacePlan {
  float eye_x, eye_y;  ///< middle of the left eye; the right one mirrors it
  float eye_half;      ///< half the width of the eye's opening
  float nose_tip_y;
  float mouth_y, mouth_half;
  float chin_y;
  float brow_y;
  float hairline_y;
};
FacePlan plan_face(const ActorLook& look);

/// How far inside the hair a place of the head lies: mm, negative outside.
float hair_depth(const ActorLook& look, const FacePlan& plan, const Vec3& place);

/// Where a beard grows: 0 none .. 1 full.
float beard_cover(const ActorLook& look, const FacePlan& plan, const Vec3& place);

/// The head at rest comes first; hair, ears, glasses, neck and clothes follow.
std::vector<Mesh> build_meshes(const ActorLook& look);

std::vector<Mesh> build_hair(const ActorLook& look, const FacePlan& plan, const Mesh& head);
/// Ears, glasses, neck, clothes.
std::vector<Mesh> build_outfit(const ActorLook& look, const FacePlan& plan);

/// Moves the lower face down by `jaw` mm at the chin and lifts the cheeks by a smile (0..1).
Vec3 move_face(const FacePlan& plan, const Vec3& place, float jaw, float smile);

}  // namespace facetrack::testing
