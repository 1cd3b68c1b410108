// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/gradual.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "shot/camera.hpp"
#include "shot/difference.hpp"
#include "shot/repeats.hpp"

namespace facetrack {
namespace {

// Window lengths in frames, each about 4/3 of the one before, so that one of them is filled to
// three quarters or more by any transition of 3 to 70 mixed frames.
constexpr std::array<std::int64_t, 11> window_lengths{4, 6, 8, 11, 15, 20, 27, 36, 49, 67, 92};
static_assert(window_lengths.back() == longest_gradual);
constexpr std::int64_t most_samples = 12;  // frames looked at within one window

// Frames without a better window after which the best one is taken, and frames kept: a window, the
// wait, and a margin on its far side.
constexpr std::int64_t patience = 16;
constexpr std::int64_t history = 3 * longest_gradual + 2 * patience;

// A window need not hold all of the transition, so it passes with this part of the threshold.
constexpr double window_share = 0.6;

// Where a transition really begins and ends is looked for on each side of its window: in half its
// length, but in so many frames at least and at most.
constexpr std::int64_t least_margin = 6;
constexpr std::int64_t most_margin = 24;
constexpr int most_rounds = 8;  // for ends that move to and fro

// A share that is this far outside of 0 to 1 says that the transition continues beyond the window.
constexpr double beyond_anchor = 0.1;
constexpr double most_ramp_error = 0.02;  // mean squared
constexpr double all_but_new = 0.03;      // share of the old shot that is not visible
constexpr int fewest_mixed = 2;           // frames that a transition must mix

// Correlation of the luma at the ends; pictures of different shots reached 0.86 in the generated
// films. Where contrast is low, noise hides from the other tests that only the light has changed.
constexpr double likeness_of_relit = 0.9;

// No shot is this short: a transition that begins right after a cut is rather a caption or a
// player's controls that fade while the camera moves, so it needs more proof.
constexpr std::int64_t shortest_shot = 4;  // frames
constexpr double sure_at_cut = 1.25;

// Squared gray levels of coding noise: no cell is steadier.
constexpr float coding_noise = 4.0F;

void add_squares(const Coarse& a, const Coarse& b, Weights& sums) {
  for (std::size_t i = 0; i < coarse_size; ++i) {
    const auto d = static_cast<float>(a[i] - b[i]);
    sums[i] += d * d;
  }
}

}  // namespace

const GradualFinder::Seen& GradualFinder::at(std::int64_t frame) const {
  return seen_[static_cast<std::size_t>(frame - first_)];
}

Ends GradualFinder::ends_of(const Window& window) const {
  return {at(window.old_frame).coarse, at(window.new_frame).coarse};
}

std::vector<Transition> GradualFinder::push(const Thumb& thumb, float step, bool cut,
                                            bool repeated) {
  repetitions_ = repeated ? repetitions_ + 1 : 0;
  if (repeated && repetitions_ <= most_repetitions) return {};
  const Coarse picture = coarse(thumb);
  seen_.push_back({thumb, picture, tiny(picture), step, cut});
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
  repetitions_ = 0;
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
  Window window{old_frame, new_frame, {}, 0, 0};
  const Ends ends = ends_of(window);
  if (!ends.are_different()) return std::nullopt;
  const auto mix = explain(ends, samples_of(window), possible_slide(window), limits_);
  if (!mix) return std::nullopt;
  window.kind = mix->kind;
  window.left = mix->left;
  window.gain = ends.rms() * (1 - mix->left);
  const double change = difference(at(old_frame).thumb, at(new_frame).thumb).change;
  if (score(window, change) < window_share) return std::nullopt;
  return window;
}

std::vector<const Coarse*> GradualFinder::samples_of(const Window& window) const {
  const std::int64_t inner = window.new_frame - window.old_frame - 1;
  const std::int64_t count = std::min(inner, most_samples);
  std::vector<const Coarse*> samples;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t step = i * (inner - 1) / std::max<std::int64_t>(1, count - 1);
    samples.push_back(&at(window.old_frame + 1 + step).coarse);
  }
  return samples;
}

std::vector<const Thumb*> GradualFinder::frames_along(const Window& window) const {
  const std::int64_t steps = std::min(window.new_frame - window.old_frame, most_samples);
  std::vector<const Thumb*> frames;
  for (std::int64_t i = 0; i <= steps; ++i)
    frames.push_back(
        &at(window.old_frame + i * (window.new_frame - window.old_frame) / steps).thumb);
  return frames;
}

