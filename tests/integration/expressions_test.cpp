// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Expressions on films whose truth is known: what was planted is found and ranked, whatever the
// weights. bench_expressions does the same with 50 seeds.

#include <gtest/gtest.h>

#include "facetrack/expression_job.hpp"
#include "facetrack/facetrack.hpp"

#include "support/paths.hpp"
#include "support/planted_film.hpp"

namespace facetrack::testing {
namespace {

ExpressionOptions options_for(const TempDir& dir) {
  ExpressionOptions options;
  options.video = dir / "film.mp4";
  options.output = dir / "out";
  options.expression_model = "builtin";
  options.detector = "hog";  // needs no file: the same on every machine
  options.embedder = "builtin";
  options.skip_extraction = true;
  options.report = false;
  return options;
}

class Planted : public ::testing::TestWithParam<int> {};

TEST_P(Planted, stretches_are_found_and_ranked_with_all_weights) {
  const TempDir dir;
  const PlantedFilm film(static_cast<std::uint64_t>(GetParam()));
  film.write(dir / "film.mp4");
  const ExpressionOutcome outcome = run_expressions(options_for(dir));
  for (const double weight : {1.0, 0.7, 0.5, 0.3, 0.0}) {
    ExpressionWeights weights;
    weights.expression = weight;
    weights.position = 1 - weight;
    const auto windows = score_windows(outcome.runs, PlantedFilm::length, weights);
    EXPECT_EQ(planted_fault(film, windows, weights), "") << "weight " << weight;
  }
}

INSTANTIATE_TEST_SUITE_P(Expressions, Planted, ::testing::Values(3, 4));

TEST(Expressions, do_not_depend_on_the_number_of_workers) {
  const TempDir dir;
  const PlantedFilm film(1);
  film.write(dir / "film.mp4");
  std::string first;
  for (const int workers : {1, 2, 5}) {
    ExpressionOptions options = options_for(dir);
    options.existing = Existing::overwrite;
    options.analyze.workers = workers;
    run_expressions(options);
    const std::string written = read_file(dir / "out/analysis/frame_data.json") +
                                read_file(dir / "out/analysis/sequences.json");
    if (first.empty()) first = written;
    EXPECT_EQ(written, first) << workers << " workers";
  }
}

}  // namespace
}  // namespace facetrack::testing
