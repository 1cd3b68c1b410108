// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Samples of the films that bench_shots_films measures completely. A limit that is not 0 or 1 is
// the figure measured today, not the aim; docs/measurements.md has the figures of all films.

#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/shot.hpp"

#include "support/film/film_sets.hpp"
#include "support/thorough.hpp"

namespace facetrack {
namespace {

using testing::FilmPlan;
using testing::FilmScore;
using testing::FilmSet;

class ShotFilms : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { stills() = testing::painted_stills(); }
  static void TearDownTestSuite() { stills().clear(); }
  static testing::Stills& stills() {
    static testing::Stills all;
    return all;
  }

  /// Every `step`-th film of a set; a sample has a third of these.
  static FilmScore score_sample(const FilmSet& set, std::size_t step) {
    return score(set, step * testing::thorough<std::size_t>(1, 3));
  }
  static FilmScore score(const FilmSet& set, std::size_t step) {
    const auto detector = make_shot_detector();
    FilmScore sum;
    for (std::size_t i = 0; i < set.films.size(); i += step) {
      const auto film = testing::make_film(set.films[i]);
      sum += testing::score_film(film.truth, testing::all_transitions(*detector, film.frames));
    }
    return sum;
  }
  static std::string errors(const FilmScore& score) {
    std::string out;
    for (const std::string& error : score.errors) out += "\n" + error;
    return out;
  }
};

TEST_F(ShotFilms, one_moving_shot_has_hardly_any_transition_at_any_cadence) {
  const FilmScore found = score_sample(testing::continuous_set(stills(), 3), 23);
  EXPECT_LE(found.false_cuts + found.false_gradual, 1) << errors(found);  // measured: 1, a fast pan
}

TEST_F(ShotFilms, captions_light_and_weather_end_hardly_any_shot) {
  const FilmScore found = score_sample(testing::disturbed_set(stills(), 20), 9);
  // Measured: 1, an exposure that turns most of the picture white.
  EXPECT_LE(found.false_cuts + found.false_gradual, 1) << errors(found);
}

TEST_F(ShotFilms, clouds_in_less_light_are_the_same_shot) {
  FilmSet clouds = testing::disturbed_set(stills(), 20);
  std::erase_if(clouds.films, [](const FilmPlan& p) { return p.seed != 10164 && p.seed != 10178; });
  ASSERT_EQ(clouds.films.size(), 2U);
  const FilmScore found = score(clouds, 1);
  EXPECT_EQ(found.false_cuts + found.false_gradual, 0) << errors(found);
}

TEST_F(ShotFilms, cuts_are_found_at_every_cadence_under_captions_that_fade) {
  const FilmScore found = score_sample(testing::cuts_set(stills(), 1), 1);
  EXPECT_GE(found.cuts_f1(), 0.99) << errors(found);
  EXPECT_EQ(found.gradual_hit, found.gradual_wanted) << errors(found);
}

TEST_F(ShotFilms, cuts_to_one_colour_and_back_are_exact_from_three_frames_on) {
  const FilmScore found = score_sample(testing::plain_set(stills(), 5), 4);
  EXPECT_GE(found.cuts_hit, found.cuts_wanted - 1) << errors(found);  // measured: 79 of 80
  EXPECT_EQ(found.false_cuts + found.false_gradual, 0) << errors(found);
}

TEST_F(ShotFilms, dissolves_and_fades_are_found_at_every_cadence) {
  const FilmScore found = score_sample(testing::mixed_set(stills(), 20), 7);
  EXPECT_GE(found.gradual_hit, 0.93 * found.gradual_wanted) << errors(found);
}

TEST_F(ShotFilms, wipes_and_slides_are_found_at_every_cadence) {
  const FilmScore found = score_sample(testing::moved_set(stills(), 10), 7);
  EXPECT_GE(found.gradual_hit, 0.75 * found.gradual_wanted) << errors(found);
  EXPECT_LE(found.false_cuts + found.false_gradual, 1) << errors(found);
}

}  // namespace
}  // namespace facetrack
