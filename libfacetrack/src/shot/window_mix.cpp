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

// Each kind is compared with the limit of that kind, because dissolves leave least.
std::optional<Explanation> better(const std::optional<Explanation>& a,
                                  const std::optional<Explanation>& b,
                                  const ContentLimits& limits) {
  if (!a || !b) return a ? a : b;
  const auto part_of_limit = [&](const Explanation& e) {
    return e.left / most_left(e.kind, limits);
  };
  return part_of_limit(*b) < part_of_limit(*a) ? b : a;
}

bool is_clearly_mixed(const Mix& mix) {
  return !(mix.share < clearly_mixed || mix.share > 1 - clearly_mixed);
}

std::optional<Explanation> explain_as(MixKind kind, const Ends& ends,
                                      std::span<const Coarse* const> frames,
                                      const ContentLimits& limits) {
  std::vector<double> shares;
  Unexplained unexplained;
  for (const Coarse* frame : frames) {
    const Mix mix = ends.mix(*frame, kind);
    shares.push_back(mix.share);
    unexplained.add(mix);
  }
  if (!is_ramp(shares)) return std::nullopt;
  const double left = unexplained.mean();
  if (left > most_left(kind, limits)) return std::nullopt;
  return Explanation{kind, left};
}

/// As a dissolve, a fade or a wipe.
std::optional<Explanation> explain_in_place(const Ends& ends, std::span<const Coarse* const> frames,
                                            const ContentLimits& limits) {
  // The frame halfway rules out most windows, so that the others need not be looked at.
  const Coarse& middle = *frames[frames.size() / 2];
  const Mix halfway = ends.mix(middle, {});
  if (!is_clearly_mixed(halfway) || halfway.left > most_left_halfway) return std::nullopt;

  const auto dissolve = explain_as({}, ends, frames, limits);
  // A clean mix of whole pictures is no wipe, so there is nothing else to try.
  if (dissolve ? dissolve->left <= clean_mix : halfway.left < clean_mix) return dissolve;

  const WayMix likeliest = best_wipe(ends.before, middle, ends.after);
  const MixKind wipe{Mixing::wipe, likeliest.way};
  if (!dissolve && likeliest.mix.left > most_left(wipe, limits)) return std::nullopt;
  return better(dissolve, explain_as(wipe, ends, frames, limits), limits);
}

}  // namespace

bool Ends::are_different() const {
  return static_cast<double>(apart) >= least_distance * least_distance * coarse_size;
}

double Ends::rms() const { return std::sqrt(static_cast<double>(apart) / coarse_size); }

Mix Ends::mix(const Coarse& frame, MixKind kind) const {
  switch (kind.mixing) {
    case Mixing::dissolve:
      break;
    case Mixing::wipe:
      return wipe_mix(before, frame, after, kind.way);
    case Mixing::push:
    case Mixing::cover:
    case Mixing::uncover:
      return slide_mix(before, frame, after, kind.mixing, kind.way);
  }
  return dissolve_mix(before, frame, after, apart);
}

void Unexplained::add(const Mix& mix) {
  if (!is_clearly_mixed(mix)) return;
  sum_ += mix.left;
  ++frames_;
}

double most_left(MixKind kind, const ContentLimits& limits) {
  if (is_slide(kind)) return limits.slide_left;
  return kind.mixing == Mixing::wipe ? limits.wipe_left : limits.mix_left;
}

std::optional<Explanation> explain(const Ends& ends, std::span<const Coarse* const> frames,
                                   std::optional<MixKind> slide, const ContentLimits& limits) {
  const auto in_place = explain_in_place(ends, frames, limits);
  if (!slide) return in_place;
  return better(in_place, explain_as(*slide, ends, frames, limits), limits);
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
