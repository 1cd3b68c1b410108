// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Covered mouths and eyes, found by the whole chain of detector, tracker and visibility model:
//   bench_hidden_parts [SEEDS]     on rendered films, beside their exact truth
//   bench_hidden_parts VIDEO…      the part of the looks with a hidden mouth or hidden eyes
// It also prints the looks that are wrong (seed, actor, frame), to be looked at.

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>

#include "facetrack/curate_looks.hpp"
#include "facetrack/decoder.hpp"
#include "facetrack/pipeline.hpp"

#include "bench/films_or_videos.hpp"
#include "support/curate_films.hpp"
#include "support/scene_decoder.hpp"

namespace {

using namespace facetrack;
using testing::Board;
using testing::BoardShape;
using testing::Curve;

constexpr int look_every = 3;  // frames
constexpr int frames = 150;
constexpr float sure = 0.5F;

struct Score {
  int hidden = 0, found = 0, clear = 0, wrong = 0;
  void add(float truth, float answer, bool steady) {
    const bool says = answer >= sure;
    if (truth > 0.5F) ++hidden, found += says ? 1 : 0;
    if (truth < 0.1F && steady) ++clear, wrong += says ? 1 : 0;
  }
  void print(const char* what) const {
    std::printf("%-28s hidden looks %5d, found %.4f; clear looks %5d, falsely hidden %.4f\n", what,
                hidden, found / static_cast<double>(std::max(hidden, 1)), clear,
                wrong / static_cast<double>(std::max(clear, 1)));
  }
};

Analysis analysed(const std::function<std::unique_ptr<Decoder>()>& open) {
  AnalyzeOptions options;
  options.pictures = false;
  Stages stages;
  stages.decoder = open;
  stages.embedder = {};
  stages.detector = [] { return make_detector("builtin"); };
  return analyze(stages, options);
}

/// A plate or a hand in front of the mouth or the eyes from frame 50 to 100, or nothing.
testing::TalkingHead head_of(std::uint64_t seed, int actor, int kind) {
  testing::TalkingHead head{.seed = seed, .actor = actor, .frames = frames};
  const float shift = static_cast<float>(seed % 7) * 4 - 12;
  Board board{.x = 320 + shift, .y = Curve{{42, 500}, {50, 205}, {100, 205}, {108, 500}}};
  board.width = 110, board.height = 70;
  board.angle = static_cast<float>(seed % 5) * 6 - 12;
  constexpr std::array<testing::Color, 4> colors{
      {{0.8F, 0.62F, 0.5F}, {0.45F, 0.3F, 0.22F}, {0.15F, 0.2F, 0.5F}, {0.9F, 0.9F, 0.88F}}};
  const auto of_kind = colors[(seed + static_cast<std::uint64_t>(kind)) % 2];
  if (kind % 2 == 1)
    board.shape = BoardShape::hand, board.height = 130, board.color = of_kind;
  else
    board.color = colors[(seed + static_cast<std::uint64_t>(actor)) % colors.size()];
  if (kind >= 2) {
    board.y = Curve{{42, 500},
                    {50, kind == 2 ? 140.0F : 160.0F},
                    {100, kind == 2 ? 140.0F : 160.0F},
                    {108, 500}};
  }
  if (kind == 4)
    head.eyes_open = Curve{{40, 1}, {44, 0}, {100, 0}, {104, 1}};
  else if (kind < 4)
    head.boards = {board};
  return head;
}

void judge(std::uint64_t seed, int actor, int kind, Score& mouth, Score& eyes) {
  const auto scene = testing::talking_head(head_of(seed, actor, kind));
  const auto open = [&] { return testing::open_scene(scene); };
  const Analysis film = analysed(open);
  const auto decoder = open();
  const auto truth_at = [&](std::int64_t frame) {
    const auto at = static_cast<int>(std::clamp<std::int64_t>(frame, 0, frames - 1));
    const testing::FrameTruth all = scene->truth(at);
    testing::FaceTruth face = all.faces.at(0);
    if (face.expression.eyes_open < 0.2F)
      face.eyes_covered = 1;
    else if (face.expression.eyes_open < 0.7F)
      face.eyes_covered = std::max(face.eyes_covered, 0.3F);
    return face;
  };
  for (const FaceLook& look : look_at_faces(*decoder, film.tracks, look_every).faces) {
    const testing::FaceTruth truth = truth_at(look.frame);
    bool steady_mouth = true, steady_eyes = true;
    for (int by = -2; by <= 2; ++by) {
      steady_mouth = steady_mouth && truth_at(look.frame + by).mouth_covered < 0.1F;
      steady_eyes = steady_eyes && truth_at(look.frame + by).eyes_covered < 0.1F;
    }
    mouth.add(truth.mouth_covered, look.mouth_hidden, steady_mouth);
    eyes.add(truth.eyes_covered, look.eyes_hidden, steady_eyes);
    const auto note = [&](const char* part, float covered, float answer, bool steady) {
      const bool says = answer >= sure;
      if (covered > 0.5F ? !says : says && steady) {
        std::printf("  %s kind %d seed %d actor %d frame %d: covered %.2f, answer %.2f\n", part,
                    kind, static_cast<int>(seed), actor, static_cast<int>(look.frame),
                    static_cast<double>(covered), static_cast<double>(answer));
      }
    };
    note("mouth", truth.mouth_covered, look.mouth_hidden, steady_mouth);
    note("eyes", truth.eyes_covered, look.eyes_hidden, steady_eyes);
  }
}

void films(int seeds) {
  constexpr std::array<const char*, 6> kinds{
      "plate before the mouth", "hand before the mouth", "plate before the eyes",
      "hand before the eyes",   "eyes closed",           "nothing"};
  for (int kind = 0; kind < static_cast<int>(kinds.size()); ++kind) {
    Score mouth, eyes;
    for (int seed = 0; seed < seeds; ++seed) {
      judge(1000 + static_cast<std::uint64_t>(seed), (seed * 3 + kind) % 8, kind, mouth, eyes);
    }
    mouth.print((std::string(kinds.at(static_cast<std::size_t>(kind))) + ": mouth").c_str());
    eyes.print((std::string(kinds.at(static_cast<std::size_t>(kind))) + ": eyes").c_str());
  }
}

void video(const char* file) {
  const auto open = [&] { return open_decoder(file); };
  const Analysis film = analysed(open);
  const auto decoder = open();
  int looks = 0, mouth = 0, eyes = 0;
  for (const FaceLook& look : look_at_faces(*decoder, film.tracks, look_every).faces) {
    ++looks;
    mouth += look.mouth_hidden >= sure ? 1 : 0;
    eyes += look.eyes_hidden >= sure ? 1 : 0;
    std::printf("look %s %d %d %.3f %.3f\n", file, look.track, static_cast<int>(look.frame),
                static_cast<double>(look.mouth_hidden), static_cast<double>(look.eyes_hidden));
  }
  std::printf("%s: looks %d, mouth hidden %.4f, eyes hidden %.4f\n", file, looks,
              mouth / static_cast<double>(std::max(looks, 1)),
              eyes / static_cast<double>(std::max(looks, 1)));
}

}  // namespace

int main(int argc, char** argv) {
  return facetrack::bench::films_or_videos(argc, argv, 8, films, video);
}
