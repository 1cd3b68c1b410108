// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/film/film_sets.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <numbers>

namespace facetrack::testing {
namespace {

// The six cadences of the hour of continuous shots; the others are taken by all other sets.
constexpr std::array main_cadences{Cadence::plain,    Cadence::film_in_30, Cadence::half_in_30,
                                   Cadence::pulldown, Cadence::irregular,  Cadence::dropped};

constexpr std::int64_t end_slack = 3;     // frames at either end of a gradual transition
constexpr std::int64_t most_blended = 2;  // frames: a cut that a cadence blends

struct Boundary {
  std::int64_t first_mixed;
  std::int64_t next_shot;
  bool is_cut() const { return first_mixed == next_shot; }
};

std::vector<Boundary> boundaries(const ShotTruth& truth, std::span<const Transition> transitions) {
  const auto shots = shots_from_transitions(transitions, truth.frames);
  std::vector<Boundary> out;
  for (std::size_t i = 0; i + 1 < shots.size(); ++i)
    out.push_back({shots[i].last_frame + 1, shots[i + 1].first_frame});
  return out;
}

bool answers(const Boundary& found, const FrameSpan& wanted) {
  return found.first_mixed <= wanted.to + 1 && found.next_shot >= wanted.from;
}

bool has_ends(const Boundary& found, const FrameSpan& wanted) {
  if (found.is_cut()) return wanted.to - wanted.from < most_blended;
  return std::abs(found.first_mixed - wanted.from) <= end_slack &&
         std::abs(found.next_shot - wanted.to - 1) <= end_slack;
}

}  // namespace

FilmSet continuous_set(const Stills& stills, double seconds) {
  FilmSet set{"continuous shots", {}};
  std::uint64_t seed = 1;
  for (std::size_t still = 0; still < stills.size(); ++still)
    for (const Cadence cadence : main_cadences)
      for (const CameraMove move : all_camera_moves)
        set.films.push_back(continuous_plan(stills, still, cadence, move, seconds, seed++));
  return set;
}

FilmSet disturbed_set(const Stills& stills, int films) {
  FilmSet set{"captions, light, weather", {}};
  std::uint64_t seed = 10001;
  for (const Disturbance disturbance : all_disturbances)
    for (int i = 0; i < films; ++i, ++seed) {
      const Cadence cadence = all_cadences[(seed + 1) % all_cadences.size()];
      set.films.push_back(disturbed_plan(stills, disturbance, cadence, seed));
    }
  return set;
}

FilmSet cuts_set(const Stills& stills, int films_of_cadence) {
  FilmSet set{"cuts", {}};
  std::uint64_t seed = 20001;
  for (const Cadence cadence : all_cadences)
    for (int i = 0; i < films_of_cadence; ++i)
      set.films.push_back(cuts_plan(stills, cadence, seed++));
  return set;
}

FilmSet plain_set(const Stills& stills, int films_of_length) {
  const std::array<cv::Scalar, 4> colors{
      cv::Scalar(0, 0, 0), {255, 255, 255}, {200, 40, 20}, {40, 36, 36}};
  FilmSet set{"cuts to one colour and back", {}};
  std::uint64_t seed = 30001;
  for (const cv::Scalar& color : colors)
    for (const int length : {3, 4, 5, 6, 8, 12, 25, 60})
      for (int i = 0; i < films_of_length; ++i)
        set.films.push_back(plain_plan(stills, color, length, Cadence::plain, seed++));
  return set;
}

FilmSet mixed_set(const Stills& stills, int films_of_length) {
  FilmSet set{"dissolves and fades", {}};
  std::uint64_t seed = 40001;
  for (const int length : {4, 6, 9, 14, 22, 35, 60}) {
    for (int i = 0; i < films_of_length; ++i) {
      const Cadence cadence = all_cadences[seed % all_cadences.size()];
      const JoinPlan join{FilmJoin::dissolve, length, 0, seed % 3 == 0, false};
      set.films.push_back(joined_plan(stills, join, cadence, seed++));
      const cv::Scalar color = seed % 4 == 0 ? cv::Scalar::all(255) : cv::Scalar::all(0);
      set.films.push_back(faded_plan(stills, color, length, 25, cadence, seed++));
    }
  }
  return set;
}

FilmSet moved_set(const Stills& stills, int films_of_length) {
  FilmSet set{"wipes, pushes, covers, irises, cross-zooms", {}};
  std::uint64_t seed = 50001;
  const auto add = [&](FilmJoin kind, int directions) {
    for (const int length : {6, 10, 16, 26, 40})
      for (int i = 0; i < films_of_length; ++i) {
        JoinPlan join{kind, length, 0, i % 2 == 1, seed % 4 == 1};
        join.angle = 2 * std::numbers::pi *
                     static_cast<double>(seed % static_cast<unsigned>(directions)) / directions;
        set.films.push_back(
            joined_plan(stills, join, all_cadences[seed % all_cadences.size()], seed));
        ++seed;
      }
  };
  add(FilmJoin::wipe, 8);
  add(FilmJoin::push, 4);
  add(FilmJoin::cover, 4);
  add(FilmJoin::iris, 1);
  add(FilmJoin::cross_zoom, 1);
  return set;
}

double FilmScore::cuts_f1() const {
  const int all = 2 * cuts_hit + false_cuts + false_gradual + (cuts_wanted - cuts_hit);
  return all == 0 ? 1 : 2.0 * cuts_hit / all;
}

FilmScore& FilmScore::operator+=(const FilmScore& other) {
  frames += other.frames;
  cuts_wanted += other.cuts_wanted;
  cuts_hit += other.cuts_hit;
  gradual_wanted += other.gradual_wanted;
  gradual_hit += other.gradual_hit;
  gradual_exact += other.gradual_exact;
  false_cuts += other.false_cuts;
  false_gradual += other.false_gradual;
  errors.insert(errors.end(), other.errors.begin(), other.errors.end());
  return *this;
}

FilmScore score_film(const ShotTruth& truth, std::span<const Transition> transitions) {
  FilmScore score;
  const auto report = [&](const char* what, std::int64_t from, std::int64_t to) {
    score.errors.push_back(truth.name + ": " + what + " " + std::to_string(from) +
                           (to > from ? ".." + std::to_string(to) : ""));
  };
  score.frames = static_cast<int>(truth.frames);
  score.cuts_wanted = static_cast<int>(truth.cuts.size());
  score.gradual_wanted = static_cast<int>(truth.gradual.size());
  auto found = boundaries(truth, transitions);
  for (const std::int64_t cut : truth.cuts) {
    const auto hit = std::find_if(found.begin(), found.end(), [&](const Boundary& b) {
      return b.is_cut() && b.next_shot == cut;
    });
    if (hit == found.end()) {
      report("missed the cut", cut, cut);
      continue;
    }
    ++score.cuts_hit;
    found.erase(hit);
  }
  for (const FrameSpan& span : truth.gradual) {
    const auto hit = std::find_if(found.begin(), found.end(),
                                  [&](const Boundary& b) { return answers(b, span); });
    if (hit == found.end()) {
      report("missed the transition", span.from, span.to);
      continue;
    }
    ++score.gradual_hit;
    if (has_ends(*hit, span))
      ++score.gradual_exact;
    else
      report(("found " + std::to_string(hit->first_mixed) + ".." +
              std::to_string(hit->next_shot - 1) + " for the transition")
                 .c_str(),
             span.from, span.to);
    found.erase(hit);
  }
  for (const Boundary& b : found) {
    ++(b.is_cut() ? score.false_cuts : score.false_gradual);
    report(b.is_cut() ? "false cut" : "false transition", b.first_mixed, b.next_shot - 1);
  }
  return score;
}

}  // namespace facetrack::testing