bool GradualFinder::ends_in_one_colour(const Window& window) const {
  return std::min(flatness(at(window.old_frame).coarse), flatness(at(window.new_frame).coarse)) <
         flat_picture;
}

bool GradualFinder::is_relit(const Window& window) const {
  const Ends ends = ends_of(window);
  return !ends_in_one_colour(window) && likeness(ends.before, ends.after) > likeness_of_relit;
}

double GradualFinder::score(const Window& window, double change) const {
  // A fade needs less proof than a dissolve, because motion never ends in a picture of one colour.
  const double proof = ends_in_one_colour(window) ? change : change * change;
  return proof * (1 - window.left / most_left(window.kind, limits_)) / limits_.gradual_change;
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
      close(*found);
    }
  }
  std::sort(out.begin(), out.end(),
            [](const Transition& x, const Transition& y) { return x.first_mixed < y.first_mixed; });
}

/// No other transition is looked for across this one.
void GradualFinder::close(const Found& found) {
  barrier_ = std::max(barrier_, found.next_shot);
  seen_[static_cast<std::size_t>(found.last_old + 1 - first_)].cut = true;
  seen_[static_cast<std::size_t>(found.next_shot - first_)].cut = true;
  std::erase_if(pending_, [&](const Window& w) {
    return w.old_frame < found.next_shot && w.new_frame > found.last_old;
  });
}

std::optional<GradualFinder::Found> GradualFinder::refine(const Window& window) const {
  auto placed = place(window);
  if (!placed || placed->ramp_error > most_ramp_error) return std::nullopt;
  // The final word: between its real ends it must still be a mix, of two different shots.
  if (moves_on(placed->window) || !has_seam(placed->window) || is_relit(placed->window))
    return std::nullopt;
  const auto left = unexplained_in(placed->window);
  if (!left) return std::nullopt;
  placed->window.left = *left;
  const Thumb& old_end = at(placed->window.old_frame).thumb;
  const Thumb& new_end = at(placed->window.new_frame).thumb;
  const float change =
      std::min(difference(old_end, new_end).change, unexplained_change(old_end, new_end));
  if (score(placed->window, change) < 1) return std::nullopt;
  // Motion never ends in a picture of one colour.
  const float followed = ends_in_one_colour(placed->window)
                             ? change
                             : std::min(change, followed_change(frames_along(placed->window)));
  const double surety = score(placed->window, followed);
  if (surety < (begins_at_cut(*placed) ? sure_at_cut : 1.0)) return std::nullopt;
  Found found;
  found.last_old = placed->last_old;
  found.next_shot = placed->next_shot;
  found.transition.first_mixed = at(found.last_old + 1).thumb.index;
  found.transition.next_shot = at(found.next_shot).thumb.index;
  found.transition.kind = kind_of(placed->window);
  found.transition.score = static_cast<float>(surety);
  return found;
}

bool GradualFinder::begins_at_cut(const Placed& placed) const {
  // One slide may follow another at once.
  if (placed.window.kind.mixing != Mixing::dissolve) return false;
  std::int64_t first = placed.last_old;
  while (first > oldest() && !at(first).cut) --first;
  // Counted with the repetitions that were passed over.
  const std::int64_t length = at(placed.last_old + 1).thumb.index - at(first).thumb.index;
  return at(first).cut && length < shortest_shot;
}

std::optional<GradualFinder::Placed> GradualFinder::place(Window window) const {
  Placed placed;
  for (int round = 0; round < most_rounds; ++round) {
    Span span = surroundings(window);
    std::vector<double> shares = shares_in(span, window);
    if (is_slide(window.kind)) keep_rest(window, span, shares);
    const auto ramp =
        fit_ramp(shares, window.kind.mixing == Mixing::dissolve ? Easing::even : Easing::any);
    if (!ramp) return std::nullopt;
    placed.last_old = span.first + static_cast<std::int64_t>(ramp->last_old);
    placed.next_shot = span.first + static_cast<std::int64_t>(ramp->first_new);
    // The fit may be a picture late, which is several frames if that picture is repeated.
    const bool held = at(placed.next_shot).thumb.index > at(placed.next_shot - 1).thumb.index + 1;
    if (held && shares[ramp->first_new - 1] > 1 - all_but_new) --placed.next_shot;
    placed.ramp_error = ramp->error;
    Span ends = anchors(*ramp, shares, span);
    // Beyond its window a slide may meet the next one, so its ends only move inwards.
    if (is_slide(window.kind))
      ends = {std::max(ends.first, window.old_frame), std::min(ends.last, window.new_frame)};
    if (ends.first == window.old_frame && ends.last == window.new_frame) break;
    window.old_frame = ends.first;
    window.new_frame = ends.last;
  }
  placed.window = window;
  return placed;
}

