// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/gradual.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "shot/difference.hpp"

namespace facetrack {
namespace {

// Window lengths in frames, each about 4/3 of the one before, so that one of them is filled to
// three quarters or more by any transition of 3 to 70 mixed frames.
constexpr std::array<std::int64_t, 11> window_lengths{4, 6, 8, 11, 15, 20, 27, 36, 49, 67, 92};
static_assert(window_lengths.back() == longest_gradual);
constexpr int most_samples = 12;  // frames looked at within one window

constexpr double least_distance = 5.0;  // gray levels rms between old and new shot

// What makes shares a ramp: a share may fall back by this much (motion, noise) ...
constexpr double most_fallback = 0.08;
// ... no single step is most of the way (that would be a cut between two alike pictures) ...
constexpr double most_step = 0.5;
// ... and this part of the samples is clearly neither old nor new.
constexpr double clearly_mixed = 0.12;
constexpr double least_mixed_part = 0.5;

// Frames without a better window after which the best one is taken, and frames kept: a window, the
// wait, and a margin on its far side.
constexpr std::int64_t patience = 16;
constexpr std::int64_t history = 3 * longest_gradual + 2 * patience;

// A wipe half done, taken for a dissolve, leaves a quarter of the power; most motion leaves more.
constexpr double most_left_halfway = 0.35;
constexpr double clean_mix = 0.08;  // less than this is left only by a real dissolve

// A window need not hold all of the transition, so it passes with this part of the threshold.
constexpr double window_share = 0.6;

constexpr double most_ramp_error = 0.02;
constexpr double beyond_anchor = 0.1;
constexpr int most_rounds = 8;

constexpr double flat_picture = 3.0;  // gray levels: black, white or any one colour

double step_limit(std::size_t samples) { return samples <= 4 ? 0.65 : most_step; }

bool is_ramp(std::span<const double> shares) {
  double before = 0;
  std::size_t mixed = 0;
  for (const double share : shares) {
    if (share < before - most_fallback || share - before > step_limit(shares.size())) return false;
    if (share > clearly_mixed && share < 1 - clearly_mixed) ++mixed;
    before = share;
  }
  return 1 - before <= step_limit(shares.size()) &&
         static_cast<double>(mixed) >= least_mixed_part * static_cast<double>(shares.size());
}

double square(double x) { return x * x; }

using Weights = std::array<float, coarse_size>;

void add_squares(const Coarse& a, const Coarse& b, Weights& sums) {
  for (std::size_t i = 0; i < coarse_size; ++i) {
    const auto d = static_cast<float>(a[i] - b[i]);
    sums[i] += d * d;
  }
}

/// As dissolve_mix, but steady cells count more: what moves in either shot blurs the ends.
double weighted_share(const Coarse& a, const Coarse& f, const Coarse& b, const Weights& weights) {
  double along = 0;
  double norm = 0;
  for (std::size_t i = 0; i < coarse_size; ++i) {
    const auto change = static_cast<double>(b[i] - a[i]) * static_cast<double>(weights[i]);
    along += change * (f[i] - a[i]);
    norm += change * (b[i] - a[i]);
  }
  return along / norm;
}

}  // namespace

std::optional<Ramp> fit_ramp(std::span<const double> shares) {
  if (shares.size() < 3) return std::nullopt;
  // The error of all frames before each one, which should be 0, and of all from it on, which
  // should be 1.
  std::vector<double> before(shares.size() + 1);
  std::vector<double> after(shares.size() + 1);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    before[i + 1] = before[i] + square(shares[i]);
    const std::size_t j = shares.size() - 1 - i;
    after[j] = after[j + 1] + square(1 - shares[j]);
  }
  Ramp best;
  best.error = std::numeric_limits<double>::max();
  for (std::size_t begin = 0; begin + 2 < shares.size(); ++begin) {
    for (std::size_t end = begin + 2; end < shares.size(); ++end) {
      const double outside = before[begin + 1] + after[end];
      if (outside >= best.error) continue;
      double straight = outside;
      double eased = outside;
      for (std::size_t i = begin + 1; i < end; ++i) {
        const double t = static_cast<double>(i - begin) / static_cast<double>(end - begin);
        straight += square(shares[i] - t);
        eased += square(shares[i] - t * t * (3 - 2 * t));
      }
      const double error = std::min(straight, eased);
      if (error < best.error) best = {begin, end, error};
    }
  }
  best.error /= static_cast<double>(shares.size());
  return best;
}

