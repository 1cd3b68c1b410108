// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/expression.hpp"

namespace facetrack {
namespace {

ExpressionFrame at(std::int64_t frame, float x, float y, ExpressionToken token, float size = 100) {
  return {frame, {x, y}, size, std::move(token)};
}

TEST(expression_scores, are_those_of_an_example_done_by_hand) {
  // Cosines 0 (x against y), 0.6 (y against z), 0.8 (x against z); steps of 5 and 10 pixels.
  const std::vector<ExpressionFrame> window{at(0, 0, 0, {1, 0}), at(1, 3, 4, {0, 2}),
                                            at(2, 9, 12, {4, 3})};
  const ExpressionScores scores = expression_scores(window);
  EXPECT_NEAR(scores.variation, 1 - (0 + 0.6 + 0.8) / 3, 1e-9);
  EXPECT_NEAR(scores.stability, 1 - 7.5 / 100, 1e-9);
  EXPECT_NEAR(scores.combined, 0.7 * scores.variation + 0.3 * scores.stability, 1e-12);
}

TEST(expression_scores, legacy518_is_the_old_formula_on_given_tokens) {
  // The middle frame of an even number is the later of the two; the others do not count.
  std::vector<ExpressionFrame> window;
  std::mt19937 random(5);
  std::uniform_real_distribution<float> any(-1, 1);
  for (int i = 0; i < 30; ++i) {
    ExpressionToken token(384);
    for (float& value : token) value = any(random);
    window.push_back(at(i, 300 + 40 * any(random), 200 + 40 * any(random), token));
  }
  const auto cosine = [&](std::size_t a, std::size_t b) {
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0; i < 384; ++i) {
      const double u = window[a].token[i];
      const double v = window[b].token[i];
      ab += u * v;
      aa += u * u;
      bb += v * v;
    }
    return ab / (std::sqrt(aa) * std::sqrt(bb));
  };
  double path = 0;
  for (std::size_t i = 1; i < window.size(); ++i) {
    const double dx = static_cast<double>(window[i].center.x) - window[i - 1].center.x;
    const double dy = static_cast<double>(window[i].center.y) - window[i - 1].center.y;
    path += std::sqrt(dx * dx + dy * dy);
  }
  const double variation = 1 - (cosine(0, 15) + cosine(15, 29) + cosine(0, 29)) / 3;
  const double stability = std::max(0.0, 1 - path / 29 / std::sqrt(518.0 * 518 + 518.0 * 518));
  const ExpressionScores scores =
      expression_scores(window, {1.0, 0.5, PositionScale::legacy518, 0, 0});
  EXPECT_NEAR(scores.variation, variation, 1e-6);
  EXPECT_NEAR(scores.stability, stability, 1e-6);
  EXPECT_NEAR(scores.combined, variation + 0.5 * stability, 1e-6);
}

TEST(expression_scores, do_not_vary_in_short_windows_or_without_a_token) {
  std::vector<ExpressionFrame> window{at(0, 0, 0, {1, 0}), at(1, 0, 0, {0, 1}),
                                      at(2, 0, 0, {-1, 0}), at(3, 0, 0, {0, 1})};
  EXPECT_GT(expression_scores(window).variation, 0.5);
  EXPECT_EQ(expression_scores(std::span(window).first(2)).variation, 0);
  EXPECT_EQ(expression_scores(std::span(window).first(1)).stability, 1);
  EXPECT_EQ(expression_scores({}).combined, 0.3);
  window[1].token.clear();
  EXPECT_EQ(expression_scores(window).variation, 0);
}

TEST(expression_scores, scale_the_motion_as_asked_and_never_below_zero) {
  const std::vector<ExpressionFrame> window{at(0, 0, 0, {1}, 80), at(1, 30, 40, {1}, 120)};
  EXPECT_NEAR(expression_scores(window).stability, 0.5, 1e-9);
  const ExpressionWeights frame{0, 1, PositionScale::frame, 300, 400};
  EXPECT_NEAR(expression_scores(window, frame).combined, 0.9, 1e-9);
  const std::vector<ExpressionFrame> jump{at(0, 0, 0, {1}), at(1, 900, 0, {1})};
  EXPECT_EQ(expression_scores(jump).stability, 0);
}

TEST(expression_scores, tokens_that_do_not_compare_are_refused) {
  const std::vector<ExpressionFrame> window{at(0, 0, 0, {1, 0}), at(1, 0, 0, {1}),
                                            at(2, 0, 0, {1, 0})};
  EXPECT_THROW(expression_scores(window), Error);
}

TEST(score_windows, are_every_window_of_every_run_with_the_scores_of_each_alone) {
  std::mt19937 random(7);
  std::uniform_real_distribution<float> any(-1, 1);
  std::vector<FaceRun> runs{{0, {}}, {3, {}}, {4, {}}};
  for (int i = 0; i < 40; ++i) {
    runs[0].frames.push_back(
        at(10 + i, 100 * any(random), 0, {any(random), any(random)}, 90 + 20 * any(random)));
    if (i < 8) runs[1].frames.push_back(at(200 + i, 5, 5, {any(random), 1}));
    if (i < 4) runs[2].frames.push_back(at(300 + i, 5, 5, {1, 1}));
  }
  runs[0].frames[20].token.clear();
  for (const int length : {1, 2, 3, 5, 8}) {
    const std::vector<ScoredWindow> windows = score_windows(runs, length);
    const int fits = 40 - length + 1 + 8 - length + 1 + std::max(0, 4 - length + 1);
    ASSERT_EQ(windows.size(), static_cast<std::size_t>(fits));
    for (const ScoredWindow& window : windows) {
      const FaceRun& run = runs[static_cast<std::size_t>(window.run)];
      const auto first = static_cast<std::size_t>(window.first_frame - run.frames.front().frame);
      const ExpressionScores alone =
          expression_scores(std::span(run.frames).subspan(first, static_cast<std::size_t>(length)));
      EXPECT_EQ(window.last_frame - window.first_frame + 1, length);
      EXPECT_NEAR(window.scores.variation, alone.variation, 1e-9);
      EXPECT_NEAR(window.scores.stability, alone.stability, 1e-9);
      EXPECT_NEAR(window.scores.combined, alone.combined, 1e-9);
    }
  }
}

TEST(tokens_from_rest, point_one_way_near_rest_and_apart_far_from_it) {
  // Rest is (5, -2); noise, then a deviation of 1 / scale, then the opposite one.
  const std::vector<std::vector<float>> looks{{5, -2},    {5.01F, -2}, {5, -2.01F}, {5.5F, -2},
                                              {4.5F, -2}, {},          {5, -2}};
  const std::vector<ExpressionToken> tokens = tokens_from_rest(looks, 2);
  ASSERT_EQ(tokens.size(), looks.size());
  EXPECT_TRUE(tokens[5].empty());
  const auto variation = [&](std::size_t a, std::size_t b, std::size_t c) {
    const std::vector<ExpressionFrame> window{at(0, 0, 0, tokens[a]), at(1, 0, 0, tokens[b]),
                                              at(2, 0, 0, tokens[c])};
    return expression_scores(window).variation;
  };
  EXPECT_LT(variation(0, 1, 2), 0.001);
  // From rest to 45 degrees away and back: two cosines of 0.707.
  EXPECT_NEAR(variation(0, 3, 6), 2 * (1 - std::sqrt(0.5)) / 3, 1e-5);
  EXPECT_NEAR(variation(3, 4, 3), 2.0 / 3, 1e-5);
}

TEST(tokens_from_rest, looks_that_do_not_fit_are_refused) {
  EXPECT_THROW(tokens_from_rest(std::vector<std::vector<float>>{{}, {1, 2}, {1}}, 1), Error);
  EXPECT_TRUE(tokens_from_rest(std::vector<std::vector<float>>{{}, {}}, 1)[1].empty());
}

}  // namespace
}  // namespace facetrack
