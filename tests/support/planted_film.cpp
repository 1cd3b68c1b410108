// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/planted_film.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "support/render/noise.hpp"
#include "support/video_file.hpp"

namespace facetrack::testing {
namespace {

constexpr int planted_width = 320, planted_height = 180;
constexpr int gap = 22;  // frames at rest between the stretches
// Scores nearer than this are no order that could not turn: the same faces, once still and once
// moving, are measured with variations 0.06 apart (deviation over 25 films; at most 0.2).
constexpr double clear_difference = 0.06;

struct Pose {
  float smile = 0, brows = 0, mouth_open = 0;
};

using Keys = std::vector<std::pair<float, float>>;

/// Three different faces, on the first, the middle and the last frame; at rest before and after.
void make_faces(Random& random, const std::array<int, 2>& starts, Role& role) {
  std::array<Pose, 3> poses{Pose{random.range(0.8F, 1), 0, 0},
                            Pose{0, random.range(0.8F, 1), random.range(0.7F, 1)},
                            Pose{random.range(-1, -0.8F), random.range(-1, -0.8F), 0}};
  for (std::size_t i = 2; i > 0; --i) std::swap(poses[i], poses[random.next() % (i + 1)]);
  Keys smile{{0, 0}}, brows{{0, 0}}, open{{0, 0}};
  const auto add = [&](float frame, const Pose& pose) {
    smile.emplace_back(frame, pose.smile);
    brows.emplace_back(frame, pose.brows);
    open.emplace_back(frame, pose.mouth_open);
  };
  std::array<int, 2> ordered = starts;
  std::sort(ordered.begin(), ordered.end());
  for (const int start : ordered) {
    const auto at = static_cast<float>(start);
    constexpr float last = PlantedFilm::length - 1;
    add(at - 8, {});
    // Held for a moment, as people do.
    add(at, poses[0]);
    add(at + 3, poses[0]);
    add(at + 12, poses[1]);
    add(at + 18, poses[1]);
    add(at + last - 3, poses[2]);
    add(at + last, poses[2]);
    add(at + last + 8, {});
  }
  role.smile = Curve(smile);
  role.brows = Curve(brows);
  role.mouth_open = Curve(open);
}

/// To and fro, about a tenth of the face a frame.
Curve sway(float middle, float size, int start) {
  Keys keys{{static_cast<float>(start) - 4, middle}};
  constexpr float quarter = 3;  // frames
  float side = 1;
  for (float t = 0; t < PlantedFilm::length; t += 2 * quarter) {
    keys.emplace_back(static_cast<float>(start) + t + quarter, middle + side * 0.37F * size);
    side = -side;
  }
  keys.emplace_back(static_cast<float>(start + PlantedFilm::length) + 6, middle);
  return Curve(keys);
}

std::vector<float> token_of(const FaceExpression& e) {
  return {1, 1.2F * e.smile, 1.2F * e.brows, 1.2F * e.mouth_open};
}

}  // namespace

PlantedFilm::PlantedFilm(std::uint64_t seed) {
  Random random(seed);
  std::array<int*, 3> order{&still, &lively, &moving};
  for (std::size_t i = 2; i > 0; --i) std::swap(order[i], order[random.next() % (i + 1)]);
  for (std::size_t i = 0; i < 3; ++i) *order[i] = gap / 2 + static_cast<int>(i) * (length + gap);

  ShotScript shot;
  shot.frames = 3 * (length + gap);
  constexpr std::array backdrops{Backdrop::room, Backdrop::office, Backdrop::studio};
  shot.backdrop = backdrops[random.next() % backdrops.size()];
  shot.light = {random.range(-45, 45), random.range(25, 45), random.range(0.9F, 1.1F), 0.45F, 0};
  Role role{.actor = static_cast<int>(seed % 8)};
  const float size = random.range(84, 100);
  role.size = size;
  role.yaw = random.range(-8, 8);
  role.y = random.range(85, 95);
  role.x = sway(random.range(140, 180), size, moving);
  role.liveliness = 0;  // a blink would be an expression that nobody planted
  make_faces(random, {lively, moving}, role);
  shot.cast = {role};
  SceneScript script;
  script.width = planted_width;
  script.height = planted_height;
  script.seed = seed;
  script.shots = {shot};
  scene = std::make_shared<const Scene>(script);
}

std::int64_t PlantedFilm::shared(const ScoredWindow& window, int first) {
  const std::int64_t begin = std::max<std::int64_t>(window.first_frame, first);
  const std::int64_t end = std::min<std::int64_t>(window.last_frame, first + length - 1);
  return std::max<std::int64_t>(0, end - begin + 1);
}

ExpressionScores PlantedFilm::truth(int first, const ExpressionWeights& weights) const {
  std::vector<ExpressionFrame> window;
  for (int i = first; i < first + length; ++i) {
    const FaceTruth face = scene->truth(i).faces.at(0);
    window.push_back({i, face.box.center(), std::max(face.box.width, face.box.height),
                      token_of(face.expression)});
  }
  return expression_scores(window, weights);
}

void PlantedFilm::write(const std::filesystem::path& file) const {
  VideoSpec spec;
  spec.width = planted_width;
  spec.height = planted_height;
  spec.crf = 16;
  write_test_video(file, spec, scene->frames(),
                   [&](std::int64_t i) { return scene->render(static_cast<int>(i)); });
}

std::string planted_fault(const PlantedFilm& film, const std::vector<ScoredWindow>& windows,
                          const ExpressionWeights& weights) {
  struct Stretch {
    const char* name;
    int first;
    double truth;
    double found = 0;  ///< the best window that shares two thirds of its frames
  };
  std::vector<Stretch> stretches;
  for (const auto& [name, first] :
       {std::pair("still", film.still), {"lively", film.lively}, {"moving", film.moving}}) {
    Stretch stretch{name, first, film.truth(first, weights).combined};
    for (const ScoredWindow& window : windows) {
      if (3 * PlantedFilm::shared(window, first) < 2 * PlantedFilm::length) continue;
      stretch.found = std::max(stretch.found, window.scores.combined);
    }
    stretches.push_back(stretch);
  }
  std::stable_sort(stretches.begin(), stretches.end(),
                   [](const Stretch& a, const Stretch& b) { return a.truth > b.truth; });
  std::string fault;
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    for (std::size_t k = i + 1; k < stretches.size(); ++k) {
      const Stretch& better = stretches[i];
      const Stretch& worse = stretches[k];
      if (better.truth - worse.truth <= clear_difference || better.found > worse.found) continue;
      fault += std::string(better.name) + " (true " + std::to_string(better.truth) + ") scores " +
               std::to_string(better.found) + ", " + worse.name + " (true " +
               std::to_string(worse.truth) + ") " + std::to_string(worse.found) + "; ";
    }
  }
  // Where one stretch is clearly the best of all frames, the best window lies in it.
  if (stretches[0].truth - stretches[1].truth > clear_difference) {
    const std::vector<ScoredWindow> best = choose_windows(windows, 1);
    if (best.empty() ||
        2 * PlantedFilm::shared(best[0], stretches[0].first) < PlantedFilm::length) {
      fault += std::string("the best window is not in ") + stretches[0].name + "; ";
    }
  }
  return fault;
}

}  // namespace facetrack::testing
