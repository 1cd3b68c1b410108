// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Compares detectors on the rendered actors, by yaw and size, and their times in turn:
//   bench_detectors [NAME...]    (without names: yunet builtin)
// Each picture shows one actor before a painted backdrop. A face counts as found if a box overlaps
// its own by more than 0.4 (IoU); any other box is a false one.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "facetrack/face.hpp"
#include "facetrack/opencv.hpp"

#include "support/actors.hpp"
#include "support/faces.hpp"
#include "support/render/backdrop.hpp"
#include "support/render/noise.hpp"

namespace facetrack {
namespace {

using namespace facetrack::testing;

struct Shown {
  Frame picture;
  Box box;
  Landmarks points{};
};

cv::Mat backdrop(std::size_t index, cv::Size size) {
  static const std::vector<cv::Mat> painted = [size] {
    std::vector<cv::Mat> all;
    for (int i = 0; i < 6; ++i) all.push_back(make_backdrop(static_cast<Backdrop>(i), size));
    return all;
  }();
  return painted[index % painted.size()].clone();
}

Shown show(int who, float size, float yaw, float pitch, float roll, Random& random) {
  const cv::Size picture_size(320, 240);
  cv::Mat picture = backdrop(random.next(), picture_size);
  ActorState state{160 + random.range(-60, 60), 120 + random.range(-20, 20), size, {}, {}};
  state.pose = {yaw, pitch, roll};
  state.expression.mouth_open = std::max(0.0F, random.range(-0.6F, 0.6F));
  state.expression.smile = random.range(-0.4F, 0.9F);
  const Light light{random.range(-60, 60), random.range(0, 60), random.range(0.5F, 1.15F),
                    random.range(0.3F, 0.6F), random.range(-0.6F, 0.8F)};
  const ActorLayer layer = actor(who).render(state, light, picture_size);
  lay_over(picture, layer);
  return {from_mat(picture), layer.box, layer.points};
}

struct Score {
  int shown = 0, found = 0, wrong = 0;
  double apart = 0;  // sum over the found faces: mean distance of the points in sizes of the face
};

void judge(Detector& detector, const Shown& shown, Score& score) {
  ++score.shown;
  bool found = false;
  for (const Detection& face : detector.detect(shown.picture.image())) {
    if (found || iou(face.box, shown.box) <= 0.4F) {
      ++score.wrong;
      continue;
    }
    found = true;
    ++score.found;
    if (!face.landmarks) continue;
    double sum = 0;
    for (std::size_t i = 0; i < 5; ++i) {
      const Point a = (*face.landmarks)[i], b = shown.points[i];
      sum += std::hypot(a.x - b.x, a.y - b.y) / 5;
    }
    score.apart += sum / std::sqrt(shown.box.area());
  }
}

void print(const std::string& name, const char* what, const Score& score) {
  std::printf("| %s | %s | %.3f | %d | %.3f | %.3f |\n", name.c_str(), what,
              static_cast<double>(score.found) / score.shown, score.shown,
              static_cast<double>(score.wrong) / score.shown,
              score.apart / std::max(1, score.found));
}

void recall(const std::string& name) {
  const auto detector = make_detector(name, {.min_face = 8});
  Random random(3);
  for (const float size : {16.0F, 24.0F, 40.0F, 100.0F}) {
    for (int yaw = 0; yaw <= 90; yaw += 15) {
      Score score;
      for (int who = 0; who < 8; ++who) {
        for (int k = 0; k < 4; ++k) {
          const float side = k % 2 == 0 ? 1.0F : -1.0F;
          judge(*detector,
                show(who, size, side * static_cast<float>(yaw) + random.range(-4, 4),
                     random.range(-12, 12), random.range(-8, 8), random),
                score);
        }
      }
      print(name, (std::to_string(int(size)) + " px, yaw " + std::to_string(yaw)).c_str(), score);
    }
  }
  const std::map<const char*, std::pair<float, float>> others{{"40 px, pitch 35", {35, 0}},
                                                              {"40 px, pitch -35", {-35, 0}},
                                                              {"40 px, roll 45", {0, 45}},
                                                              {"40 px, roll -45", {0, -45}}};
  for (const auto& [what, pose] : others) {
    Score score;
    for (int who = 0; who < 8; ++who) {
      for (int k = 0; k < 4; ++k) {
        judge(*detector,
              show(who, 40, random.range(-30, 30), pose.first, pose.second + random.range(-4, 4),
                   random),
              score);
      }
    }
    print(name, what, score);
  }
}

// The detectors take turns, so that other work on the machine meets all of them.
void times(const std::vector<std::string>& names) {
  Random random(5);
  const Shown shown = show(0, 64, 0, 0, 0, random);
  for (const auto& [width, height] : {std::pair{160, 160}, {640, 384}}) {
    const Frame picture = scaled(shown.picture, width, height);
    std::vector<std::unique_ptr<Detector>> detectors;
    for (const std::string& name : names) detectors.push_back(make_detector(name));
    std::vector<std::vector<double>> taken(names.size());
    for (int round = 0; round < 200; ++round) {
      for (std::size_t i = 0; i < names.size(); ++i) {
        const auto begun = std::chrono::steady_clock::now();
        detectors[i]->detect(picture.image());
        taken[i].push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun)
                .count());
      }
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
      std::sort(taken[i].begin(), taken[i].end());
      std::printf("%s, %dx%d: median %.2f ms, best %.2f ms\n", names[i].c_str(), width, height,
                  taken[i][taken[i].size() / 2], taken[i].front());
    }
  }
}

}  // namespace
}  // namespace facetrack

int main(int argc, char** argv) {
  facetrack::testing::use_shared_models();
  std::vector<std::string> names(argv + 1, argv + argc);
  if (names.empty()) names = {"yunet", "builtin"};
  std::puts("| detector | faces | recall | pictures | false boxes a picture | points' error |");
  std::puts("|---|---|---|---|---|---|");
  for (const std::string& name : names) facetrack::recall(name);
  facetrack::times(names);
  return 0;
}
