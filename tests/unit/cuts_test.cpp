// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/cuts.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shot/mix.hpp"
#include "shot/ramp.hpp"
#include "shot/repeats.hpp"

namespace facetrack {
namespace {

TEST(Background, ignores_repeated_frames_and_other_cuts_nearby) {
  struct Case {
    std::vector<float> around;
    float wanted;
  };
  const std::vector<Case> cases{
      {{}, 0},
      {{0, 0.1F, 0.2F}, 0},                     // a still picture
      {{0, 0, 40, 0, 0}, 0},                    // a still with one more cut
      {{0, 0, 4, 0, 0, 0, 0, 4, 0, 0}, 4},      // a pan on threes
      {{2, 2, 2, 2, 2, 2, 2, 2}, 2},            // a steady pan
      {{0, 4, 0, 4, 0, 4, 0, 4}, 4},            // the same pan with every frame doubled
      {{2, 2, 40, 2, 2, 2, 50, 2, 2, 2}, 2},    // two more cuts within reach
      {{30, 30, 30, 2, 2, 2, 2, 2, 2, 2}, 30},  // three large steps: no cut, but motion
  };
  for (const Case& c : cases) {
    std::vector<Difference> around;
    for (const float residual : c.around) around.push_back({residual / 100, residual});
    EXPECT_EQ(background(around).residual, c.wanted);
    EXPECT_EQ(background(around).change, c.wanted / 100);
  }
}

TEST(CutScore, asks_for_a_new_picture_and_for_more_than_the_motion_around) {
  const ContentLimits limits;
  EXPECT_GE(cut_score({0.9F, 30}, {0.1F, 2}, limits), 1);
  EXPECT_LT(cut_score({0.2F, 30}, {0.1F, 2}, limits), 1) << "a caption: most of the picture stays";
  EXPECT_LT(cut_score({0.65F, 15}, {0.45F, 6}, limits), 1) << "a caption over a moving picture";
  EXPECT_GE(cut_score({0.95F, 30}, {0.45F, 6}, limits), 1) << "a cut between moving pictures";
  EXPECT_LT(cut_score({0.9F, 30}, {0.1F, 25}, limits), 1) << "a fast pan: all frames differ";
}

TEST(IsRepetition, asks_for_motion_on_both_sides) {
  const std::vector<float> moving{3, 3, 0.1F, 3, 3};
  const std::vector<float> still{0.1F, 0.1F, 0.1F};
  const std::vector<float> cut{0.1F, 40, 0.1F};
  EXPECT_TRUE(is_repetition(0.1F, moving, moving));
  EXPECT_FALSE(is_repetition(0.1F, still, still)) << "a picture that stands still";
  EXPECT_FALSE(is_repetition(0.1F, moving, still)) << "a picture that comes to rest";
  EXPECT_FALSE(is_repetition(0.1F, cut, still)) << "a still picture after a cut";
  EXPECT_FALSE(is_repetition(2, moving, moving)) << "a frame that moves";
  EXPECT_FALSE(is_repetition(0.1F, moving, {})) << "the last frame";
}

TEST(Evenness, tells_a_blend_from_a_caption_that_fades) {
  Coarse a{};
  Coarse b{};
  b.fill(100);
  Coarse blend{};
  blend.fill(30);
  Coarse caption{};  // nearly all of b is there, and a fifth of the picture still changes
  caption.fill(100);
  std::fill_n(caption.begin(), coarse_size / 5, std::int16_t{40});
  EXPECT_EQ(evenness(a, blend, b, 0.3), 1);
  EXPECT_LT(evenness(a, caption, b, 0.88), 0.1);
}

TEST(FitRamp, finds_the_ends_of_straight_and_eased_ramps) {
  for (const bool eased : {false, true}) {
    for (const int length : {2, 5, 12, 40}) {
      std::vector<double> shares(10, 0.0);
      for (int i = 1; i < length; ++i) {
        const double t = static_cast<double>(i) / length;
        shares.push_back(eased ? t * t * (3 - 2 * t) : t);
      }
      shares.insert(shares.end(), 10, 1.0);
      const auto ramp = fit_ramp(shares);
      ASSERT_TRUE(ramp.has_value());
      EXPECT_EQ(ramp->last_old, 9U) << length;
      EXPECT_EQ(ramp->first_new, 9U + static_cast<unsigned>(length)) << length;
      EXPECT_NEAR(ramp->error, 0, 1e-9);
    }
  }
  EXPECT_FALSE(fit_ramp(std::vector<double>{0, 1}).has_value());
}

}  // namespace

TEST(ShotsFromTransitions, cover_every_frame_once_together_with_the_mixed_ones) {
  const std::vector<Transition> transitions{{TransitionKind::dissolve, 20, 30, 1.5F},
                                            {TransitionKind::cut, 10, 10, 2}};
  const auto shots = shots_from_transitions(transitions, 50);
  ASSERT_EQ(shots.size(), 3U);
  EXPECT_EQ(shots[0].last_frame, 9);
  EXPECT_EQ(shots[0].ends_with, ShotEnd::cut);
  EXPECT_EQ(shots[1].first_frame, 10);
  EXPECT_EQ(shots[1].last_frame, 19);
  EXPECT_EQ(shots[1].ends_with, ShotEnd::dissolve);
  EXPECT_EQ(shots[2].first_frame, 30);
  EXPECT_EQ(shots[2].last_frame, 49);
  EXPECT_EQ(shots[2].ends_with, ShotEnd::end);
  for (std::size_t i = 0; i < shots.size(); ++i) EXPECT_EQ(shots[i].id, static_cast<int>(i));
}

TEST(ShotsFromTransitions, merge_what_overlaps_and_bear_the_edges) {
  EXPECT_TRUE(shots_from_transitions({}, 0).empty());
  ASSERT_EQ(shots_from_transitions({}, 7).size(), 1U);
  const std::vector<Transition> overlapping{{TransitionKind::fade, 10, 20, 1},
                                            {TransitionKind::cut, 15, 15, 1},
                                            {TransitionKind::fade, 20, 30, 1}};
  const auto shots = shots_from_transitions(overlapping, 40);
  ASSERT_EQ(shots.size(), 2U);
  EXPECT_EQ(shots[0].last_frame, 9);
  EXPECT_EQ(shots[0].ends_with, ShotEnd::fade);
  EXPECT_EQ(shots[1].first_frame, 30);
  const std::vector<Transition> whole{{TransitionKind::fade, 0, 40, 1}};
  EXPECT_TRUE(shots_from_transitions(whole, 40).empty()) << "nothing but mixed frames";
}

TEST(ShotsFromTransitions, a_moment_of_black_between_two_fades_is_no_shot) {
  const auto shots_with = [](TransitionKind second, std::int64_t black) {
    const std::vector<Transition> two{{TransitionKind::fade, 10, 20, 1},
                                      {second, 20 + black, 30 + black, 1}};
    return shots_from_transitions(two, 80).size();
  };
  EXPECT_EQ(shots_with(TransitionKind::fade, 12), 2U);
  EXPECT_EQ(shots_with(TransitionKind::fade, 13), 3U) << "long enough to be a shot of its own";
  EXPECT_EQ(shots_with(TransitionKind::dissolve, 5), 3U);
}

TEST(ShotsFromTransitions, parts_of_one_transition_are_joined_over_three_frames) {
  const auto shots_with = [](TransitionKind first, std::int64_t between) {
    const bool cut = first == TransitionKind::cut;
    const std::vector<Transition> two{{first, 10, cut ? 10 : 20, 1},
                                      {TransitionKind::dissolve, (cut ? 10 : 20) + between, 40, 1}};
    return shots_from_transitions(two, 80).size();
  };
  EXPECT_EQ(shots_with(TransitionKind::dissolve, 3), 2U);
  EXPECT_EQ(shots_with(TransitionKind::dissolve, 4), 3U);
  EXPECT_EQ(shots_with(TransitionKind::cut, 3), 2U);
  const std::vector<Transition> cuts{{TransitionKind::cut, 10, 10, 1},
                                     {TransitionKind::cut, 12, 12, 1}};
  EXPECT_EQ(shots_from_transitions(cuts, 80).size(), 3U) << "two cuts stay two";
  const std::vector<Transition> slides{{TransitionKind::wipe, 10, 20, 1},
                                       {TransitionKind::wipe, 22, 40, 1}};
  EXPECT_EQ(shots_from_transitions(slides, 80).size(), 3U) << "one slide follows another";
}

TEST(ShotsFromTransitions, take_the_kind_of_the_longest_where_some_overlap) {
  const std::vector<Transition> both{{TransitionKind::cut, 10, 10, 1},
                                     {TransitionKind::dissolve, 10, 20, 1}};
  EXPECT_EQ(shots_from_transitions(both, 40)[0].ends_with, ShotEnd::dissolve);
}

}  // namespace facetrack