const GradualFinder::Seen& GradualFinder::at(std::int64_t frame) const {
  return seen_[static_cast<std::size_t>(frame - first_)];
}

std::vector<Transition> GradualFinder::push(const Thumb& thumb, bool cut) {
  seen_.push_back({thumb, coarse(thumb), cut});
  if (cut) barrier_ = newest();
  look_back();
  std::vector<Transition> out;
  settle(false, out);
  while (newest() - oldest() > history) {
    seen_.pop_front();
    ++first_;
  }
  return out;
}

std::vector<Transition> GradualFinder::flush() {
  std::vector<Transition> out;
  settle(true, out);
  seen_.clear();
  pending_.clear();
  first_ = 0;
  barrier_ = 0;
  return out;
}

void GradualFinder::look_back() {
  for (const std::int64_t length : window_lengths) {
    const std::int64_t old_frame = newest() - length;
    if (old_frame < std::max(oldest(), barrier_)) break;
    // Long windows need not be tried at every frame.
    if (newest() % std::max<std::int64_t>(1, length / most_samples) != 0) continue;
    if (const auto window = judge(old_frame, newest())) pending_.push_back(*window);
  }
}

std::optional<GradualFinder::Window> GradualFinder::judge(std::int64_t old_frame,
                                                          std::int64_t new_frame) const {
  const Coarse& a = at(old_frame).coarse;
  const Coarse& b = at(new_frame).coarse;
  const std::int64_t apart = distance(a, b);
  if (static_cast<double>(apart) < least_distance * least_distance * coarse_size)
    return std::nullopt;
  const std::int64_t inner = new_frame - old_frame - 1;
  const std::int64_t samples = std::min<std::int64_t>(inner, most_samples);
  const auto sample = [&](std::int64_t i) -> const Coarse& {
    return at(old_frame + 1 + i * (inner - 1) / std::max<std::int64_t>(1, samples - 1)).coarse;
  };
  const Mix middle = dissolve_mix(a, sample(samples / 2), b, apart);
  if (middle.share < clearly_mixed || middle.share > 1 - clearly_mixed ||
      middle.left > most_left_halfway)
    return std::nullopt;

  const double gained = std::sqrt(static_cast<double>(apart) / coarse_size);
  const auto as = [&](std::optional<WipeWay> way) -> std::optional<Window> {
    std::array<double, most_samples> shares{};
    double left = 0;
    double mixed = 0;
    for (std::int64_t i = 0; i < samples; ++i) {
      const Mix mix = way ? wipe_mix(a, sample(i), b, *way) : dissolve_mix(a, sample(i), b, apart);
      shares[static_cast<std::size_t>(i)] = mix.share;
      if (mix.share < clearly_mixed || mix.share > 1 - clearly_mixed) continue;
      left += mix.left;
      ++mixed;
    }
    if (!is_ramp(std::span(shares).first(static_cast<std::size_t>(samples)))) return std::nullopt;
    left /= mixed;
    if (left > (way ? limits_.wipe_left : limits_.mix_left)) return std::nullopt;
    return Window{old_frame, new_frame, way, gained * (1 - left), left};
  };
  auto window = as(std::nullopt);
  if (!window && middle.left < clean_mix) return std::nullopt;
  if (!window || window->left > clean_mix) {
    WipeWay way = wipe_ways.front();
    double least = std::numeric_limits<double>::max();
    for (const WipeWay other : wipe_ways) {
      const double rest = wipe_mix(a, sample(samples / 2), b, other).left;
      if (rest >= least) continue;
      least = rest;
      way = other;
    }
    if (!window && least > limits_.wipe_left) return std::nullopt;
    const auto wiped = as(way);
    const auto rest = [&](const Window& w) {
      return w.left / (w.wipe ? limits_.wipe_left : limits_.mix_left);
    };
    if (!window || (wiped && rest(*wiped) < rest(*window))) window = wiped;
  }
  if (!window) return std::nullopt;
  const double change = difference(at(old_frame).thumb, at(new_frame).thumb).change;
  if (score(*window, change) < window_share) return std::nullopt;
  return window;
}

