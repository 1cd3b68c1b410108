// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <array>
#include <cstddef>
#include <vector>

#include "support/actors.hpp"

namespace facetrack::testing {
namespace {

std::array<ActorLook, 8> make_looks() {
  std::array<ActorLook, 8> a;
  a[0].name = "a";
  a[1].name = "b";
  a[1].style = HairStyle::long_straight;
  a[1].make_up = 0.6F;
  a[1].jaw_width = .85F;
  a[1].hair = {.5F, .3F, .15F};
  a[2].name = "c";
  a[2].style = HairStyle::curly;
  a[2].skin = {.45F, .3F, .22F};
  a[2].beard = 1;
  a[2].moustache = 1;
  a[2].beard_length = 6;
  a[2].hair = {.08F, .07F, .07F};
  a[2].brows = {.08F, .07F, .07F};
  a[3].name = "d";
  a[3].style = HairStyle::bald;
  a[3].glasses = GlassesStyle::square;
  a[3].age = .8F;
  a[4].name = "e";
  a[4].style = HairStyle::bob;
  a[4].hair = {.12F, .1F, .1F};
  a[4].skin = {.9F, .74F, .62F};
  a[5].name = "f";
  a[5].style = HairStyle::side_part;
  a[5].hair_part = 1;
  a[5].glasses = GlassesStyle::round;
  a[5].hair = {.6F, .45F, .25F};
  a[5].freckles = .7F;
  a[6].name = "g";
  a[6].style = HairStyle::bun;
  a[7].name = "h";
  a[7].moustache = 1;
  return a;
}

}  // namespace

std::span<const ActorLook> actor_looks() {
  static const std::array<ActorLook, 8> looks = make_looks();
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
