// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/landmarks68.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "support/scene.hpp"

namespace facetrack {
namespace {

Landmarks68 mean_of(const std::vector<Landmarks68>& shapes) {
  Landmarks68 mean{};
  for (const Landmarks68& shape : shapes) {
    for (std::size_t i = 0; i < mean.size(); ++i) {
      mean[i].x += shape[i].x / static_cast<float>(shapes.size());
      mean[i].y += shape[i].y / static_cast<float>(shapes.size());
    }
  }
  return mean;
}

float distance(const Landmarks68& a, const Landmarks68& b) {
  float sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::hypot(a[i].x - b[i].x, a[i].y - b[i].y);
  return sum / static_cast<float>(a.size());
}

/// How far the points are from their mean over the frames.
float jitter(const std::vector<Landmarks68>& shapes) {
  float sum = 0;
  for (const Landmarks68& shape : shapes) sum += distance(shape, mean_of(shapes));
  return sum / static_cast<float>(shapes.size());
}

TEST(Landmarks68, steady_ones_tremble_less_around_the_same_place) {
  const auto finder = make_landmark_finder();
  for (const int actor : {0, 6}) {
    testing::Role role{.actor = actor};
    role.x = 160;
    role.y = 90;
    role.size = 90;
    role.liveliness = 0;  // nothing moves but the noise
    testing::ShotScript shot;
    shot.frames = 8;
    shot.cast = {role};
    testing::SceneScript script;
    script.width = 320;
    script.height = 180;
    script.shots = {shot};
    const testing::Scene scene(script);
    std::vector<Landmarks68> plain, steady;
    for (int i = 0; i < shot.frames; ++i) {
      const Frame frame = scene.render(i);
      const Box box = scene.truth(i).faces.at(0).box;
      plain.push_back(finder->find(frame.image(), box));
      steady.push_back(finder->find_steadily(frame.image(), box));
    }
    EXPECT_LT(jitter(steady), 0.65F * jitter(plain)) << "actor " << actor;
    EXPECT_LT(distance(mean_of(steady), mean_of(plain)), 0.03F * 90) << "actor " << actor;
  }
}

}  // namespace
}  // namespace facetrack
