// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "core/assignment.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

namespace facetrack {
namespace {

/// Largest move of a face between two looks, in face sizes.
constexpr float reach = 0.75F;
/// Largest change of a face's size between two looks, as a factor.
constexpr float growth = 1.8F;
/// Two faces that both moved are likelier than one that stayed and one that vanished.
constexpr double pair_worth = 0.5;

/// Hungarian algorithm for a square cost matrix; returns the column of each row.
std::vector<std::size_t> cheapest(const std::vector<std::vector<double>>& cost) {
  const std::size_t n = cost.size();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::vector<double> row_price(n + 1), column_price(n + 1);
  std::vector<std::size_t> row_of(n + 1), way(n + 1);
  for (std::size_t row = 1; row <= n; ++row) {
    row_of[0] = row;
    std::size_t column = 0;
    std::vector<double> least(n + 1, infinity);
    std::vector<bool> used(n + 1, false);
    do {
      used[column] = true;
      const std::size_t current = row_of[column];
      double delta = infinity;
      std::size_t next = 0;
      for (std::size_t j = 1; j <= n; ++j) {
        if (used[j]) continue;
        const double reduced = cost[current - 1][j - 1] - row_price[current] - column_price[j];
        if (reduced < least[j]) {
          least[j] = reduced;
          way[j] = column;
        }
        if (least[j] < delta) {
          delta = least[j];
          next = j;
        }
      }
      for (std::size_t j = 0; j <= n; ++j) {
        if (used[j]) {
          row_price[row_of[j]] += delta;
          column_price[j] -= delta;
        } else {
          least[j] -= delta;
        }
      }
      column = next;
    } while (row_of[column] != 0);
    for (; column != 0; column = way[column]) row_of[column] = row_of[way[column]];
  }
  std::vector<std::size_t> column_of(n);
  for (std::size_t j = 1; j <= n; ++j) column_of[row_of[j] - 1] = j - 1;
  return column_of;
}

}  // namespace

float continuity(const Box& expected, const Box& detected) {
  const float a = std::sqrt(std::max(expected.area(), 1.0F));
  const float b = std::sqrt(std::max(detected.area(), 1.0F));
  const float ratio = std::max(a, b) / std::min(a, b);
  if (ratio > growth) return 0;
  const Point p = expected.center();
  const Point q = detected.center();
  const float distance = std::hypot(p.x - q.x, p.y - q.y) / std::max(a, b);
  if (distance > reach) return 0;
  return (1 - distance / reach) * (1 - (ratio - 1) / growth);
}

std::vector<std::pair<int, int>> assign(std::span<const Box> expected,
                                        std::span<const Box> detected) {
  const std::size_t n = std::max(expected.size(), detected.size());
  std::vector<std::vector<double>> cost(n, std::vector<double>(n, 0.0));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    for (std::size_t j = 0; j < detected.size(); ++j) {
      const double value = continuity(expected[i], detected[j]);
      if (value > 0) cost[i][j] = -(pair_worth + value);
    }
  }
  const auto column_of = cheapest(cost);
  std::vector<std::pair<int, int>> pairs;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const std::size_t j = column_of[i];
    if (j < detected.size() && cost[i][j] < 0) {
      pairs.emplace_back(static_cast<int>(i), static_cast<int>(j));
    }
  }
  return pairs;
}

}  // namespace facetrack
