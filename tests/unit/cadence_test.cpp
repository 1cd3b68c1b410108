// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/cadence.hpp"

#include <gtest/gtest.h>

#include "facetrack/report.hpp"

#include "support/film/film_plans.hpp"
#include "support/render/noise.hpp"
#include "support/thorough.hpp"

namespace facetrack {
namespace {

using testing::CameraMove;

/// The cadence of steps that repeat: 1 is a new frame, 0 a repetition, 0.5 a mixed one.
std::optional<facetrack::Cadence> cadence_of_pattern(const std::vector<float>& pattern) {
  CadenceMeter meter;
  testing::Random random(1);
  for (std::size_t i = 0; i < 300; ++i)
    meter.push(pattern[i % pattern.size()] * random.range(2.4F, 3) + random.range(0, 0.1F));
  return meter.cadence();
}

TEST(CadenceMeter, names_the_pattern_in_which_frames_are_repeated) {
  struct Case {
    std::vector<float> pattern;
    facetrack::Cadence cadence;
  };
  const std::vector<Case> cases{{{1, 0}, {1, 2, false}},
                                {{1, 0, 0}, {1, 3, false}},
                                {{1, 1, 0}, {2, 3, false}},
                                {{1, 0, 1, 0, 0}, {2, 5, false}},
                                {{1, 1, 1, 1, 0}, {4, 5, false}},
                                {{1, 1, 1, 1, 1, 0}, {5, 6, false}},
                                {{1, 1, 0.5, 0.9F, 0.5}, {4, 5, true}}};
  for (const Case& c : cases) {
    const auto found = cadence_of_pattern(c.pattern);
    ASSERT_TRUE(found) << c.pattern.size();
    EXPECT_EQ(*found, c.cadence) << found->fresh << " in " << found->shown;
  }
}

TEST(CadenceMeter, names_none_for_new_frames_for_rest_and_for_irregular_repetitions) {
  EXPECT_FALSE(cadence_of_pattern({1}));
  EXPECT_FALSE(cadence_of_pattern({0}));
  EXPECT_FALSE(cadence_of_pattern({1, 1, 0, 1, 1, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 0, 1}));
}

TEST(CadenceMeter, does_not_judge_a_video_by_one_moving_insert) {
  CadenceMeter meter;
  for (int i = 0; i < 1200; ++i) meter.push(i >= 300 && i < 450 && i % 2 == 0 ? 2.0F : 0.02F);
  EXPECT_FALSE(meter.cadence());
}

TEST(CadenceMeter, sees_the_cadence_of_moving_films_and_none_where_there_is_none) {
  const testing::Stills stills = testing::painted_stills();
  const auto detector = make_shot_detector();
  bool pans = false;
  for (const testing::Cadence cadence : testing::all_cadences) {
    pans = !pans;  // a sample has each cadence with one of the moves
    for (const CameraMove move : {CameraMove::pan, CameraMove::zoom}) {
      if (!testing::is_thorough() && pans != (move == CameraMove::pan)) continue;
      testing::FilmPlan plan = testing::continuous_plan(stills, 0, cadence, move, 6, 3);
      plan.shots.front().shot.speed = 0.3;
      const auto film = testing::make_film(plan);
      for (const Frame& frame : film.frames) static_cast<void>(detector->push(frame));
      const auto found = detector->cadence();
      detector->flush();
      std::optional<facetrack::Cadence> wanted;
      if (cadence == testing::Cadence::film_in_30) wanted = {4, 5, false};
      if (cadence == testing::Cadence::pal_in_30) wanted = {5, 6, false};
      if (cadence == testing::Cadence::half_in_30 || cadence == testing::Cadence::twos ||
          cadence == testing::Cadence::doubled)
        wanted = {1, 2, false};
      if (cadence == testing::Cadence::pulldown) wanted = {4, 5, true};
      EXPECT_EQ(found, wanted) << film.truth.name << (found ? ": found " : ": found none")
                               << (found ? cadence_text(*found, std::nullopt) : "");
    }
  }
}

TEST(CadenceText, counts_frames_per_second_if_the_rate_is_known) {
  EXPECT_EQ(cadence_text({4, 5, false}, Rational{30000, 1001}), "24 in 30");
  EXPECT_EQ(cadence_text({4, 5, true}, Rational{30, 1}), "24 in 30, 3:2 pulldown");
  EXPECT_EQ(cadence_text({1, 2, false}, Rational{24000, 1001}), "12 in 24");
  EXPECT_EQ(cadence_text({1, 2, false}, Rational{25, 1}), "1 in 2");  // 12.5 is not whole
  EXPECT_EQ(cadence_text({4, 5, false}, std::nullopt), "4 in 5");
}

}  // namespace
}  // namespace facetrack
