// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "facetrack/shot.hpp"

#include "support/film/film_plans.hpp"

namespace facetrack::testing {

/// Films of one kind, on which one figure is measured.
struct FilmSet {
  std::string name;
  std::vector<FilmPlan> films;
};

/// Continuous shots: every picture x 6 cadences x 6 camera moves, `seconds` each.
FilmSet continuous_set(const Stills& stills, double seconds);
/// Continuous shots with captions, flashes, rain, ...: `films` of each disturbance, at all
/// cadences.
FilmSet disturbed_set(const Stills& stills, int films);
FilmSet cuts_set(const Stills& stills, int films_of_cadence);
/// Cuts to and from black, white and other colours of 3 to 60 frames.
FilmSet plain_set(const Stills& stills, int films_of_length);
/// Dissolves and fades at all cadences.
FilmSet mixed_set(const Stills& stills, int films_of_length);
/// Wipes in eight directions, pushes, covers, irises and cross-zooms.
FilmSet moved_set(const Stills& stills, int films_of_length);

/// How the shots of some films were found.
struct FilmScore {
  int frames = 0;
  int cuts_wanted = 0;
  int cuts_hit = 0;  ///< at the exact frame
  int gradual_wanted = 0;
  int gradual_hit = 0;    ///< a transition that overlaps it
  int gradual_exact = 0;  ///< with both ends within 3 frames
  int false_cuts = 0;
  int false_gradual = 0;
  std::vector<std::string> errors;

  double cuts_f1() const;
  FilmScore& operator+=(const FilmScore& other);
};

/// Judges the shots that follow from `transitions`. A cut that is blended into one or two frames
/// by its cadence is hit by a cut at either of its ends too.
FilmScore score_film(const ShotTruth& truth, std::span<const Transition> transitions);

}  // namespace facetrack::testing
