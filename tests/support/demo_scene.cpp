// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/demo_scene.hpp"

#include <memory>

namespace facetrack::testing {
namespace {

// Positions in actor_looks().
constexpr int anna_index = 0, ben_index = 1, carl_index = 2;

std::shared_ptr<const Speech> say(std::uint64_t seed, float seconds, float pitch) {
  return std::make_shared<const Speech>(seed, seconds, pitch);
}
constexpr float high_voice = 205, low_voice = 112;

ShotScript anna_at_home() {
  ShotScript shot;
  shot.frames = 95;
  shot.backdrop = Backdrop::room;
  shot.pan_x = Curve{{0, 0}, {95, 46}};
  shot.light = {-35, 30, 1.0F, 0.42F, 0.25F};
  Role role{.actor = anna_index, .x = {{0, 300}, {95, 372}}, .y = 165};
  role.size = Curve{{0, 126}, {95, 138}};
  role.yaw = Curve{{0, -14}, {40, 4}, {95, 12}};
  role.smile = Curve{{60, 0.1F}, {80, 0.7F}};
  role.speech = say(3, 3.4F, high_voice);
  shot.cast = {role};
  return shot;
}

ShotScript ben_at_work() {
  ShotScript shot;
  shot.frames = 85;
  shot.backdrop = Backdrop::office;
  shot.light = {30, 40, 1.0F, 0.48F, -0.1F};
  Role role{.actor = ben_index, .x = {{0, 372}, {85, 356}}, .y = 168};
  role.size = 132;
  role.yaw = Curve{{0, 12}, {50, -14}, {85, -4}};
  role.brows = Curve{{10, 0}, {30, 0.7F}, {60, -0.3F}};
  role.speech = say(8, 3.2F, low_voice);
  shot.cast = {role};
  return shot;
}

// Two people walk past each other: the target behind, then free again.
ShotScript crossing_in_the_park() {
  ShotScript shot;
  shot.frames = 110;
  shot.backdrop = Backdrop::park;
  shot.pan_x = Curve{{0, 30}, {110, 60}};
  shot.light = {-20, 50, 1.1F, 0.5F, 0.3F};
  Role back{.actor = anna_index, .x = {{0, 150}, {110, 560}}, .y = {{0, 172}, {110, 166}}};
  back.size = 96;
  back.yaw = Curve{{0, 22}, {110, 14}};
  back.smile = 0.4F;
  Role front{.actor = ben_index, .x = {{0, 590}, {110, 130}}, .y = {{0, 176}, {110, 184}}};
  front.size = 108;
  front.yaw = Curve{{0, -24}, {110, -16}};
  shot.cast = {back, front};
  shot.join = Join::dissolve;
  shot.mixed = 20;
  return shot;
}

ShotScript carl_in_town() {
  ShotScript shot;
  shot.frames = 70;
  shot.backdrop = Backdrop::city;
  shot.light = {50, 20, 0.95F, 0.34F, 0.8F};
  Role role{.actor = carl_index, .x = {{0, 250}, {70, 290}}, .y = 170};
  role.size = 128;
  role.yaw = Curve{{0, 28}, {45, -10}};
  role.speech = say(21, 2.7F, 96);
  shot.cast = {role};
  return shot;
}

// Something passes before the camera and hides the target completely for a while.
ShotScript hidden_for_a_moment() {
  ShotScript shot;
  shot.frames = 110;
  shot.backdrop = Backdrop::studio;
  shot.light = {-50, 35, 1.05F, 0.38F, 0};
  Role role{.actor = anna_index, .x = 322, .y = 168};
  role.size = 118;
  role.yaw = Curve{{0, 6}, {60, -8}, {110, 8}};
  role.smile = Curve{{80, 0}, {95, 0.8F}};
  role.speech = say(30, 4.2F, high_voice);
  shot.cast = {role};
  Board board{.x = {{20, -150}, {48, 300}, {60, 330}, {88, 800}}, .y = 190};
  board.width = 250;
  board.height = 460;
  board.angle = 4;
  shot.boards = {board};
  shot.join = Join::fade_black;
  shot.mixed = 24;
  return shot;
}

ShotScript nobody_at_home() {
  ShotScript shot;
  shot.frames = 32;
  shot.backdrop = Backdrop::room;
  shot.pan_x = Curve{{0, 300}, {32, 260}};
  return shot;
}

ShotScript all_together() {
  ShotScript shot;
  shot.frames = 105;
  shot.backdrop = Backdrop::office;
  shot.pan_x = Curve{{0, 40}, {105, 0}};
  shot.light = {15, 45, 1.0F, 0.5F, 0.1F};
  Role left{.actor = carl_index, .x = 150, .y = 190};
  left.size = 92;
  left.yaw = Curve{{0, 24}, {60, 30}};
  Role middle{.actor = anna_index, .x = 340, .y = 172};
  middle.size = 100;
  middle.yaw = Curve{{0, -70}, {30, -62}, {62, 0}};
  middle.smile = Curve{{60, 0}, {80, 0.9F}};
  Role right{.actor = ben_index, .x = 540, .y = 180};
  right.size = 98;
  right.yaw = Curve{{0, -24}, {60, -30}};
  right.speech = say(44, 2.2F, low_voice);
  shot.cast = {left, middle, right};
  return shot;
}

}  // namespace

int demo_target() { return anna_index; }

SceneScript demo_script() {
  SceneScript script;
  script.seed = 5;
  script.shots = {anna_at_home(),        ben_at_work(),    crossing_in_the_park(), carl_in_town(),
                  hidden_for_a_moment(), nobody_at_home(), all_together()};
  for (ShotScript& shot : script.shots) shot.noise = 1.2F;
  return script;
}

Frame demo_reference() {
  SceneScript script;
  script.width = 400;
  script.height = 480;
  ShotScript shot;
  shot.frames = 1;
  shot.backdrop = Backdrop::plain;
  shot.light = {42, 50, 1.05F, 0.5F, -0.3F};
  Role role{.actor = anna_index, .x = 204, .y = 238};
  role.size = 230;
  role.yaw = -7;
  role.roll = 3;
  role.smile = 0.85F;
  role.mouth_open = 0.12F;
  role.liveliness = 0;
  shot.cast = {role};
  script.shots = {shot};
  return Scene(script).render(0);
}

}  // namespace facetrack::testing
