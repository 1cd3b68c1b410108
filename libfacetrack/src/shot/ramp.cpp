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

/// How far the new picture has come at part t of the way: the factors of t, its square and cube.
using Curve = std::array<double, 3>;
constexpr std::array<Curve, 6> curves{
    {{1, 0, 0}, {0, 3, -2}, {0, 1, 0}, {2, -1, 0}, {0, 0, 1}, {3, -3, 1}}};
constexpr std::size_t even_curves = 2;  // the first of them: straight, and eased at both ends

// Of two ramps as near as this the one that begins and ends first is taken; sums are less exact.
constexpr double equal_errors = 1e-7;

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

/// Adds `factor` times the powers of `x`, from x to the power of 0 on.
template <std::size_t Count>
void add_powers(double factor, double x, std::array<double, Count>& sums) {
  for (double& sum : sums) {
    sum += factor;
    factor *= x;
  }
}

/// The sum of squared errors of any curve between any two positions, from sums over all positions
/// before one: the fit compares thousands of them.
class InsideErrors {
 public:
  explicit InsideErrors(std::span<const double> shares)
      : sums_(shares.size() + 1), powers_(shares.size()) {
    for (std::size_t i = 0; i < shares.size(); ++i) {
      sums_[i + 1] = sums_[i];
      sums_[i + 1].squares += square(shares[i]);
      add_powers(shares[i], static_cast<double>(i), sums_[i + 1].moments);
    }
    for (std::size_t length = 1; length < powers_.size(); ++length)
      for (std::size_t i = 1; i < length; ++i)
        add_powers(1, static_cast<double>(i) / static_cast<double>(length), powers_[length]);
  }

  /// Of the best of `allowed`, which is 0 at `begin` and 1 at `end`.
  double least(std::size_t begin, std::size_t end, std::span<const Curve> allowed) const {
    const Sums& from = sums_[begin + 1];
    const Sums& to = sums_[end];
    std::array<double, 4> m{};
    for (std::size_t k = 0; k < m.size(); ++k) m[k] = to.moments[k] - from.moments[k];
    // The sums of share * t, share * t * t and share * t * t * t, where t is 0 at `begin`.
    const auto b = static_cast<double>(begin);
    const auto length = static_cast<double>(end - begin);
    const std::array<double, 3> along{
        (m[1] - b * m[0]) / length, (m[2] - b * (2 * m[1] - b * m[0])) / square(length),
        (m[3] - b * (3 * m[2] - b * (3 * m[1] - b * m[0]))) / (length * square(length))};
    const auto& powers = powers_[end - begin];
    double least = std::numeric_limits<double>::max();
    for (const Curve& curve : allowed) {
      double error = to.squares - from.squares;
      for (std::size_t j = 0; j < curve.size(); ++j) {
        error -= 2 * curve[j] * along[j];
        for (std::size_t k = 0; k < curve.size(); ++k)
          error += curve[j] * curve[k] * powers[j + k + 2];
      }
      least = std::min(least, error);
    }
    return std::max(least, 0.0);
  }

 private:
  struct Sums {
    double squares = 0;
    std::array<double, 4> moments{};  ///< of the shares, by the powers of their positions
  };
  std::vector<Sums> sums_;
  std::vector<std::array<double, 7>> powers_;  ///< by length: sums of the powers of t
};

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
  const OutsideErrors outside(shares);
  const InsideErrors inside(shares);
  Ramp best;
  best.error = std::numeric_limits<double>::max();
  for (std::size_t begin = 0; begin + 2 < shares.size(); ++begin) {
    for (std::size_t end = begin + 2; end < shares.size(); ++end) {
      const double around = outside.before[begin + 1] + outside.after[end];
      if (around >= best.error) continue;
      const double error = around + inside.least(begin, end, allowed);
      if (error < best.error - equal_errors) best = {begin, end, error};
    }
  }
  best.error /= static_cast<double>(shares.size());
  return best;
}

}  // namespace facetrack
