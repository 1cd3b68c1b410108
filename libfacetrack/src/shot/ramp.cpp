// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/ramp.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

namespace facetrack {
namespace {

// A share may fall back by this much, because of motion and noise.
constexpr double most_fallback = 0.08;
// A larger single step would be a cut between two similar pictures. Few samples take larger steps.
constexpr double most_step = 0.5;
constexpr std::size_t few_samples = 4;
constexpr double most_step_of_few = 0.65;
// This part of the samples must be clearly mixed.
constexpr double least_mixed_part = 0.5;

double square(double x) { return x * x; }

using Curve = double (*)(double);
constexpr std::array<Curve, 6> curves{
    [](double t) { return t; },         [](double t) { return t * t * (3 - 2 * t); },  // smoothstep
    [](double t) { return t * t; },     [](double t) { return t * (2 - t); },
    [](double t) { return t * t * t; }, [](double t) { return 1 - (1 - t) * (1 - t) * (1 - t); }};
constexpr std::size_t even_curves = 2;  // the first of them

/// Sums of squared errors: before[i] of the shares before position i, which should be 0, and
/// after[i] of those from i on, which should be 1.
struct OutsideErrors {
  explicit OutsideErrors(std::span<const double> shares)
      : before(shares.size() + 1), after(shares.size() + 1) {
    for (std::size_t i = 0; i < shares.size(); ++i) {
      before[i + 1] = before[i] + square(shares[i]);
      const std::size_t j = shares.size() - 1 - i;
      after[j] = after[j + 1] + square(1 - shares[j]);
    }
  }
  std::vector<double> before;
  std::vector<double> after;
};

/// The sum of squared errors of the best curve, added to the error outside.
double ramp_error(std::span<const double> shares, std::size_t begin, std::size_t end,
                  double outside, std::span<const Curve> allowed) {
  double least = std::numeric_limits<double>::max();
  for (const Curve curve : allowed) {
    double error = outside;
    for (std::size_t i = begin + 1; i < end; ++i)
      error += square(shares[i] -
                      curve(static_cast<double>(i - begin) / static_cast<double>(end - begin)));
    least = std::min(least, error);
  }
  return least;
}

}  // namespace

bool is_ramp(std::span<const double> shares) {
  const double limit = shares.size() <= few_samples ? most_step_of_few : most_step;
  double before = 0;
  std::size_t mixed = 0;
  for (const double share : shares) {
    if (share < before - most_fallback || share - before > limit) return false;
    if (share > clearly_mixed && share < 1 - clearly_mixed) ++mixed;
    before = share;
  }
  return 1 - before <= limit &&
         static_cast<double>(mixed) >= least_mixed_part * static_cast<double>(shares.size());
}

std::optional<Ramp> fit_ramp(std::span<const double> shares, Easing easing) {
  if (shares.size() < 3) return std::nullopt;
  const std::span<const Curve> all(curves);
  const auto allowed = easing == Easing::any ? all : all.first(even_curves);
  const OutsideErrors errors(shares);
  Ramp best;
  best.error = std::numeric_limits<double>::max();
  for (std::size_t begin = 0; begin + 2 < shares.size(); ++begin) {
    for (std::size_t end = begin + 2; end < shares.size(); ++end) {
      const double outside = errors.before[begin + 1] + errors.after[end];
      if (outside >= best.error) continue;
      const double error = ramp_error(shares, begin, end, outside, allowed);
      if (error < best.error) best = {begin, end, error};
    }
  }
  best.error /= static_cast<double>(shares.size());
  return best;
}

}  // namespace facetrack
