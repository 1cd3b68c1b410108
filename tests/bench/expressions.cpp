// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Planted windows, found and ranked? bench_expressions [FIRST-LAST [MODEL [DETECTOR]]], 1-50 by
// default. Prints a line for each fault and the number of seeds without any, by weights.

#include <array>
#include <cstdio>
#include <string>

#include "facetrack/expression_job.hpp"
#include "facetrack/facetrack.hpp"

#include "support/paths.hpp"
#include "support/planted_film.hpp"

int main(int argc, char** argv) try {
  using namespace facetrack;
  int first_seed = 1;
  int last_seed = 50;
  if (argc > 1 && std::sscanf(argv[1], "%d-%d", &first_seed, &last_seed) != 2) {
    std::fprintf(stderr, "%s: expected seeds as in 1-50\n", argv[1]);
    return 2;
  }
  constexpr std::array<std::array<double, 2>, 5> weights{
      {{1, 0}, {0.7, 0.3}, {0.5, 0.5}, {0.3, 0.7}, {0, 1}}};
  std::array<int, weights.size()> right{};
  for (int seed = first_seed; seed <= last_seed; ++seed) {
    const testing::TempDir dir;
    const testing::PlantedFilm film(static_cast<std::uint64_t>(seed));
    film.write(dir / "film.mp4");
    ExpressionJob job;
    job.video.file = dir / "film.mp4";
    const std::string detector = argc > 3 ? argv[3] : "auto";
    job.video.stages.detector = [detector] { return make_detector(detector); };
    job.output = {.folder = dir / "out", .report = false};
    const std::string model = argc > 2 ? argv[2] : "builtin";
    job.model = [model] { return make_expression_model(model); };
    job.write_clips = false;
    const ExpressionResult result = run_expressions(job).result;
    std::printf("seed %d: %zu windows", seed, result.windows.size());
    for (std::size_t i = 0; i < weights.size(); ++i) {
      ExpressionWeights own;
      own.expression = weights[i][0];
      own.position = weights[i][1];
      const std::string fault = testing::planted_fault(
          film, score_windows(result.runs, testing::PlantedFilm::length, own), own);
      right[i] += fault.empty() ? 1 : 0;
      if (!fault.empty()) {
        std::printf("\n  weights %.1f %.1f: %s", own.expression, own.position, fault.c_str());
      }
    }
    for (const int first : {film.still, film.lively, film.moving}) {
      for (const ScoredWindow& window : result.windows) {
        if (window.first_frame != first) continue;
        std::printf("  %.3f/%.3f (true %.3f/%.3f)", window.scores.variation,
                    window.scores.stability, film.truth(first, {}).variation,
                    film.truth(first, {}).stability);
      }
    }
    std::printf("\n");
    std::fflush(stdout);
  }
  for (std::size_t i = 0; i < weights.size(); ++i) {
    std::printf("weights %.1f %.1f: %d of %d seeds right\n", weights[i][0], weights[i][1], right[i],
                last_seed - first_seed + 1);
  }
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
