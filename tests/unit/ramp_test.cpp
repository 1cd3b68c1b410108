// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/ramp.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "support/render/noise.hpp"

namespace facetrack {
namespace {

double smooth(double t) { return t * t * (3 - 2 * t); }
double straight(double t) { return t; }
double late(double t) { return t * t * t; }

/// Shares that rise along `curve` between two positions, with noise.
std::vector<double> shares_along(double (*curve)(double), int first, int last, int count,
                                 float noise) {
  testing::Random random(static_cast<std::uint64_t>(first + 7 * last));
  std::vector<double> shares;
  for (int i = 0; i < count; ++i) {
    const double t = static_cast<double>(i - first) / (last - first);
    shares.push_back(curve(std::clamp(t, 0.0, 1.0)) +
                     static_cast<double>(random.range(-noise, noise)));
  }
  return shares;
}

TEST(fit_ramp, finds_both_ends_of_straight_and_eased_ramps) {
  for (const auto& [first, last] : {std::pair(0, 2), {3, 9}, {20, 60}, {90, 138}}) {
    for (const auto curve : {straight, smooth, late}) {
      const auto found = fit_ramp(shares_along(curve, first, last, 140, 0), Easing::any);
      ASSERT_TRUE(found);
      EXPECT_EQ(found->last_old, static_cast<std::size_t>(first));
      EXPECT_EQ(found->first_new, static_cast<std::size_t>(last));
      EXPECT_NEAR(found->error, 0, 1e-8);
    }
  }
}

TEST(fit_ramp, is_no_worse_than_the_best_of_all_ramps_added_up_one_by_one) {
  for (const int last : {40, 70, 110}) {
    const std::vector<double> shares = shares_along(straight, 30, last, 120, 0.2F);
    double least = std::numeric_limits<double>::max();
    for (int begin = 0; begin + 2 < 120; ++begin) {
      for (int end = begin + 2; end < 120; ++end) {
        for (const auto curve : {straight, smooth}) {
          double error = 0;
          for (int i = 0; i < 120; ++i) {
            const double t = static_cast<double>(i - begin) / (end - begin);
            const double off = shares[static_cast<std::size_t>(i)] - curve(std::clamp(t, 0.0, 1.0));
            error += off * off;
          }
          least = std::min(least, error / 120);
        }
      }
    }
    const auto found = fit_ramp(shares);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->error, least, 1e-7);
  }
}

TEST(fit_ramp, needs_three_shares) { EXPECT_FALSE(fit_ramp(std::vector<double>{0, 1})); }

}  // namespace
}  // namespace facetrack
