// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/head_pose.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include "facetrack/chip.hpp"
#include "facetrack/opencv.hpp"

#include "support/actors.hpp"
#include "support/render/noise.hpp"

namespace facetrack {
namespace {

/// The eight actors were not trained on. Points are as inexact as those of a detector.
TEST(HeadPoseFinder, agrees_with_rendered_heads) {
  HeadPoseFinder finder;
  ChipOptions chip_options;
  chip_options.size = ChipModel::chip_size;
  testing::Random random(3);
  constexpr int views = 10;
  std::array<double, 3> sum{}, sum_of_five_points{};
  int heads = 0;
  for (int who = 0; who < 8; ++who) {
    for (int view = 0; view < views; ++view) {
      testing::ActorState state{160, 120, random.range(60, 110), {}, {}};
      state.pose = {random.range(-60, 60), random.range(-30, 30), random.range(-20, 20)};
      state.expression.mouth_open = std::max(0.0F, random.range(-0.6F, 0.6F));
      const testing::Light light{random.range(-60, 60), random.range(0, 60),
                                 random.range(0.5F, 1.15F), random.range(0.3F, 0.6F), 0};
      cv::Mat picture(240, 320, CV_8UC3, cv::Scalar(90, 100, 110));
      const testing::ActorLayer layer = testing::actor(who).render(state, light, picture.size());
      lay_over(picture, layer);
      Landmarks points = layer.points;
      for (Point& p : points) {
        p.x += 0.02F * state.size * random.normal();
        p.y += 0.02F * state.size * random.normal();
      }
      const FaceChip chip = cut_chip(from_mat(picture), {layer.box, 1, points}, chip_options);
      // The actors' pitch points down.
      const std::array<float, 3> truth{state.pose.yaw, -state.pose.pitch, state.pose.roll};
      const FacePose found = finder.find(chip);
      const auto add = [&truth](const FacePose& pose, std::array<double, 3>& to) {
        const std::array<float, 3> angles{pose.yaw, pose.pitch, pose.roll};
        for (std::size_t i = 0; i < to.size(); ++i) to[i] += std::abs(angles[i] - truth[i]);
      };
      add(found, sum);
      add(chip.pose, sum_of_five_points);
      ++heads;
    }
  }
  for (std::size_t i = 0; i < sum.size(); ++i) {
    EXPECT_LT(sum[i] / heads, 5) << i;
    EXPECT_LT(sum[i], sum_of_five_points[i]) << i;
  }
}

}  // namespace
}  // namespace facetrack
