// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/chip.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"

#include "support/actors.hpp"
#include "support/scene.hpp"
#include "support/scene_decoder.hpp"
#include "support/tracks.hpp"

namespace facetrack {
namespace {

using testing::FaceTruth;

/// One actor on each of 40 frames, turning from one side to the other.
std::shared_ptr<const testing::Scene> turning_head() {
  testing::ShotScript shot;
  shot.frames = 40;
  testing::Role role{.actor = 0, .x = {{0, 200}, {39, 420}}, .y = 170};
  role.size = 120;
  role.yaw = {{0, -30}, {39, 30}};
  shot.cast = {role};
  return std::make_shared<const testing::Scene>(testing::SceneScript{.shots = {shot}});
}

Detection face_on(const testing::Scene& scene, int frame) {
  const testing::FrameTruth truth = scene.truth(frame);
  const FaceTruth* face = truth.find(0);
  return {face->box, 0.9F, face->points};
}

/// A picture whose pixels say where they are: blue grows to the right, green downwards.
Frame gradient() {
  constexpr int width = 640;
  constexpr int height = 360;
  const auto owner = std::make_shared<std::vector<std::byte>>(std::size_t{3} * width * height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      std::byte* pixel = owner->data() + static_cast<std::ptrdiff_t>(3 * (y * width + x));
      pixel[0] = static_cast<std::byte>(x * 255 / width);
      pixel[1] = static_cast<std::byte>(y * 255 / height);
    }
  }
  const ImageView view{owner->data(), width, height, std::ptrdiff_t{3} * width, PixelFormat::bgr24};
  return {owner, {view}, PixelFormat::bgr24, {}};
}

Point place_shown_at(const Frame& chip, const Point& at) {
  const auto* pixel = chip.image().row(static_cast<int>(std::lround(at.y))) +
                      3 * static_cast<std::ptrdiff_t>(std::lround(at.x));
  return {static_cast<float>(std::to_integer<int>(pixel[0])) * 640 / 255,
          static_cast<float>(std::to_integer<int>(pixel[1])) * 360 / 255};
}

TEST(cut_chip, puts_the_eyes_at_the_same_place_whatever_the_face_does) {
  const auto scene = turning_head();
  for (const int frame : {5, 20, 35}) {
    for (const int size : {56, 112, 256}) {
      const FaceChip chip = cut_chip(scene->render(frame), face_on(*scene, frame), {.size = size});
      EXPECT_EQ(chip.picture.width(), size);
      EXPECT_EQ(chip.picture.height(), size);
      EXPECT_EQ(chip.picture.format(), PixelFormat::bgr24);
      EXPECT_EQ(chip.picture.time().index, frame);
      const float eyes_y = (chip.points[0].y + chip.points[1].y) / 2;
      EXPECT_NEAR(eyes_y / static_cast<float>(size), 51.6F / 112, 0.06F) << frame;
      EXPECT_GT(chip.quality.overall, 0.2F);
    }
  }
}

TEST(cut_chip, shows_the_pixels_that_its_points_name) {
  const auto scene = turning_head();
  for (const int frame : {0, 20, 39}) {
    const Detection face = face_on(*scene, frame);
    for (const ChipShape shape : {ChipShape::five_points, ChipShape::square}) {
      for (const int size : {64, 240}) {
        const FaceChip chip = cut_chip(gradient(), face, {.shape = shape, .size = size});
        for (std::size_t i = 0; i < chip.points.size(); ++i) {
          const Point shown = place_shown_at(chip.picture, chip.points[i]);
          EXPECT_NEAR(shown.x, (*face.landmarks)[i].x, 5) << "point " << i;
          EXPECT_NEAR(shown.y, (*face.landmarks)[i].y, 5) << "point " << i;
        }
      }
    }
  }
}

TEST(cut_chip, gives_nearly_the_same_picture_for_every_pixel_format) {
  const auto scene = turning_head();
  const auto decoder = testing::open_scene(scene);
  const Detection face = face_on(*scene, 0);
  const Frame yuv = *decoder->read();
  ASSERT_EQ(yuv.format(), PixelFormat::yuv420p);
  const FaceChip from_yuv = cut_chip(yuv, face);
  const FaceChip from_bgr = cut_chip(scene->render(0), face);
  double difference = 0;
  for (int y = 0; y < 112; ++y) {
    for (int x = 0; x < 3 * 112; ++x) {
      difference += std::abs(std::to_integer<int>(from_yuv.picture.image().row(y)[x]) -
                             std::to_integer<int>(from_bgr.picture.image().row(y)[x]));
    }
  }
  EXPECT_LT(difference / (3 * 112 * 112), 4);
}

TEST(cut_chip, square_has_the_box_in_the_middle_with_its_margin) {
  const auto scene = turning_head();
  Detection face{{100, 50, 80, 100}, 1, std::nullopt};
  const FaceChip chip =
      cut_chip(scene->render(0), face, {.shape = ChipShape::square, .size = 160, .margin = 0.3F});
  EXPECT_EQ(chip.picture.width(), 160);
  // The side is 100 * 1.6 = 160 pixels, so a pixel of the frame is a pixel of the chip.
  face.landmarks = Landmarks{{{120, 80}, {160, 80}, {140, 100}, {125, 130}, {155, 130}}};
  const FaceChip same =
      cut_chip(scene->render(0), face, {.shape = ChipShape::square, .size = 160, .margin = 0.3F});
  EXPECT_NEAR(same.points[0].x, 120 - (140 - 80), 1);
  EXPECT_NEAR(same.points[0].y, 80 - (100 - 80), 1);
}

TEST(cut_chip, takes_faces_that_reach_out_of_the_frame) {
  const auto scene = turning_head();
  for (const Box box : {Box{-60, -60, 100, 100}, Box{600, 320, 90, 90}, Box{-500, 100, 80, 80}}) {
    for (const ChipShape shape : {ChipShape::five_points, ChipShape::square}) {
      EXPECT_EQ(
          cut_chip(scene->render(0), {box, 1, std::nullopt}, {.shape = shape}).picture.width(),
          112);
    }
  }
}

TEST(cut_chip, refuses_what_cannot_be_cut) {
  const auto scene = turning_head();
  const Frame frame = scene->render(0);
  const Detection good = face_on(*scene, 0);
  const auto refused = [](const Frame& from, const Detection& face, const ChipOptions& options) {
    try {
      cut_chip(from, face, options);
      return false;
    } catch (const Error& error) {
      return error.code() == ErrorCode::invalid_argument;
    }
  };
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  constexpr float infinity = std::numeric_limits<float>::infinity();
  EXPECT_TRUE(refused(Frame{}, good, {}));
  for (const Box box : {Box{}, Box{10, 10, -5, 20}, Box{nan, 0, 10, 10}, Box{0, 0, infinity, 10},
                        Box{1e9F, 0, 10, 10}, Box{0, 0, 10, nan}}) {
    EXPECT_TRUE(refused(frame, {box, 1, good.landmarks}, {}));
  }
  EXPECT_TRUE(refused(frame, good, {.size = 0}));
  EXPECT_TRUE(refused(frame, good, {.size = 100'000}));
  EXPECT_TRUE(refused(frame, good, {.margin = -1}));
  EXPECT_TRUE(refused(frame, {good.box, 1, Landmarks{}}, {}));
}

FaceTrack track_of(const testing::Scene& scene, int id, int first, int last) {
  FaceTrack track = testing::track(id, first, last);
  for (TrackPoint& point : track.points) {
    const Detection face = face_on(scene, static_cast<int>(point.frame));
    point.box = face.box;
    point.landmarks = face.landmarks;
  }
  return track;
}

TEST(cut_chips, gives_every_nth_face_of_each_track_in_the_order_of_frames) {
  const auto scene = turning_head();
  const auto decoder = testing::open_scene(scene);
  const std::vector<FaceTrack> tracks{track_of(*scene, 7, 20, 30), track_of(*scene, 3, 2, 9)};
  std::vector<std::pair<std::int64_t, int>> taken;
  EXPECT_TRUE(cut_chips(*decoder, tracks, {.every = 5}, [&](const FaceChip& chip) {
    taken.emplace_back(chip.picture.time().index, chip.track);
  }));
  EXPECT_THAT(taken, ::testing::ElementsAre(std::pair(2, 3), std::pair(7, 3), std::pair(20, 7),
                                            std::pair(25, 7), std::pair(30, 7)));
}

TEST(cut_chips, stops_when_it_is_asked_to) {
  const auto scene = turning_head();
  const auto decoder = testing::open_scene(scene);
  const std::vector<FaceTrack> tracks{track_of(*scene, 0, 0, 30)};
  std::stop_source stop;
  int taken = 0;
  EXPECT_FALSE(cut_chips(*decoder, tracks, {},
                         [&](const FaceChip&) {
                           if (++taken == 3) stop.request_stop();
                         },
                         {stop.get_token(), {}}));
  EXPECT_EQ(taken, 3);
}

TEST(face_pose, agrees_with_rendered_heads) {
  double squares = 0;
  int angles = 0;
  for (int index = 0; index < 8; ++index) {
    for (const float yaw : {-45.0F, -20.0F, 0.0F, 20.0F, 45.0F}) {
      for (const float pitch : {-15.0F, 0.0F, 15.0F}) {
        for (const float roll : {-20.0F, 0.0F, 20.0F}) {
          testing::ActorState state;
          state.x = 300;
          state.y = 200;
          state.size = 200;
          state.pose = {yaw, pitch, roll};
          const auto layer = testing::actor(index).render(state, {}, {640, 480}, false);
          const FacePose pose = face_pose(layer.points);
          // The actors' yaw points to the right of the picture, their pitch down.
          const std::array<float, 3> errors{pose.yaw - yaw, pose.pitch + pitch, pose.roll - roll};
          for (const float error : errors) {
            EXPECT_LT(std::abs(error), 16) << index << ' ' << yaw << ' ' << pitch << ' ' << roll;
            squares += static_cast<double>(error) * error;
            ++angles;
          }
        }
      }
    }
  }
  EXPECT_LT(std::sqrt(squares / angles), 5.5);
}

TEST(face_pose, is_zero_for_points_that_say_nothing) {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  Landmarks unknown{};
  unknown[0].x = nan;
  for (const Landmarks& points : {Landmarks{}, unknown}) {
    const FacePose pose = face_pose(points);
    EXPECT_EQ(pose.yaw, 0);
    EXPECT_EQ(pose.pitch, 0);
    EXPECT_EQ(pose.roll, 0);
  }
}

}  // namespace
}  // namespace facetrack
