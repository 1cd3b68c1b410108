// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <array>
#include <cstddef>
#include <vector>

#include "support/actors.hpp"

namespace facetrack::testing {
namespace {

// Drawn at random and then chosen: of 500 people with random proportions, colours and hair these
// are the ones a face recogniser (retail-0095) finds least alike; what was measured is in
// docs/synthetic.md.

ActorLook anna() {
  ActorLook a;
  a.name = "anna";
  a.face_width = 1.05F, a.jaw_width = 0.75F, a.chin_width = 1.03F, a.face_length = 0.95F;
  a.cheekbones = 0.23F, a.brow_ridge = 0.37F, a.chin = 1.07F, a.nose_length = 1.01F;
  a.nose_width = 0.95F, a.nose_height = 0.50F, a.nose_bridge = 0.40F, a.eye_spacing = 1.02F;
  a.eye_size = 1.19F, a.eye_opening = 1.23F, a.eye_depth = 1.69F, a.eye_tilt = -3.30F;
  a.brow_thickness = 0.69F, a.brow_arch = 1.29F, a.brow_height = 0.98F, a.mouth_width = 0.72F;
  a.upper_lip = 1.27F, a.lower_lip = 0.83F, a.mouth_height = 1.06F, a.ears = 1.02F;
  a.skin = {0.88F, 0.72F, 0.63F};
  a.lips = {0.70F, 0.20F, 0.25F};
  a.hair = {0.72F, 0.56F, 0.34F};
  a.brows = {0.47F, 0.36F, 0.22F};
  a.iris = {0.35F, 0.45F, 0.60F};
  a.cloth = {0.22F, 0.26F, 0.38F};
  a.jacket = true;
  a.shirt = {0.55F, 0.70F, 0.85F};
  a.blush = 0.51F, a.freckles = 0.79F, a.age = 0.03F, a.make_up = 0.17F, a.eye_shadow = 0.20F;
  a.style = HairStyle::long_straight;
  a.hair_volume = 1.12F, a.hairline = 0.86F, a.hair_part = 0.50F;
  return a;
}

ActorLook ben() {
  ActorLook a;
  a.name = "ben";
  a.face_width = 0.89F, a.jaw_width = 0.89F, a.chin_width = 0.99F, a.face_length = 1.11F;
  a.cheekbones = 2.04F, a.brow_ridge = 1.37F, a.chin = 0.29F, a.nose_length = 1.13F;
  a.nose_width = 0.64F, a.nose_height = 1.13F, a.nose_bridge = 1.61F, a.eye_spacing = 0.97F;
  a.eye_size = 0.90F, a.eye_opening = 1.03F, a.eye_depth = 1.34F, a.eye_tilt = 1.79F;
  a.brow_thickness = 1.89F, a.brow_arch = 0.75F, a.brow_height = 0.96F, a.mouth_width = 1.17F;
  a.upper_lip = 0.86F, a.lower_lip = 0.80F, a.mouth_height = 1.21F, a.ears = 0.89F;
  a.skin = {0.55F, 0.38F, 0.27F};
  a.lips = {0.48F, 0.25F, 0.22F};
  a.hair = {0.08F, 0.07F, 0.07F};
  a.brows = {0.06F, 0.06F, 0.06F};
  a.iris = {0.30F, 0.20F, 0.12F};
  a.cloth = {0.18F, 0.33F, 0.27F};
  a.blush = 0.23F, a.age = 0.32F, a.eye_shadow = 0.32F, a.beard = 0.50F, a.moustache = 0.50F;
  a.style = HairStyle::short_cut;
  a.hair_volume = 0.87F, a.hairline = 1.65F, a.hair_part = 0.94F;
  return a;
}

ActorLook carl() {
  ActorLook a;
  a.name = "carl";
  a.face_width = 1.00F, a.jaw_width = 1.16F, a.chin_width = 0.92F, a.face_length = 1.06F;
  a.cheekbones = 2.01F, a.brow_ridge = 1.66F, a.chin = 1.08F, a.nose_length = 0.83F;
  a.nose_width = 1.50F, a.nose_height = 1.33F, a.nose_bridge = 2.24F, a.eye_spacing = 0.93F;
  a.eye_size = 0.90F, a.eye_opening = 0.92F, a.eye_depth = 0.31F, a.eye_tilt = -3.33F;
  a.brow_thickness = 1.69F, a.brow_arch = 0.93F, a.brow_height = 0.79F, a.mouth_width = 1.13F;
  a.upper_lip = 1.12F, a.lower_lip = 0.62F, a.mouth_height = 1.09F, a.ears = 0.89F;
  a.skin = {0.79F, 0.58F, 0.44F};
  a.lips = {0.62F, 0.33F, 0.29F};
  a.hair = {0.55F, 0.26F, 0.12F};
  a.brows = {0.44F, 0.21F, 0.10F};
  a.iris = {0.30F, 0.20F, 0.12F};
  a.cloth = {0.45F, 0.47F, 0.52F};
  a.blush = 0.28F, a.age = 0.52F, a.eye_shadow = 0.35F, a.moustache = 1.00F;
  a.beard_length = 3.00F;
  a.style = HairStyle::bald;
  a.hair_volume = 1.12F, a.hairline = 0.90F, a.hair_part = 0.91F;
  a.glasses = GlassesStyle::round;
  a.frame = {0.10F, 0.10F, 0.12F};
  return a;
}

ActorLook dora() {
  ActorLook a;
  a.name = "dora";
  a.face_width = 1.05F, a.jaw_width = 0.75F, a.chin_width = 0.89F, a.face_length = 0.86F;
  a.cheekbones = 0.13F, a.brow_ridge = 1.11F, a.chin = 1.14F, a.nose_length = 0.88F;
  a.nose_width = 0.79F, a.nose_height = 1.16F, a.nose_bridge = 0.05F, a.eye_spacing = 0.99F;
  a.eye_size = 0.90F, a.eye_opening = 1.32F, a.eye_depth = 0.49F, a.eye_tilt = 3.43F;
  a.brow_thickness = 1.12F, a.brow_arch = 0.77F, a.brow_height = 1.10F, a.mouth_width = 1.22F;
  a.upper_lip = 1.63F, a.lower_lip = 0.93F, a.mouth_height = 1.14F, a.ears = 1.20F;
  a.skin = {0.77F, 0.57F, 0.42F};
  a.lips = {0.70F, 0.20F, 0.25F};
  a.hair = {0.40F, 0.26F, 0.15F};
  a.brows = {0.32F, 0.21F, 0.12F};
  a.iris = {0.30F, 0.20F, 0.12F};
  a.cloth = {0.48F, 0.27F, 0.34F};
  a.blush = 0.74F, a.age = 0.24F, a.make_up = 0.64F, a.eye_shadow = 0.35F;
  a.style = HairStyle::long_straight;
  a.hair_volume = 0.82F, a.hairline = 1.03F, a.hair_part = -0.80F;
  return a;
}

ActorLook emil() {
  ActorLook a;
  a.name = "emil";
  a.face_width = 0.98F, a.jaw_width = 1.09F, a.chin_width = 1.39F, a.face_length = 0.96F;
  a.cheekbones = 0.08F, a.brow_ridge = 0.83F, a.chin = 1.13F, a.nose_length = 0.91F;
  a.nose_width = 1.45F, a.nose_height = 0.63F, a.nose_bridge = 0.48F, a.eye_spacing = 1.09F;
  a.eye_size = 0.81F, a.eye_opening = 0.99F, a.eye_depth = 0.29F, a.eye_tilt = 1.89F;
  a.brow_thickness = 2.16F, a.brow_arch = 0.30F, a.brow_height = 1.09F, a.mouth_width = 0.95F;
  a.upper_lip = 0.70F, a.lower_lip = 0.44F, a.mouth_height = 1.21F, a.ears = 1.00F;
  a.skin = {0.43F, 0.29F, 0.22F};
  a.lips = {0.40F, 0.21F, 0.20F};
  a.hair = {0.08F, 0.07F, 0.07F};
  a.brows = {0.06F, 0.06F, 0.06F};
  a.iris = {0.30F, 0.20F, 0.12F};
  a.cloth = {0.42F, 0.32F, 0.16F};
  a.jacket = true;
  a.shirt = {0.55F, 0.70F, 0.85F};
  a.blush = 0.35F, a.age = 0.60F, a.eye_shadow = 0.20F;
  a.style = HairStyle::side_part;
  a.hair_volume = 1.29F, a.hairline = 0.89F, a.hair_part = 0.61F;
  a.glasses = GlassesStyle::round;
  a.frame = {0.10F, 0.10F, 0.12F};
  return a;
}

ActorLook fay() {
  ActorLook a;
  a.name = "fay";
  a.face_width = 1.02F, a.jaw_width = 0.77F, a.chin_width = 0.64F, a.face_length = 0.88F;
  a.cheekbones = 0.64F, a.brow_ridge = 0.85F, a.chin = 0.39F, a.nose_length = 1.15F;
  a.nose_width = 0.67F, a.nose_height = 0.57F, a.nose_bridge = 1.49F, a.eye_spacing = 1.07F;
  a.eye_size = 0.89F, a.eye_opening = 1.03F, a.eye_depth = 0.26F, a.eye_tilt = -3.09F;
  a.brow_thickness = 0.40F, a.brow_arch = 0.85F, a.brow_height = 1.07F, a.mouth_width = 0.88F;
  a.upper_lip = 1.56F, a.lower_lip = 1.12F, a.mouth_height = 1.21F, a.ears = 1.11F;
  a.skin = {0.49F, 0.33F, 0.25F};
  a.lips = {0.40F, 0.21F, 0.20F};
  a.hair = {0.15F, 0.10F, 0.08F};
  a.brows = {0.12F, 0.08F, 0.06F};
  a.iris = {0.30F, 0.20F, 0.12F};
  a.cloth = {0.33F, 0.55F, 0.47F};
  a.blush = 0.44F, a.age = 0.04F, a.make_up = 0.64F, a.eye_shadow = 0.48F;
  a.style = HairStyle::bob;
  a.hair_volume = 1.20F, a.hairline = 0.77F, a.hair_part = 0.65F;
  a.glasses = GlassesStyle::round;
  a.frame = {0.40F, 0.15F, 0.10F};
  return a;
}

ActorLook gus() {
  ActorLook a;
  a.name = "gus";
  a.face_width = 1.06F, a.jaw_width = 0.87F, a.chin_width = 1.37F, a.face_length = 1.01F;
  a.cheekbones = 1.78F, a.brow_ridge = 1.07F, a.chin = 1.51F, a.nose_length = 1.18F;
  a.nose_width = 0.77F, a.nose_height = 1.56F, a.nose_bridge = 2.16F, a.eye_spacing = 1.11F;
  a.eye_size = 1.11F, a.eye_opening = 0.62F, a.eye_depth = 0.72F, a.eye_tilt = -2.55F;
  a.brow_thickness = 1.44F, a.brow_arch = 0.72F, a.brow_height = 1.02F, a.mouth_width = 0.87F;
  a.upper_lip = 0.29F, a.lower_lip = 0.68F, a.mouth_height = 0.77F, a.ears = 0.97F;
  a.skin = {0.87F, 0.68F, 0.56F};
  a.lips = {0.72F, 0.38F, 0.36F};
  a.hair = {0.62F, 0.62F, 0.62F};
  a.brows = {0.45F, 0.43F, 0.42F};
  a.iris = {0.35F, 0.42F, 0.30F};
  a.cloth = {0.30F, 0.24F, 0.20F};
  a.jacket = true;
  a.shirt = {0.90F, 0.90F, 0.92F};
  a.blush = 0.37F, a.age = 0.89F, a.eye_shadow = 0.29F, a.moustache = 1.00F;
  a.beard_length = 3.00F;
  a.style = HairStyle::short_cut;
  a.hair_volume = 1.04F, a.hairline = 1.69F, a.hair_part = 0.61F;
  a.glasses = GlassesStyle::round;
  a.frame = {0.40F, 0.15F, 0.10F};
  return a;
}

ActorLook hal() {
  ActorLook a;
  a.name = "hal";
  a.face_width = 1.06F, a.jaw_width = 1.04F, a.chin_width = 1.16F, a.face_length = 0.95F;
  a.cheekbones = 1.62F, a.brow_ridge = 1.24F, a.chin = 0.30F, a.nose_length = 0.94F;
  a.nose_width = 0.99F, a.nose_height = 1.04F, a.nose_bridge = 1.53F, a.eye_spacing = 0.87F;
  a.eye_size = 1.11F, a.eye_opening = 0.87F, a.eye_depth = 1.39F, a.eye_tilt = -3.00F;
  a.brow_thickness = 1.46F, a.brow_arch = 0.89F, a.brow_height = 0.86F, a.mouth_width = 0.95F;
  a.upper_lip = 1.28F, a.lower_lip = 0.65F, a.mouth_height = 1.02F, a.ears = 0.83F;
  a.skin = {0.75F, 0.55F, 0.41F};
  a.lips = {0.62F, 0.33F, 0.29F};
  a.hair = {0.72F, 0.56F, 0.34F};
  a.brows = {0.47F, 0.36F, 0.22F};
  a.iris = {0.30F, 0.20F, 0.12F};
  a.cloth = {0.27F, 0.45F, 0.60F};
  a.blush = 0.73F, a.age = 0.41F, a.eye_shadow = 0.42F, a.beard = 1.00F, a.moustache = 1.00F;
  a.beard_length = 8.61F;
  a.style = HairStyle::curly;
  a.hair_volume = 1.10F, a.hairline = 1.38F, a.hair_part = -0.50F;
  return a;
}

}  // namespace

std::span<const ActorLook> actor_looks() {
  static const std::array<ActorLook, 8> looks{anna(), ben(), carl(), dora(),
                                              emil(), fay(), gus(),  hal()};
  return looks;
}

const Actor& actor(int index) {
  static const std::vector<Actor> actors = [] {
    std::vector<Actor> made;
    for (const ActorLook& look : actor_looks()) made.emplace_back(look);
    return made;
  }();
  return actors.at(static_cast<std::size_t>(index));
}

}  // namespace facetrack::testing
