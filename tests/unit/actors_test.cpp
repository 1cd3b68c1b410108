// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/actors.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include "facetrack/face.hpp"
#include "facetrack/models.hpp"
#include "facetrack/opencv.hpp"

#include "support/paths.hpp"
#include "support/render/noise.hpp"

namespace facetrack::testing {
namespace {

const cv::Size picture_size(320, 320);

struct ActorPicture {
  Frame picture;
  Box box;
  Landmarks points{};
  Detection face() const { return {box, 1, points}; }
};

// Actor `who` before a plain wall; `variety` 0 looks ahead, 1 turns, tilts and makes faces.
ActorPicture show(int who, std::uint64_t seed, float variety, float size = 100) {
  Random random(seed * 131 + 7);
  for (int i = 0; i < 4; ++i) random.next();
  const auto some = [&](float most) { return variety * random.range(-most, most); };
  ActorState state{160 + random.range(-9, 9), 155 + random.range(-9, 9), size, {}, {}};
  state.pose = {some(25), some(12), some(12)};
  state.expression.mouth_open = std::max(0.0F, some(0.8F));
  state.expression.smile = some(0.9F);
  state.expression.brows = some(1);
  const Light light{random.range(-50, 50), random.range(15, 55), random.range(0.7F, 1.15F),
                    random.range(0.35F, 0.55F), random.range(-0.8F, 0.8F)};
  cv::Mat picture(picture_size, CV_8UC3, cv::Scalar(random.range(60, 200), 140, 150));
  const ActorLayer layer = actor(who).render(state, light, picture_size);
  lay_over(picture, layer);
  return {from_mat(picture), layer.box, layer.points};
}

int cast_size() { return static_cast<int>(actor_looks().size()); }

bool finds(Detector& detector, const ActorPicture& shown) {
  const std::vector<Detection> found = detector.detect(shown.picture.image());
  return std::any_of(found.begin(), found.end(),
                     [&](const Detection& d) { return iou(d.box, shown.box) > 0.5F; });
}

TEST(Actors, points_lie_in_the_box_and_in_order) {
  for (int who = 0; who < cast_size(); ++who) {
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
      const ActorPicture s = show(who, seed, 1);
      for (const Point& p : s.points) {
        EXPECT_GT(p.x, s.box.x);
        EXPECT_LT(p.x, s.box.x + s.box.width);
        EXPECT_GT(p.y, s.box.y);
        EXPECT_LT(p.y, s.box.y + s.box.height);
      }
      EXPECT_LT(s.points[0].x, s.points[1].x) << "the person's right eye is on the left";
      EXPECT_LT(s.points[3].x, s.points[4].x);
      EXPECT_LT(std::max(s.points[0].y, s.points[1].y), s.points[2].y);
      EXPECT_LT(s.points[2].y, std::max(s.points[3].y, s.points[4].y));
    }
  }
}

TEST(Actors, box_has_the_asked_height_when_looking_ahead) {
  for (int who = 0; who < cast_size(); ++who) {
    // Faces are longer or shorter than the average one.
    EXPECT_NEAR(show(who, 1, 0, 120).box.height,
                120 * (0.4F + 0.6F * actor_looks()[static_cast<std::size_t>(who)].face_length), 8);
  }
}

TEST(Actors, turn_to_the_side_that_the_pose_says) {
  const auto nose_offset = [](float yaw) {
    const ActorLayer layer =
        actor(0).render({160, 160, 100, {yaw, 0, 0}, {}}, {}, picture_size, false);
    return layer.points[2].x - (layer.points[0].x + layer.points[1].x) / 2;
  };
  EXPECT_GT(nose_offset(25), 5);
  EXPECT_LT(nose_offset(-25), -5);
  EXPECT_NEAR(nose_offset(0), 0, 0.5F);
}

TEST(Actors, an_open_mouth_changes_the_lower_face_alone) {
  const auto paint = [](float open) {
    cv::Mat picture(picture_size, CV_8UC3, cv::Scalar(120, 120, 120));
    ActorState state{160, 160, 100, {}, {}};
    state.expression.mouth_open = open;
    const ActorLayer layer = actor(0).render(state, {}, picture_size);
    lay_over(picture, layer);
    return std::pair{picture, layer.points};
  };
  const auto [closed, points] = paint(0);
  cv::Mat difference;
  cv::absdiff(closed, paint(0.8F).first, difference);
  const int nose = static_cast<int>(points[2].y);
  EXPECT_EQ(cv::sum(difference.rowRange(0, nose - 4))[0], 0);
  EXPECT_GT(cv::sum(difference.rowRange(nose, picture_size.height))[0], 2000);
}

TEST(Actors, hog_finds_all_of_them_looking_ahead_at_100_pixels) {
  const auto names = detector_backends();
  if (std::find(names.begin(), names.end(), "hog") == names.end()) {
    GTEST_SKIP() << "this build has no dlib";
  }
  const auto detector = make_detector("hog");
  int found = 0, shown = 0;
  for (int who = 0; who < cast_size(); ++who) {
    for (std::uint64_t seed = 0; seed < 5; ++seed, ++shown) {
      found += finds(*detector, show(who, seed, 0.3F)) ? 1 : 0;
    }
  }
  EXPECT_GE(found, 0.95 * shown);
}

TEST(Actors, yunet_finds_all_of_them_and_agrees_about_box_and_points) {
  FACETRACK_NEEDS_SHARED();
  const auto detector =
      make_detector("yunet", {.model = shared_dir() / "models/face_detection_yunet_2022mar.onnx"});
  int found = 0, shown = 0;
  float overlap = 0, apart = 0;
  for (int who = 0; who < cast_size(); ++who) {
    for (std::uint64_t seed = 0; seed < 5; ++seed, ++shown) {
      const ActorPicture s = show(who, seed, 0.5F);
      const std::vector<Detection> faces = detector->detect(s.picture.image());
      if (faces.empty() || !faces.front().landmarks) continue;
      ++found;
      overlap += iou(faces.front().box, s.box);
      for (std::size_t i = 0; i < 5; ++i) {
        const Point a = (*faces.front().landmarks)[i], b = s.points[i];
        apart += std::hypot(a.x - b.x, a.y - b.y) / s.box.width / 5;
      }
    }
  }
  EXPECT_GE(found, 0.95 * shown);
  EXPECT_GE(overlap / static_cast<float>(found), 0.8F);
  EXPECT_LE(apart / static_cast<float>(found), 0.06F);
}

TEST(Actors, embedder_tells_them_apart) {
  FACETRACK_NEEDS_SHARED();
  const auto embedder = make_embedder(
      "retail-0095", {.model = shared_dir() / "models/face-reidentification-retail-0095.onnx"});
  constexpr int views = 4;
  std::vector<Embedding> seen;
  for (int who = 0; who < cast_size(); ++who) {
    for (std::uint64_t seed = 0; seed < views; ++seed) {
      const ActorPicture s = show(who, 100 + seed, 1);
      const Detection face = s.face();
      seen.push_back(embedder->embed(s.picture.image(), {&face, 1}).front());
    }
  }
  std::vector<float> same, different;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      (i / views == k / views ? same : different).push_back(distance(seen[i], seen[k]));
    }
  }
  std::sort(different.begin(), different.end());
  double in_order = 0;
  for (const float d : same) {
    const auto nearer = std::lower_bound(different.begin(), different.end(), d);
    in_order += static_cast<double>(different.end() - nearer);
  }
  EXPECT_GE(in_order, 0.98 * static_cast<double>(same.size() * different.size()));
}

}  // namespace
}  // namespace facetrack::testing
