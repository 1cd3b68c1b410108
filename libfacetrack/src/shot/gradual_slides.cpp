// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// The part of GradualFinder that tells pictures that slide, and edges that move, from a camera.

#include <algorithm>
#include <cmath>

#include "shot/gradual.hpp"

namespace facetrack {
namespace {

// Slides are looked for in windows of this many frames, at so many ends in the length of a window.
// Every frame of a slide moves by this many gray levels or more, and the picture halfway leaves no
// more than this share to the best slide of tiny pictures.
constexpr std::int64_t shortest_slide = 6;
constexpr std::int64_t longest_slide = 67;
constexpr std::int64_t slide_tries = 6;
constexpr float least_slide_step = 0.8F;
constexpr double most_left_of_guess = 0.6;
// A camera that pans over one picture width moves before and after it too. A slide begins and ends
// at rest, or with another motion than its own: less than this part of its mean speed.
constexpr double most_outer_motion = 0.5;
// Where two pictures meet there is an edge, of this strength relative to the other edges of the
// frame. Pans that look like slides have 0.6 to 1.2 in most cases, wipes and slides of generated
// films more in nine of ten cases.
constexpr double least_seam = 1.25;
// Share of the way that a picture may be away from its place and still count as at rest there.
constexpr double at_rest = 0.06;

}  // namespace

std::optional<MixKind> GradualFinder::possible_slide(const Window& window) const {
  const std::int64_t length = window.new_frame - window.old_frame;
  if (length < shortest_slide || length > longest_slide ||
      window.new_frame % std::max<std::int64_t>(1, length / slide_tries) != 0)
    return std::nullopt;
  for (std::int64_t frame = window.old_frame + 2; frame < window.new_frame; ++frame)
    if (at(frame).step < least_slide_step) return std::nullopt;
  const SlideGuess guess = guess_slide(
      at(window.old_frame).tiny, at(window.old_frame + length / 2).tiny, at(window.new_frame).tiny);
  if (guess.left > most_left_of_guess) return std::nullopt;
  return guess.kind;
}

bool GradualFinder::moves_on(const Window& window) const {
  if (window.kind.mixing == Mixing::dissolve || window.kind.way > Way::up) return false;
  const double inside = 1 / static_cast<double>(window.new_frame - window.old_frame);
  int sides = 0;
  int moving_sides = 0;
  const auto look = [&](std::int64_t from, std::int64_t to) {
    if (to - from < 2) return;
    const double step = shift_along(at(from).coarse, at(to).coarse, window.kind.way) /
                        static_cast<double>(to - from);
    ++sides;
    // A pan may look like an edge that moves either way.
    if ((is_slide(window.kind) ? step : std::abs(step)) > most_outer_motion * inside)
      ++moving_sides;
  };
  const Span around = span_around(window, frames_of_motion);
  look(around.first, window.old_frame);
  look(window.new_frame, around.last);
  return sides > 0 && moving_sides == sides;
}

bool GradualFinder::has_seam(const Window& window) const {
  if (window.kind.mixing == Mixing::dissolve) return true;
  const Ends ends = ends_of(window);
  double sum = 0;
  int frames = 0;
  for (const Coarse* frame : samples_of(window)) {
    const Mix mix = ends.mix(*frame, window.kind);
    if (mix.share < clearly_mixed || mix.share > 1 - clearly_mixed) continue;
    sum += seam_contrast(*frame, window.kind.way, mix.share);
    ++frames;
  }
  return frames > 0 && sum >= least_seam * frames;
}

void GradualFinder::keep_rest(const Window& window, Span& span, std::vector<double>& shares) {
  auto begin = shares.begin() + (window.old_frame - span.first);
  auto end = shares.begin() + (window.new_frame - span.first) + 1;
  while (begin != shares.begin() && begin[-1] < at_rest) --begin;
  while (end != shares.end() && *end > 1 - at_rest) ++end;
  span = {span.first + (begin - shares.begin()), span.first + (end - shares.begin()) - 1};
  shares = std::vector<double>(begin, end);
}

}  // namespace facetrack
