// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/landmarks68.hpp"

#include <cmath>
#include <utility>
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

constexpr int head_frames = 8;

/// A face of 90 pixels where nothing moves except the noise; all of it `times` as large.
testing::Scene still(int actor, int times = 1) {
  const auto factor = static_cast<float>(times);
  testing::Role role{.actor = actor};
  role.x = 160 * factor;
  role.y = 90 * factor;
  role.size = 90 * factor;
  role.liveliness = 0;
  testing::ShotScript shot;
  shot.frames = head_frames;
  shot.cast = {role};
  testing::SceneScript script;
  script.width = 320 * times;
  script.height = 180 * times;
  script.shots = {shot};
  return testing::Scene(script);
}

TEST(Landmarks68, are_at_the_same_place_on_faces_of_any_size) {
  const auto finder = make_landmark_finder();
  const testing::Scene small = still(0);
  const Landmarks68 expected =
      finder->find(small.render(0).image(), small.truth(0).faces.at(0).box);
  for (const int times : {2, 3, 5}) {
    const testing::Scene large = still(0, times);
    Landmarks68 found = finder->find(large.render(0).image(), large.truth(0).faces.at(0).box);
    for (Point& p : found) {
      p = {p.x / static_cast<float>(times), p.y / static_cast<float>(times)};
    }
    EXPECT_LT(distance(found, expected), 0.03F * 90) << times << " times";
  }
}

TEST(Landmarks68, come_from_a_box_that_is_well_off_as_from_a_good_one) {
  const auto finder = make_landmark_finder();
  const testing::Scene scene = still(0);
  const Frame frame = scene.render(0);
  const Box box = scene.truth(0).faces.at(0).box;
  const Landmarks68 expected = finder->find(frame.image(), box);
  for (const auto& [right, larger] : {std::pair{0.15F, 1.0F}, {-0.15F, 1.0F}, {0.0F, 0.6F}}) {
    const Box off{box.x + box.width * (right + (1 - larger) / 2),
                  box.y + box.height * (1 - larger) / 2, box.width * larger, box.height * larger};
    EXPECT_LT(distance(finder->find(frame.image(), off), expected), 0.06F * 90)
        << right << " " << larger;
  }
}

TEST(Landmarks68, steady_ones_tremble_less_around_the_same_place) {
  const auto finder = make_landmark_finder();
  float plain_in_all = 0;
  float steady_in_all = 0;
  for (const int actor : {0, 1, 2, 3, 4, 5, 6, 7}) {
    const testing::Scene scene = still(actor);
    std::vector<Landmarks68> plain, steady;
    for (int i = 0; i < head_frames; ++i) {
      const Frame frame = scene.render(i);
      // A detector's boxes tremble, too.
      Box box = scene.truth(i).faces.at(0).box;
      box.x += 0.02F * box.width * static_cast<float>(i % 3 - 1);
      box.y += 0.02F * box.height * static_cast<float>(i % 2);
      box.height *= 1 + 0.01F * static_cast<float>(i % 5 - 2);
      plain.push_back(finder->find(frame.image(), box));
      steady.push_back(finder->find_averaged(frame.image(), box));
    }
    EXPECT_LT(jitter(steady), 0.9F * jitter(plain)) << "actor " << actor;
    plain_in_all += jitter(plain);
    steady_in_all += jitter(steady);
    EXPECT_LT(distance(mean_of(steady), mean_of(plain)), 0.03F * 90) << "actor " << actor;
  }
  EXPECT_LT(steady_in_all, 0.5F * plain_in_all);
}

}  // namespace
}  // namespace facetrack