double GradualFinder::score(const Window& window, double change) const {
  const double limit = window.wipe ? limits_.wipe_left : limits_.mix_left;
  const double flat =
      std::min(flatness(at(window.old_frame).coarse), flatness(at(window.new_frame).coarse));
  // Motion never ends in a picture of one colour, so a fade needs less proof than a dissolve.
  const double proof = flat < flat_picture ? change : change * change;
  return proof * (1 - window.left / limit) / limits_.gradual_change;
}

void GradualFinder::settle(bool all, std::vector<Transition>& out) {
  while (!pending_.empty()) {
    // The windows of one transition overlap the earliest to end. They are compared once no better
    // one can come.
    const Window front = pending_.front();
    const auto overlaps = [&](const Window& w) { return w.old_frame < front.new_frame; };
    std::int64_t last = 0;
    for (const Window& w : pending_)
      if (overlaps(w)) last = std::max(last, w.new_frame);
    const std::int64_t wait = std::min(last + patience, front.new_frame + longest_gradual);
    if (!all && newest() < wait) return;
    auto best = pending_.begin();
    for (auto w = pending_.begin(); w != pending_.end(); ++w)
      if (overlaps(*w) && w->gain > best->gain) best = w;
    const Window chosen = *best;
    pending_.erase(best);
    if (chosen.old_frame < oldest()) continue;
    if (const auto found = refine(chosen)) {
      out.push_back(found->transition);
      // Nothing is looked for across it again.
      barrier_ = std::max(barrier_, found->next_shot);
      seen_[static_cast<std::size_t>(found->last_old + 1 - first_)].cut = true;
      seen_[static_cast<std::size_t>(found->next_shot - first_)].cut = true;
      std::erase_if(pending_, [&](const Window& w) {
        return w.old_frame < found->next_shot && w.new_frame > found->last_old;
      });
    }
  }
  std::sort(out.begin(), out.end(),
            [](const Transition& x, const Transition& y) { return x.first_mixed < y.first_mixed; });
}

