// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// The figures of docs/measurements.md about generated films: how the shot detector does on
// cadences, camera moves, captions, light, cuts and transitions.
//   bench_shots_films [SECONDS] [-v]
//   bench_shots_films --write DIR STEP
// SECONDS is the length of each of the 864 continuous shots (default 5: 72 minutes together). -v
// lists every error. --write puts every STEP-th film into DIR, for shots_compare.py: its frames as
// yuv420p without a header, its truth as JSON. The plot of docs/shots.md is made of film_sample:
//   ffmpeg -f rawvideo -pix_fmt yuv420p -s 192x108 -r 30 -i film_sample.yuv -crf 18 sample.mp4
//   bench_shots_fit --plot sample.mp4 docs/images/shots.png

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

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

std::vector<FilmSet> all_sets(const Stills& stills, double seconds) {
  return {facetrack::testing::cuts_set(stills, 6),
          facetrack::testing::plain_set(stills, 5),
          facetrack::testing::mixed_set(stills, 20),
          facetrack::testing::moved_set(stills, 10),
          facetrack::testing::disturbed_set(stills, 20),
          facetrack::testing::continuous_set(stills, seconds)};
}

void write_film(const FilmSet& set, const FilmPlan& plan, const std::filesystem::path& file) {
  const auto film = facetrack::testing::make_film(plan);
  std::ofstream frames(file.string() + ".yuv", std::ios::binary);
  for (const facetrack::Frame& frame : film.frames) {
    for (int i = 0; i < 3; ++i) {
      const facetrack::ImageView& plane = frame.plane(i);
      for (int y = 0; y < plane.height; ++y)
        frames.write(reinterpret_cast<const char*>(plane.row(y)), plane.width);
    }
  }
  nlohmann::json truth = {{"set", set.name},
                          {"name", film.truth.name},
                          {"frames", film.truth.frames},
                          {"width", facetrack::testing::film_width},
                          {"height", facetrack::testing::film_height},
                          {"cuts", film.truth.cuts},
                          {"gradual", nlohmann::json::array()}};
  for (const auto& span : film.truth.gradual)
    truth["gradual"].push_back({{"from", span.from}, {"to", span.to}});
  std::ofstream(file.string() + ".truth.json") << truth.dump(1) << "\n";
}

void write_films(const Stills& stills, const std::vector<FilmSet>& sets,
                 const std::filesystem::path& folder, std::size_t step) {
  std::filesystem::create_directories(folder);
  write_film(FilmSet{"sample", {}}, facetrack::testing::sample_plan(stills),
             folder / "film_sample");
  std::size_t number = 0;
  for (const FilmSet& set : sets)
    for (std::size_t i = 0; i < set.films.size(); i += step)
      write_film(set, set.films[i], folder / ("film_" + std::to_string(++number)));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const Stills stills = facetrack::testing::painted_stills();
    if (argc == 4 && std::string_view(argv[1]) == "--write") {
      write_films(stills, all_sets(stills, 5), argv[2], std::stoul(argv[3]));
      return 0;
    }
    double seconds = 5;
    bool verbose = false;
    for (int i = 1; i < argc; ++i) {
      if (std::string_view(argv[i]) == "-v")
        verbose = true;
      else
        seconds = std::atof(argv[i]);
    }
    for (const FilmSet& set : all_sets(stills, seconds)) measure(set, verbose);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
