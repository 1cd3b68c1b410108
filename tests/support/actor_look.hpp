// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <string_view>

#include "support/render/raster.hpp"

namespace facetrack::testing {

/// Red, green, blue in 0..1 as a screen shows them.
using Color = Vec3;

enum class HairStyle : std::uint8_t { bald, short_cut, side_part, curly, long_straight, bob, bun };
enum class GlassesStyle : std::uint8_t { none, round, square };

/// What makes an actor that actor. Proportions are factors of an average head (1 = average);
/// amounts run from 0 (none) to 1 (a lot).
struct ActorLook {
  std::string_view name = "actor";

  float face_width = 1, jaw_width = 1, chin_width = 1, face_length = 1;
  float cheekbones = 1, brow_ridge = 1, chin = 1;
  float nose_length = 1, nose_width = 1, nose_height = 1, nose_bridge = 1;
  float eye_spacing = 1, eye_size = 1, eye_opening = 1, eye_depth = 1;
  float eye_tilt = 0;  ///< mm by which the outer corner is higher
  float brow_thickness = 1, brow_arch = 1, brow_height = 1;
  float mouth_width = 1, upper_lip = 1, lower_lip = 1;
  float mouth_height = 1;  ///< above 1: nearer to the nose
  float ears = 1;

  Color skin{0.85F, 0.66F, 0.55F};
  Color lips{0.72F, 0.38F, 0.36F};
  Color hair{0.22F, 0.14F, 0.09F};
  Color brows{0.2F, 0.13F, 0.09F};
  Color iris{0.35F, 0.25F, 0.15F};
  Color cloth{0.25F, 0.3F, 0.4F};
  bool jacket = false;  ///< an open one, over `shirt`
  Color shirt{0.9F, 0.9F, 0.92F};
  float blush = 0.5F, freckles = 0, age = 0.2F, make_up = 0, eye_shadow = 0.3F;
  float beard = 0, moustache = 0;
  float beard_length = 0;  ///< mm

  HairStyle style = HairStyle::short_cut;
  float hair_volume = 1;
  float hairline = 1;   ///< above 1: higher forehead
  float hair_part = 0;  ///< -1 .. 1, side of the parting
  GlassesStyle glasses = GlassesStyle::none;
  Color frame{0.1F, 0.1F, 0.12F};
};

}  // namespace facetrack::testing
