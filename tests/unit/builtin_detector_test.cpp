// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>

#include "facetrack/error.hpp"
#include "facetrack/face.hpp"
#include "facetrack/models.hpp"
#include "facetrack/opencv.hpp"

#include "support/actors.hpp"
#include "support/faces.hpp"
#include "support/paths.hpp"
#include "support/render/backdrop.hpp"
#include "support/render/noise.hpp"

namespace facetrack {
namespace {

using testing::actor_looks;
using testing::ActorLayer;
using testing::ActorState;
using testing::Backdrop;
using testing::data_dir;
using testing::lay_over;
using testing::make_backdrop;
using testing::part_of;
using testing::Random;

// data/training/detector/export.py writes the file with PyTorch.
TEST(BuiltinDetector, reports_what_the_network_answered_where_it_was_trained) {
  std::ifstream file(data_dir() / "training/detector/answers.json");
  const auto expected = nlohmann::json::parse(file);
  const auto detector = make_detector("builtin");
  const Frame photo = read_image((data_dir() / expected.at("picture").get<std::string>()).string());
  int compared = 0;
  for (const auto& part : expected.at("parts")) {
    const auto& r = part.at("region");
    const Frame picture = part_of(photo, {r[0], r[1], r[2], r[3]});
    const auto found = detector->detect(picture.image());
    const auto& faces = part.at("faces");
    ASSERT_EQ(found.size(), faces.size());
    for (std::size_t i = 0; i < found.size(); ++i, ++compared) {
      const auto& box = faces[i].at("box");
      EXPECT_NEAR(found[i].score, faces[i].at("score").get<float>(), 0.002F);
      EXPECT_NEAR(found[i].box.x, box[0].get<float>(), 0.1F);
      EXPECT_NEAR(found[i].box.y, box[1].get<float>(), 0.1F);
      EXPECT_NEAR(found[i].box.width, box[2].get<float>(), 0.1F);
      EXPECT_NEAR(found[i].box.height, box[3].get<float>(), 0.1F);
      ASSERT_TRUE(found[i].landmarks);
      for (std::size_t k = 0; k < 5; ++k) {
        const auto& point = faces[i].at("points").at(k);
        EXPECT_NEAR((*found[i].landmarks)[k].x, point[0].get<float>(), 0.1F);
        EXPECT_NEAR((*found[i].landmarks)[k].y, point[1].get<float>(), 0.1F);
      }
    }
  }
  EXPECT_GE(compared, 3);
}

struct Shown {
  Frame picture;
  Box box;
};

cv::Mat backdrop(std::size_t index) {
  static const std::vector<cv::Mat> painted = [] {
    std::vector<cv::Mat> all;
    for (int i = 0; i < 6; ++i) all.push_back(make_backdrop(static_cast<Backdrop>(i), {240, 200}));
    return all;
  }();
  return painted[index % painted.size()].clone();
}

Shown show(int who, float size, float yaw, Random& random) {
  cv::Mat picture = backdrop(random.next());
  const ActorState state{120 + random.range(-30, 30),
                         90 + random.range(-10, 10),
                         size,
                         {yaw, random.range(-10, 10), random.range(-8, 8)},
                         {}};
  const testing::Light light{random.range(-50, 50), random.range(10, 50), random.range(0.7F, 1.1F)};
  const ActorLayer layer = testing::actor(who).render(state, light, picture.size());
  lay_over(picture, layer);
  return {from_mat(picture), layer.box};
}

TEST(BuiltinDetector, finds_actors_from_frontal_to_profile) {
  constexpr int default_min_face = 16;  // a profile of 24 pixels is narrower
  const auto detector = make_detector("builtin", {.min_face = 8});
  Random random(11);
  int shown = 0, found = 0, wrong = 0;
  for (int who = 0; who < static_cast<int>(actor_looks().size()); ++who) {
    for (const float size : {24.0F, 48.0F, 90.0F}) {
      for (const float yaw : {0.0F, -30.0F, 60.0F, -90.0F, 90.0F}) {
        const Shown s = show(who, size, yaw, random);
        ++shown;
        for (const Detection& face : detector->detect(s.picture.image())) {
          if (iou(face.box, s.box) > 0.4F) {
            ++found;
          } else if (face.box.width >= default_min_face) {
            ++wrong;
          }
        }
      }
    }
  }
  EXPECT_GE(found, 0.98 * shown);
  EXPECT_LE(wrong, 0.05 * shown);
}

TEST(BuiltinDetector, finds_a_face_that_fills_a_large_picture) {
  const auto detector = make_detector("builtin");
  const cv::Size size(1000, 900);
  cv::Mat picture = make_backdrop(Backdrop::room, size);
  const ActorLayer layer = testing::actor(1).render({500, 450, 850, {}, {}}, {}, size);
  lay_over(picture, layer);
  const auto found = detector->detect(from_mat(picture).image());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_GT(iou(found[0].box, layer.box), 0.6F);
}

TEST(BuiltinDetector, needs_a_network_of_its_own_kind) {
  DetectorOptions options;
  options.model = data_dir() / "models/builtin-1.onnx";
  try {
    make_detector("builtin", options);
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
  }
}

}  // namespace
}  // namespace facetrack
