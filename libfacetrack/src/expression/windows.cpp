// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <limits>

#include "facetrack/error.hpp"
#include "facetrack/expression.hpp"

namespace facetrack {
namespace {

// Scores as integers, so that sums are exact and do not depend on machine or order.
constexpr double units = 1e9;
using Units = std::int64_t;

Units in_units(const ScoredWindow& window) { return std::llround(window.scores.combined * units); }

bool earlier(const ScoredWindow& a, const ScoredWindow& b) {
  return a.first_frame != b.first_frame ? a.first_frame < b.first_frame : a.run < b.run;
}

bool better(const ScoredWindow& a, const ScoredWindow& b) {
  const Units left = in_units(a);
  const Units right = in_units(b);
  return left != right ? left > right : earlier(a, b);
}

/// The best window for each moment at which one begins, in the order of time.
std::vector<ScoredWindow> best_of_each_moment(std::span<const ScoredWindow> windows) {
  std::vector<ScoredWindow> best(windows.begin(), windows.end());
  std::sort(best.begin(), best.end(), [](const ScoredWindow& a, const ScoredWindow& b) {
    return a.first_frame != b.first_frame ? a.first_frame < b.first_frame : better(a, b);
  });
  const auto rest = std::unique(
      best.begin(), best.end(),
      [](const ScoredWindow& a, const ScoredWindow& b) { return a.first_frame == b.first_frame; });
  best.erase(rest, best.end());
  return best;
}

/// For each window, the first one that begins after its end.
std::vector<std::size_t> followers(const std::vector<ScoredWindow>& windows) {
  std::vector<std::size_t> next(windows.size());
  std::size_t j = 0;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    while (j < windows.size() && windows[j].first_frame <= windows[i].last_frame) ++j;
    next[i] = j;
  }
  return next;
}

std::size_t most_that_fit(const std::vector<std::size_t>& next) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < next.size(); i = next[i]) ++count;
  return count;
}

/// Chooses exactly `count` windows, which must fit.
std::vector<ScoredWindow> best_apart(const std::vector<ScoredWindow>& windows, std::size_t count) {
  constexpr Units impossible = std::numeric_limits<Units>::min() / 2;
  const std::size_t n = windows.size();
  const std::vector<std::size_t> next = followers(windows);
  // best[i]: the largest sum of k windows that begin at i or later; taken[k][i]: window i is one of
  // them.
  std::vector<Units> fewer(n + 1, 0);
  std::vector<std::vector<bool>> taken(count + 1, std::vector<bool>(n, false));
  for (std::size_t k = 1; k <= count; ++k) {
    std::vector<Units> best(n + 1, impossible);
    for (std::size_t i = n; i-- > 0;) {
      const Units with =
          fewer[next[i]] == impossible ? impossible : in_units(windows[i]) + fewer[next[i]];
      // Taken if equal, so that of two sets with the same sum the earlier one wins.
      taken[k][i] = with != impossible && with >= best[i + 1];
      best[i] = taken[k][i] ? with : best[i + 1];
    }
    fewer = std::move(best);
  }
  std::vector<ScoredWindow> chosen;
  std::size_t i = 0;
  for (std::size_t k = count; k > 0; --k) {
    while (!taken[k][i]) ++i;
    chosen.push_back(windows[i]);
    i = next[i];
  }
  return chosen;
}

}  // namespace

std::vector<ScoredWindow> choose_windows(std::span<const ScoredWindow> windows, int count,
                                         bool allow_overlap) {
  if (count < 0) throw Error(ErrorCode::invalid_argument, "the number of windows is negative");
  const auto wanted = static_cast<std::size_t>(count);
  if (allow_overlap) {
    std::vector<ScoredWindow> best(windows.begin(), windows.end());
    const auto end = best.begin() + static_cast<std::ptrdiff_t>(std::min(wanted, best.size()));
    std::partial_sort(best.begin(), end, best.end(), better);
    best.erase(end, best.end());
    return best;
  }
  const std::vector<ScoredWindow> moments = best_of_each_moment(windows);
  const std::size_t fit = most_that_fit(followers(moments));
  std::vector<ScoredWindow> chosen = best_apart(moments, std::min(wanted, fit));
  std::sort(chosen.begin(), chosen.end(), better);
  return chosen;
}

}  // namespace facetrack
