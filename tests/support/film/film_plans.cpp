// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/film/film_plans.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include "support/film/stills.hpp"
#include "support/render/noise.hpp"

namespace facetrack::testing {
namespace {

// Widths per second (pan, tilt, dolly) and e-folds per second (zoom): from hardly visible to a
// whip pan.
constexpr float slowest = 0.02F;
constexpr float fastest = 1.2F;

CameraShot any_shot(const Stills& stills, Random& random) {
  CameraShot shot;
  shot.still = stills[random.next() % stills.size()];
  shot.move = all_camera_moves[random.next() % all_camera_moves.size()];
  shot.speed = slowest * std::pow(20.0F, random.range(0, 1));
  shot.people = static_cast<int>(random.next() % 3);
  shot.seed = random.next();
  return shot;
}

ShotPlan planned(CameraShot shot, int frames, JoinPlan join = {}) {
  return {std::move(shot), {}, frames, join};
}

/// A shot of another picture than the shot before.
CameraShot other_shot(const Stills& stills, const CameraShot& before, Random& random) {
  CameraShot shot = any_shot(stills, random);
  while (shot.still == before.still) shot = any_shot(stills, random);
  return shot;
}

std::string label(const char* kind, Cadence cadence, std::uint64_t seed) {
  return std::string(kind) + ", " + cadence_name(cadence) + ", seed " + std::to_string(seed);
}

}  // namespace

Stills painted_stills() {
  Stills out;
  for (int i = 0; i < still_count; ++i)
    out.push_back(std::make_shared<const StillPicture>(make_still(i)));
  return out;
}

FilmPlan continuous_plan(const Stills& stills, std::size_t still, Cadence cadence, CameraMove move,
                         double seconds, std::uint64_t seed) {
  Random random(seed);
  CameraShot shot;
  shot.still = stills[still % stills.size()];
  shot.move = move;
  shot.speed = move == CameraMove::shake
                   ? random.range(0.3F, 5)
                   : slowest * std::pow(fastest / slowest, random.range(0, 1));
  shot.people = static_cast<int>(random.next() % 4);
  shot.seed = seed;
  FilmPlan plan;
  plan.name = label(camera_move_name(move), cadence, seed) + ", picture " + std::to_string(still) +
              ", speed " + std::to_string(shot.speed);
  plan.shots.push_back(planned(std::move(shot), static_cast<int>(seconds * source_rate(cadence))));
  plan.cadence = cadence;
  plan.seed = seed;
  return plan;
}

FilmPlan disturbed_plan(const Stills& stills, Disturbance disturbance, Cadence cadence,
                        std::uint64_t seed) {
  Random random(seed);
  const double rate = source_rate(cadence);
  FilmPlan plan;
  plan.name = label(disturbance_name(disturbance), cadence, seed);
  plan.shots.push_back(planned(any_shot(stills, random), static_cast<int>(4 * rate)));
  plan.overlays.push_back(make_disturbance(
      disturbance, static_cast<int>(random.range(0.8F, 1.5F) * static_cast<float>(rate)), rate,
      seed));
  plan.cadence = cadence;
  plan.seed = seed;
  return plan;
}

FilmPlan cuts_plan(const Stills& stills, Cadence cadence, std::uint64_t seed) {
  constexpr std::array at_cuts{Disturbance::caption_pops, Disturbance::caption_fades,
                               Disturbance::player_controls, Disturbance::logo,
                               Disturbance::lower_third};
  Random random(seed);
  const auto rate = static_cast<float>(source_rate(cadence));
  FilmPlan plan;
  plan.name = label("cuts", cadence, seed);
  int begin = 0;
  for (int i = 0; i < 12; ++i) {
    CameraShot shot = plan.shots.empty() ? any_shot(stills, random)
                                         : other_shot(stills, plan.shots.back().shot, random);
    const int frames = std::max(8, static_cast<int>(random.range(0.5F, 3) * rate));
    plan.shots.push_back(planned(std::move(shot), frames));
    // Fades that begin a little before the cut are halfway at the cut.
    if (i > 0 && random.next() % 3 == 0)
      plan.overlays.push_back(make_disturbance(at_cuts[random.next() % at_cuts.size()],
                                               begin - static_cast<int>(random.next() % 5),
                                               static_cast<double>(rate), random.next()));
    begin += frames;
  }
  plan.cadence = cadence;
  plan.seed = seed;
  return plan;
}

FilmPlan plain_plan(const Stills& stills, cv::Scalar color, int plain_frames, Cadence cadence,
                    std::uint64_t seed) {
  FilmPlan plan = faded_plan(stills, std::move(color), 0, plain_frames, cadence, seed);
  plan.name = label("one colour", cadence, seed) + ", " + std::to_string(plain_frames) + " frames";
  return plan;
}

FilmPlan joined_plan(const Stills& stills, const JoinPlan& join, Cadence cadence,
                     std::uint64_t seed) {
  constexpr const char* names[] = {"cut",   "dissolve", "wipe",      "push",
                                   "cover", "iris",     "cross-zoom"};
  Random random(seed);
  const int frames = static_cast<int>(2 * source_rate(cadence));
  FilmPlan plan;
  plan.name = label(names[static_cast<int>(join.kind)], cadence, seed) + ", " +
              std::to_string(join.mixed) + " mixed" + (join.eased ? ", eased" : "");
  plan.shots.push_back(planned(any_shot(stills, random), frames, join));
  plan.shots.push_back(planned(other_shot(stills, plan.shots.front().shot, random), frames));
  plan.cadence = cadence;
  plan.seed = seed;
  return plan;
}

FilmPlan faded_plan(const Stills& stills, cv::Scalar color, int mixed, int plain_frames,
                    Cadence cadence, std::uint64_t seed) {
  const JoinPlan join{mixed > 0 ? FilmJoin::dissolve : FilmJoin::cut, mixed, 0, false, false};
  FilmPlan plan = joined_plan(stills, join, cadence, seed);
  ShotPlan plain;
  plain.plain = color;
  plain.frames = plain_frames;
  plain.join = join;
  plan.shots.insert(plan.shots.begin() + 1, plain);
  plan.name = label("fade", cadence, seed) + ", " + std::to_string(mixed) + " mixed, " +
              std::to_string(plain_frames) + " plain";
  return plan;
}

FilmPlan sample_plan(const Stills& stills) {
  constexpr double calm = 0.06;  // widths per second, so that the plot shows more than the camera
  Random random(14);
  FilmPlan plan;
  plan.name = "sample";
  plan.cadence = Cadence::film_in_30;
  plan.overlays.push_back(make_disturbance(Disturbance::flash, 30, 24, 6));
  for (const JoinPlan& join :
       {JoinPlan{}, JoinPlan{FilmJoin::dissolve, 20, 0, false, false},
        JoinPlan{FilmJoin::push, 16, 0, true, false}, JoinPlan{FilmJoin::iris, 16, 0, false, false},
        JoinPlan{FilmJoin::dissolve, 16, 0, false, false}}) {
    CameraShot shot = plan.shots.empty() ? any_shot(stills, random)
                                         : other_shot(stills, plan.shots.back().shot, random);
    shot.speed = std::min(shot.speed, calm);
    plan.shots.push_back(planned(std::move(shot), 60, join));
  }
  ShotPlan black;
  black.plain = cv::Scalar(0, 0, 0);
  black.frames = 24;
  black.join = {FilmJoin::dissolve, 16, 0, false, false};
  plan.shots.push_back(black);
  plan.shots.push_back(planned(any_shot(stills, random), 60));
  return plan;
}

}  // namespace facetrack::testing
