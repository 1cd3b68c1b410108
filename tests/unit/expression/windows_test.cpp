// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <functional>
#include <random>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/expression.hpp"

namespace facetrack {
namespace {

ScoredWindow window(int run, std::int64_t first, int length, double combined) {
  return {run, first, first + length - 1, {combined, 1, combined}};
}

std::vector<std::int64_t> starts(std::vector<ScoredWindow> windows) {
  std::vector<std::int64_t> result;
  for (const ScoredWindow& w : windows) result.push_back(w.first_frame);
  return result;
}

/// Tries every set of `count` windows that do not overlap; of equal sums the earliest.
std::vector<ScoredWindow> brute_force(const std::vector<ScoredWindow>& windows, int count) {
  std::vector<ScoredWindow> sorted = windows;
  std::sort(sorted.begin(), sorted.end(), [](const ScoredWindow& a, const ScoredWindow& b) {
    return std::pair(a.first_frame, a.run) < std::pair(b.first_frame, b.run);
  });
  std::vector<ScoredWindow> best, now;
  double best_sum = -1;
  const std::function<void(std::size_t, double)> extend = [&](std::size_t from, double sum) {
    const bool more = now.size() > best.size();
    if (static_cast<int>(now.size()) <= count &&
        (more || (now.size() == best.size() && sum > best_sum + 1e-7))) {
      best = now;
      best_sum = sum;
    }
    if (static_cast<int>(now.size()) == count) return;
    for (std::size_t i = from; i < sorted.size(); ++i) {
      if (!now.empty() && sorted[i].first_frame <= now.back().last_frame) continue;
      now.push_back(sorted[i]);
      extend(i + 1, sum + sorted[i].scores.combined);
      now.pop_back();
    }
  };
  extend(0, 0);
  return best;
}

TEST(choose_windows, is_exact_where_taking_the_best_first_is_not) {
  // The best window lies across two that are better together.
  const std::vector<ScoredWindow> windows{window(0, 0, 10, 0.8), window(0, 5, 10, 1.0),
                                          window(0, 10, 10, 0.7)};
  EXPECT_EQ(starts(choose_windows(windows, 2)), (std::vector<std::int64_t>{0, 10}));
  EXPECT_EQ(starts(choose_windows(windows, 1)), (std::vector<std::int64_t>{5}));
}

TEST(choose_windows, agrees_with_trying_every_set) {
  std::mt19937 random(11);
  for (int round = 0; round < 200; ++round) {
    const int length = 1 + static_cast<int>(random() % 4);
    std::vector<ScoredWindow> windows;
    for (int run = 0; run < 2; ++run) {
      const int from = static_cast<int>(random() % 8);
      const int count = static_cast<int>(random() % 9);
      for (int i = 0; i < count; ++i) {
        // Few different scores: ties are common.
        windows.push_back(window(run, from + i, length, static_cast<double>(random() % 4) / 4));
      }
    }
    for (const int count : {1, 2, 3, 9}) {
      std::vector<ScoredWindow> expected = brute_force(windows, count);
      std::vector<ScoredWindow> found = choose_windows(windows, count);
      const auto by_time = [](const ScoredWindow& a, const ScoredWindow& b) {
        return a.first_frame < b.first_frame;
      };
      std::sort(found.begin(), found.end(), by_time);
      double sum = 0, expected_sum = 0;
      for (const ScoredWindow& w : found) sum += w.scores.combined;
      for (const ScoredWindow& w : expected) expected_sum += w.scores.combined;
      EXPECT_EQ(starts(found), starts(expected)) << "round " << round << ", " << count;
      EXPECT_NEAR(sum, expected_sum, 1e-9);
    }
  }
}

TEST(choose_windows, of_equal_ones_takes_the_earlier_and_lists_them_by_time) {
  std::vector<ScoredWindow> windows;
  for (int i = 0; i < 20; ++i) windows.push_back(window(0, i, 5, 0.5));
  EXPECT_EQ(starts(choose_windows(windows, 3)), (std::vector<std::int64_t>{0, 5, 10}));
  EXPECT_EQ(starts(choose_windows(windows, 3, true)), (std::vector<std::int64_t>{0, 1, 2}));
}

TEST(choose_windows, gives_what_exists) {
  std::vector<ScoredWindow> windows;
  for (int i = 0; i < 21; ++i) windows.push_back(window(0, i, 10, 0.1));
  EXPECT_EQ(choose_windows(windows, 50).size(), 3U);
  EXPECT_EQ(choose_windows(windows, 50, true).size(), 21U);
  EXPECT_TRUE(choose_windows({}, 10).empty());
  EXPECT_TRUE(choose_windows(windows, 0).empty());
  EXPECT_THROW(choose_windows(windows, -1), Error);
}

TEST(choose_windows, no_frame_is_taken_twice_even_of_two_faces) {
  const std::vector<ScoredWindow> windows{window(0, 0, 10, 0.9), window(1, 4, 10, 0.8),
                                          window(1, 10, 10, 0.2)};
  EXPECT_EQ(starts(choose_windows(windows, 2)), (std::vector<std::int64_t>{0, 10}));
}

}  // namespace
}  // namespace facetrack
