// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// The figures of docs/measurements.md about generated films: how the shot detector does on
// cadences, camera moves, captions, light, cuts and transitions.
//   bench_shots_films [SECONDS] [-v]
// SECONDS is the length of each of the 864 continuous shots (default 5: 72 minutes together). -v
// lists every error.

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <functional>
#include <string_view>
#include <vector>

#include "facetrack/shot.hpp"

#include "support/film/film_sets.hpp"

namespace {

using facetrack::testing::FilmPlan;
using facetrack::testing::FilmScore;
using facetrack::testing::FilmSet;
using facetrack::testing::Stills;

void measure(const FilmSet& set, bool verbose) {
  const auto detector = facetrack::make_shot_detector();
  FilmScore score;
  std::clock_t spent = 0;
  for (const FilmPlan& plan : set.films) {
    const auto film = facetrack::testing::make_film(plan);
    const auto start = std::clock();
    const auto found = facetrack::testing::all_transitions(*detector, film.frames);
    spent += std::clock() - start;
    score += facetrack::testing::score_film(film.truth, found);
  }
  std::printf(
      "%s: %zu films, %d frames, %.0f us per frame\n"
      "  cuts: %d of %d exact, %d false, F1 %.4f\n"
      "  gradual: %d of %d, %d with both ends within 3 frames; %d false\n",
      set.name.c_str(), set.films.size(), score.frames,
      1e6 * static_cast<double>(spent) / CLOCKS_PER_SEC / score.frames, score.cuts_hit,
      score.cuts_wanted, score.false_cuts, score.cuts_f1(), score.gradual_hit, score.gradual_wanted,
      score.gradual_exact, score.false_gradual);
  for (const auto& error : score.errors)
    if (verbose) std::printf("    %s\n", error.c_str());
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    double seconds = 5;
    bool verbose = false;
    for (int i = 1; i < argc; ++i) {
      if (std::string_view(argv[i]) == "-v")
        verbose = true;
      else
        seconds = std::atof(argv[i]);
    }
    const Stills stills = facetrack::testing::painted_stills();
    measure(facetrack::testing::cuts_set(stills, 6), verbose);
    measure(facetrack::testing::plain_set(stills, 5), verbose);
    measure(facetrack::testing::mixed_set(stills, 20), verbose);
    measure(facetrack::testing::moved_set(stills, 10), verbose);
    measure(facetrack::testing::disturbed_set(stills, 20), verbose);
    measure(facetrack::testing::continuous_set(stills, seconds), verbose);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
