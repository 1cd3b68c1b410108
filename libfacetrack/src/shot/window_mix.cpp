// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/window_mix.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "shot/ramp.hpp"

namespace facetrack {
namespace {

constexpr double least_distance = 5.0;  // gray levels rms between old and new shot

// A wipe half done, taken for a dissolve, leaves a quarter of the power; most motion leaves more.
constexpr double most_left_halfway = 0.35;
constexpr double clean_mix = 0.08;  // less than this is left only by a real dissolve

bool is_clearly_mixed(const Mix& mix) {
  return !(mix.share < clearly_mixed || mix.share > 1 - clearly_mixed);
}

std::optional<Explanation> explain_as(std::optional<WipeWay> wipe, const Ends& ends,
                                      std::span<const Coarse* const> frames,
                                      const ContentLimits& limits) {
  std::vector<double> shares;
  Unexplained unexplained;
  for (const Coarse* frame : frames) {
    const Mix mix = ends.mix(*frame, wipe);
    shares.push_back(mix.share);
    unexplained.add(mix);
  }
  if (!is_ramp(shares)) return std::nullopt;
  const double left = unexplained.mean();
  if (left > most_left(wipe, limits)) return std::nullopt;
  return Explanation{wipe, left};
}

/// The direction of a wipe that explains one frame best.
Explanation best_wipe(const Ends& ends, const Coarse& frame) {
  Explanation best{wipe_ways.front(), std::numeric_limits<double>::max()};
  for (const WipeWay way : wipe_ways) {
    const double left = ends.mix(frame, way).left;
    if (left < best.left) best = {way, left};
  }
  return best;
}

}  // namespace

bool Ends::are_different() const {
  return static_cast<double>(apart) >= least_distance * least_distance * coarse_size;
}

double Ends::rms() const { return std::sqrt(static_cast<double>(apart) / coarse_size); }

Mix Ends::mix(const Coarse& frame, std::optional<WipeWay> wipe) const {
  return wipe ? wipe_mix(before, frame, after, *wipe) : dissolve_mix(before, frame, after, apart);
}

void Unexplained::add(const Mix& mix) {
  if (!is_clearly_mixed(mix)) return;
  sum_ += mix.left;
  ++frames_;
}

double most_left(std::optional<WipeWay> wipe, const ContentLimits& limits) {
  return wipe ? limits.wipe_left : limits.mix_left;
}

std::optional<Explanation> explain(const Ends& ends, std::span<const Coarse* const> frames,
                                   const ContentLimits& limits) {
  // The frame halfway rules out most windows, so that the others need not be looked at.
  const Coarse& middle = *frames[frames.size() / 2];
  const Mix halfway = ends.mix(middle, std::nullopt);
  if (!is_clearly_mixed(halfway) || halfway.left > most_left_halfway) return std::nullopt;

  const auto dissolve = explain_as(std::nullopt, ends, frames, limits);
  // A clean mix of whole pictures is no wipe, so there is nothing else to try.
  if (dissolve ? dissolve->left <= clean_mix : halfway.left < clean_mix) return dissolve;

  const Explanation likeliest = best_wipe(ends, middle);
  if (!dissolve && likeliest.left > most_left(likeliest.wipe, limits)) return std::nullopt;
  const auto wipe = explain_as(likeliest.wipe, ends, frames, limits);
  if (!dissolve) return wipe;
  // Wipes leave more than dissolves do, so each is measured by its own limit.
  const auto part_of_limit = [&](const Explanation& e) {
    return e.left / most_left(e.wipe, limits);
  };
  return wipe && part_of_limit(*wipe) < part_of_limit(*dissolve) ? wipe : dissolve;
}

double weighted_share(const Ends& ends, const Coarse& frame, const Weights& weights) {
  double along = 0;
  double norm = 0;
  for (std::size_t i = 0; i < coarse_size; ++i) {
    const auto change =
        static_cast<double>(ends.after[i] - ends.before[i]) * static_cast<double>(weights[i]);
    along += change * (frame[i] - ends.before[i]);
    norm += change * (ends.after[i] - ends.before[i]);
  }
  return along / norm;
}

}  // namespace facetrack