std::optional<GradualFinder::Found> GradualFinder::refine(Window window) const {
  std::vector<double> shares;
  std::int64_t low = 0;
  std::optional<Ramp> ramp;
  for (int round = 0; round < most_rounds; ++round) {
    const std::int64_t margin =
        std::clamp<std::int64_t>((window.new_frame - window.old_frame) / 2, 6, 24);
    low = window.old_frame;
    std::int64_t high = window.new_frame;
    while (low > oldest() && low > window.old_frame - margin && !at(low).cut) --low;
    while (high < newest() && high < window.new_frame + margin && !at(high + 1).cut) ++high;
    shares = profile(window, low, high);
    if (shares.empty()) return std::nullopt;
    ramp = fit_ramp(shares);
    if (!ramp) return std::nullopt;
    // One frame of distance keeps the ends of the ramp itself out of the anchors. Shares that go
    // on beyond an anchor say that it lies inside the transition: then look further out.
    const bool begins_before = shares.front() < -beyond_anchor;
    const bool ends_after = shares.back() > 1 + beyond_anchor;
    const std::int64_t old_frame =
        begins_before ? low : std::max(low, low + static_cast<std::int64_t>(ramp->last_old) - 1);
    const std::int64_t new_frame =
        ends_after ? high : std::min(high, low + static_cast<std::int64_t>(ramp->first_new) + 1);
    if (old_frame == window.old_frame && new_frame == window.new_frame) break;
    window.old_frame = old_frame;
    window.new_frame = new_frame;
  }
  Found found;
  found.last_old = low + static_cast<std::int64_t>(ramp->last_old);
  found.next_shot = low + static_cast<std::int64_t>(ramp->first_new);
  if (ramp->error > most_ramp_error) return std::nullopt;
  // The final word: between its real ends it must still be a mix, of two different shots.
  const auto again = judge_all(window);
  if (!again) return std::nullopt;
  const Seen& a = at(window.old_frame);
  const Seen& b = at(window.new_frame);
  const float change =
      std::min(difference(a.thumb, b.thumb).change, unexplained_change(a.thumb, b.thumb));
  window.left = *again;
  const double surety = score(window, change);
  if (surety < 1) return std::nullopt;
  found.transition.first_mixed = at(found.last_old).thumb.index + 1;
  found.transition.next_shot = at(found.next_shot).thumb.index;
  const bool flat = std::min(flatness(a.coarse), flatness(b.coarse)) < flat_picture;
  found.transition.kind = window.wipe ? TransitionKind::wipe
                          : flat      ? TransitionKind::fade
                                      : TransitionKind::dissolve;
  found.transition.score = static_cast<float>(surety);
  return found;
}

std::vector<double> GradualFinder::profile(const Window& window, std::int64_t low,
                                           std::int64_t high) const {
  const Coarse& a = at(window.old_frame).coarse;
  const Coarse& b = at(window.new_frame).coarse;
  const std::int64_t apart = distance(a, b);
  std::vector<double> shares;
  if (apart == 0) return shares;
  const Weights weights = steadiness(window);
  for (std::int64_t frame = low; frame <= high; ++frame) {
    const Coarse& f = at(frame).coarse;
    shares.push_back(window.wipe ? wipe_mix(a, f, b, *window.wipe).share
                                 : weighted_share(a, f, b, weights));
  }
  return shares;
}

std::array<float, coarse_size> GradualFinder::steadiness(const Window& window) const {
  constexpr int frames = 4;
  constexpr float noise = 4.0F;  // squared gray levels: no cell is steadier than coding lets it be
  Weights moved{};
  for (int i = 1; i <= frames; ++i) {
    const std::int64_t before = window.old_frame - i;
    const std::int64_t after = window.new_frame + i;
    if (before >= oldest() && !at(before + 1).cut)
      add_squares(at(before).coarse, at(window.old_frame).coarse, moved);
    else
      break;
    if (after > newest() || at(after).cut) break;
    add_squares(at(after).coarse, at(window.new_frame).coarse, moved);
  }
  for (float& value : moved) value = 1 / (noise + value / frames);
  return moved;
}

std::optional<double> GradualFinder::judge_all(const Window& window) const {
  const Coarse& a = at(window.old_frame).coarse;
  const Coarse& b = at(window.new_frame).coarse;
  const std::int64_t apart = distance(a, b);
  if (static_cast<double>(apart) < least_distance * least_distance * coarse_size)
    return std::nullopt;
  double left = 0;
  double mixed = 0;
  for (std::int64_t frame = window.old_frame + 1; frame < window.new_frame; ++frame) {
    const Coarse& f = at(frame).coarse;
    const Mix mix = window.wipe ? wipe_mix(a, f, b, *window.wipe) : dissolve_mix(a, f, b, apart);
    if (mix.share < clearly_mixed || mix.share > 1 - clearly_mixed) continue;
    left += mix.left;
    ++mixed;
  }
  if (mixed < 2) return std::nullopt;
  left /= mixed;
  return left;
}

}  // namespace facetrack
