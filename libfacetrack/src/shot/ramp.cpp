// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/ramp.hpp"

#include <algorithm>
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

/// The smoothstep curve, with which editing programs ease a transition in and out.
double eased(double t) { return t * t * (3 - 2 * t); }

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

/// The sum of squared errors of the better of both ramps, added to the error outside.
double ramp_error(std::span<const double> shares, std::size_t begin, std::size_t end,
                  double outside) {
  double straight = outside;
  double smooth = outside;
  for (std::size_t i = begin + 1; i < end; ++i) {
    const double t = static_cast<double>(i - begin) / static_cast<double>(end - begin);
    straight += square(shares[i] - t);
    smooth += square(shares[i] - eased(t));
  }
  return std::min(straight, smooth);
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

std::optional<Ramp> fit_ramp(std::span<const double> shares) {
  if (shares.size() < 3) return std::nullopt;
  const OutsideErrors errors(shares);
  Ramp best;
  best.error = std::numeric_limits<double>::max();
  for (std::size_t begin = 0; begin + 2 < shares.size(); ++begin) {
    for (std::size_t end = begin + 2; end < shares.size(); ++end) {
      const double outside = errors.before[begin + 1] + errors.after[end];
      if (outside >= best.error) continue;
      const double error = ramp_error(shares, begin, end, outside);
      if (error < best.error) best = {begin, end, error};
    }
  }
  best.error /= static_cast<double>(shares.size());
  return best;
}

}  // namespace facetrack
