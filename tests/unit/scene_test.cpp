// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/scene.hpp"

#include <cmath>
#include <cstdlib>

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include "facetrack/opencv.hpp"

#include "support/demo_scene.hpp"
#include "support/scene_decoder.hpp"

namespace facetrack::testing {
namespace {

ShotScript one_person(int frames, Curve x) {
  ShotScript shot;
  shot.frames = frames;
  Role role{.actor = 0, .x = std::move(x), .y = 90};
  role.size = 60;
  role.liveliness = 0;
  shot.cast = {role};
  return shot;
}

SceneScript small(std::vector<ShotScript> shots) {
  SceneScript script;
  script.width = 240;
  script.height = 180;
  script.shots = std::move(shots);
  return script;
}

double difference(const Frame& a, const Frame& b) {
  return cv::norm(as_mat(a.image()), as_mat(b.image()), cv::NORM_L1) /
         (a.width() * a.height() * 3.0);
}

TEST(Scene, is_the_same_every_time) {
  const Scene a(small({one_person(5, 120)})), b(small({one_person(5, 120)}));
  EXPECT_EQ(difference(a.render(3), b.render(3)), 0);
  EXPECT_GT(difference(a.render(3), a.render(4)), 0) << "noise differs between frames";
}

TEST(Scene, a_board_hides_as_much_as_it_covers) {
  ShotScript shot = one_person(3, 120);
  // Frame 0: far away; 1: over the left half of the face; 2: over all of it.
  shot.boards = {{.x = {{0, -300}, {1, 120 - 80}, {2, 120}}, .y = 90}};
  shot.boards[0].width = 160;
  shot.boards[0].height = 300;
  const Scene scene(small({shot}));
  EXPECT_NEAR(scene.truth(0).faces.at(0).visible, 1.0F, 0.01F);
  EXPECT_NEAR(scene.truth(1).faces.at(0).visible, 0.5F, 0.05F);
  EXPECT_NEAR(scene.truth(2).faces.at(0).visible, 0.0F, 0.001F);
}

TEST(Scene, the_edge_of_the_picture_hides_a_face) {
  const Scene scene(small({one_person(3, Curve{{0, 120}, {1, 240}, {2, 420}})}));
  EXPECT_NEAR(scene.truth(0).faces.at(0).visible, 1.0F, 0.01F);
  EXPECT_NEAR(scene.truth(1).faces.at(0).visible, 0.5F, 0.07F);
  EXPECT_EQ(scene.truth(2).faces.at(0).visible, 0);
}

TEST(Scene, who_stands_in_front_hides_who_stands_behind) {
  ShotScript shot = one_person(1, 120);
  Role front = shot.cast[0];
  front.actor = 1;
  front.size = 75;
  shot.cast.push_back(front);
  const FrameTruth truth = Scene(small({shot})).truth(0);
  EXPECT_LT(truth.find(0)->visible, 0.1F);
  EXPECT_NEAR(truth.find(1)->visible, 1.0F, 0.01F);
}

TEST(Scene, joins_lie_between_the_shots) {
  ShotScript first = one_person(4, 120), second = one_person(4, 120), third = one_person(4, 120);
  second.backdrop = Backdrop::city;
  third.backdrop = Backdrop::studio;
  second.join = Join::dissolve;
  second.mixed = 3;
  const Scene scene(small({first, second, third}));
  EXPECT_EQ(scene.frames(), 15);
  EXPECT_EQ(scene.shot_starts(), (std::vector<int>{0, 4, 11}));
  const std::vector<int> shots{0, 0, 0, 0, 1, 1, 1, 1, -1, -1, -1, 2, 2, 2, 2};
  for (int i = 0; i < scene.frames(); ++i) {
    EXPECT_EQ(scene.truth(i).shot, shots[static_cast<std::size_t>(i)]) << i;
  }
  EXPECT_GT(difference(scene.render(3), scene.render(4)), 20) << "a cut";
  // Every mixed frame is nearer to the new shot than the one before.
  double before = difference(scene.render(7), scene.render(11));
  for (int i = 8; i < 12; ++i) {
    const double now = difference(scene.render(i), scene.render(11));
    EXPECT_LT(now, before) << i;
    before = now;
  }
}

TEST(Scene, fades_pass_through_black_or_white_and_wipes_keep_both_pictures) {
  const auto middle = [](Join join) {
    ShotScript first = one_person(2, 120), second = one_person(2, 120);
    second.backdrop = Backdrop::city;
    first.join = join;
    first.mixed = 5;
    const Scene scene(small({first, second}));
    return cv::mean(as_mat(scene.render(4).image()))[0];
  };
  EXPECT_LT(middle(Join::fade_black), 3);
  EXPECT_GT(middle(Join::fade_white), 252);
  EXPECT_GT(middle(Join::wipe), 30);
}

TEST(Scene, truth_file_names_cuts_spans_and_boxes) {
  ShotScript first = one_person(10, 120), second = one_person(10, 120);
  second.cast[0].actor = 1;
  const std::string json = Scene(small({first, second})).truth_json();
  EXPECT_NE(json.find("\"cuts\": [\n  10\n ]"), std::string::npos) << json;
  EXPECT_NE(json.find(actor_looks()[0].name), std::string::npos);
  EXPECT_NE(json.find("\"to\": 9"), std::string::npos);
  EXPECT_NE(json.find("\"from\": 10"), std::string::npos);
}

TEST(Speech, opens_the_mouth_when_it_sounds) {
  const Speech speech(3, 4, 200);
  constexpr int rate = 16000, step = rate / 50;
  const std::vector<float> sound = speech.sound(rate);
  double mouth_when_loud = 0, mouth_when_quiet = 0;
  int loud = 0, quiet = 0;
  for (std::size_t i = 0; i + step <= sound.size(); i += step) {
    double energy = 0;
    for (std::size_t k = 0; k < step; ++k) energy += std::abs(sound[i + k]) / step;
    const float open = speech.mouth(static_cast<float>(i + step / 2) / rate).open;
    (energy > 0.02 ? mouth_when_loud : mouth_when_quiet) += open;
    ++(energy > 0.02 ? loud : quiet);
  }
  ASSERT_GT(loud, 30);
  ASSERT_GT(quiet, 20);
  EXPECT_GT(mouth_when_loud / loud, 0.25);
  EXPECT_LT(mouth_when_quiet / quiet, 0.12);
}

TEST(SceneDecoder, plays_frames_in_order_and_seeks) {
  const auto scene = std::make_shared<const Scene>(small({one_person(6, 120)}));
  const auto decoder = open_scene(scene, 4);
  EXPECT_EQ(decoder->info().width, 240);
  EXPECT_EQ(decoder->key_frames().size(), 2U);
  decoder->seek(4);
  EXPECT_EQ(decoder->read()->time().index, 4);
  const Frame last = decoder->read().value();
  EXPECT_EQ(last.format(), PixelFormat::yuv420p);
  EXPECT_FALSE(decoder->read().has_value());
}

TEST(Demo, has_what_it_promises) {
  const Scene scene(demo_script());
  EXPECT_GE(scene.frames(), 20 * 25);
  EXPECT_LE(scene.frames(), 30 * 25);
  int hidden = 0, two = 0;
  for (int i = 0; i < scene.frames(); i += 3) {
    const FrameTruth truth = scene.truth(i);
    const FaceTruth* target = truth.find(demo_target());
    if (truth.shot >= 0 && target != nullptr && target->visible < 0.001F) ++hidden;
    if (truth.shot >= 0 && truth.faces.size() > 1) ++two;
  }
  EXPECT_GE(hidden, 2) << "the target is hidden for a while";
  EXPECT_GE(two, 20) << "people are together";
}

}  // namespace
}  // namespace facetrack::testing