GradualFinder::Span GradualFinder::surroundings(const Window& window) const {
  return span_around(
      window, std::clamp((window.new_frame - window.old_frame) / 2, least_margin, most_margin));
}

GradualFinder::Span GradualFinder::anchors(const Ramp& ramp, std::span<const double> shares,
                                           Span span) {
  // One frame of distance keeps the ends of the ramp itself out of the anchors.
  Span ends{std::max(span.first, span.first + static_cast<std::int64_t>(ramp.last_old) - 1),
            std::min(span.last, span.first + static_cast<std::int64_t>(ramp.first_new) + 1)};
  // Shares that go on beyond an anchor say that it lies inside the transition.
  if (shares.front() < -beyond_anchor) ends.first = span.first;
  if (shares.back() > 1 + beyond_anchor) ends.last = span.last;
  return ends;
}

std::vector<double> GradualFinder::shares_in(Span span, const Window& window) const {
  const Ends ends = ends_of(window);
  std::vector<double> shares;
  if (ends.apart == 0) return shares;
  const Weights weights = steadiness(window);
  for (std::int64_t frame = span.first; frame <= span.last; ++frame) {
    const Coarse& picture = at(frame).coarse;
    // In a dissolve steady cells count more: what moves in either shot blurs the ends.
    shares.push_back(window.kind.mixing == Mixing::dissolve ? weighted_share(ends, picture, weights)
                                                            : ends.mix(picture, window.kind).share);
  }
  return shares;
}

Weights GradualFinder::steadiness(const Window& window) const {
  const Ends ends = ends_of(window);
  Weights moved{};
  for (int i = 1; i <= frames_of_motion; ++i) {
    const std::int64_t before = window.old_frame - i;
    const std::int64_t after = window.new_frame + i;
    if (before < oldest() || at(before + 1).cut) break;
    add_squares(at(before).coarse, ends.before, moved);
    if (after > newest() || at(after).cut) break;
    add_squares(at(after).coarse, ends.after, moved);
  }
  for (float& value : moved) value = 1 / (coding_noise + value / frames_of_motion);
  return moved;
}

CameraShift GradualFinder::motion_between(std::int64_t from, std::int64_t to) const {
  if (to <= from) return {};
  return camera_shift(at(from).coarse, at(to).coarse) * (1.0 / static_cast<double>(to - from));
}

std::optional<double> GradualFinder::unexplained_in(const Window& window) const {
  const Ends ends = ends_of(window);
  if (!ends.are_different()) return std::nullopt;
  // The camera of either shot moves on while both are mixed.
  const Span around = span_around(window, frames_of_motion);
  const auto length = static_cast<double>(window.new_frame - window.old_frame);
  CameraShift old_motion = motion_between(around.first, window.old_frame);
  CameraShift new_motion = motion_between(window.new_frame, around.last);
  // Two cameras hardly ever pan alike: this is one shot.
  if (same_motion(old_motion, new_motion)) return std::nullopt;
  if (is_slide(window.kind) || is_far(old_motion * length) || is_far(new_motion * length)) {
    old_motion = {};
    new_motion = {};
  }
  Unexplained unexplained;
  for (std::int64_t frame = window.old_frame + 1; frame < window.new_frame; ++frame) {
    const Coarse before =
        shifted(ends.before, old_motion * static_cast<double>(frame - window.old_frame));
    const Coarse after =
        shifted(ends.after, new_motion * static_cast<double>(frame - window.new_frame));
    const Ends moved(before, after);
    if (moved.apart > 0) unexplained.add(moved.mix(at(frame).coarse, window.kind));
  }
  if (unexplained.frames() < fewest_mixed) return std::nullopt;
  return unexplained.mean();
}

GradualFinder::Span GradualFinder::span_around(const Window& window, std::int64_t margin) const {
  Span span{window.old_frame, window.new_frame};
  while (span.first > std::max(oldest(), window.old_frame - margin) && !at(span.first).cut)
    --span.first;
  while (span.last < std::min(newest(), window.new_frame + margin) && !at(span.last + 1).cut)
    ++span.last;
  return span;
}

TransitionKind GradualFinder::kind_of(const Window& window) const {
  if (window.kind.mixing != Mixing::dissolve) return TransitionKind::wipe;
  return ends_in_one_colour(window) ? TransitionKind::fade : TransitionKind::dissolve;
}

}  // namespace facetrack
