// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/cuts.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "shot/mix.hpp"
#include "shot/repeats.hpp"

namespace facetrack {
namespace {

// Of the change to one colour and back: a shot in motion stays below, another shot is above.
constexpr float same_picture = 0.75F;

constexpr float repeated = 0.3F;         // gray levels: less than this, the frame is a repetition
constexpr float coding_residual = 1.0F;  // gray levels: what coding leaves in a still picture

// A picture in wild motion is new all over at each frame, and a cut cannot be more than that.
constexpr float most_usual_change = 0.5F;

// A blended frame: an unrelated picture would leave more than half of the power of the change.
constexpr double blend_left = 0.08;
constexpr double blend_step = 0.1;  // least share of either shot in a blended frame
// A caption that fades beside a cut leaves most of the picture purely of one shot.
constexpr double least_even = 0.5;

}  // namespace

Difference background(std::span<const Difference> around) {
  std::vector<float> residuals;
  std::vector<float> changes;
  for (const Difference& step : around) {
    if (step.residual < repeated) continue;
    residuals.push_back(step.residual);
    changes.push_back(step.change);
  }
  // A single step in a still picture is another cut.
  if (residuals.size() < 2) return {};
  const std::size_t rank = residuals.size() / 4;
  std::sort(residuals.begin(), residuals.end(), std::greater<>());
  std::sort(changes.begin(), changes.end(), std::greater<>());
  return {changes[rank], residuals[rank]};
}

float cut_score(const Difference& step, const Difference& background, const ContentLimits& limits) {
  // The share that motion makes new at every frame says nothing about a cut.
  const float usual = std::min(background.change, most_usual_change);
  const float change = (step.change - usual) / (1 - usual);
  return std::min(change / limits.cut_change,
                  step.residual / (limits.cut_contrast * (background.residual + coding_residual)));
}

CutFinder::CutFinder(const ContentLimits& limits,
                     std::function<void(const ContentMeasures&)> observer)
    : limits_(limits), observer_(std::move(observer)) {}

std::vector<CutFinder::Decided> CutFinder::push(const Thumb& thumb) {
  Seen seen{thumb, {}, 0};
  if (!seen_.empty()) {
    seen.step = difference(seen_.back().thumb, thumb);
    seen.still_step = still_difference(seen_.back().thumb, thumb);
  }
  seen_.push_back(seen);
  std::vector<Decided> out;
  if (seen_.size() > next_ + cut_reach) advance(out);
  return out;
}

std::vector<CutFinder::Decided> CutFinder::flush() {
  std::vector<Decided> out;
  while (next_ < seen_.size()) advance(out);
  seen_.clear();
  next_ = 0;
  return out;
}

void CutFinder::advance(std::vector<Decided>& out) {
  if (observer_) observer_(measure(next_));
  const std::optional<Transition> transition = decide(next_);
  out.push_back(
      {seen_[next_].thumb, transition, !transition && is_repeated(next_), seen_[next_].still_step});
  ++next_;
  if (next_ > cut_reach) {
    seen_.pop_front();
    --next_;
  }
}

bool CutFinder::is_repeated(std::size_t position) const {
  const auto steps = [&](std::size_t begin, std::size_t end) {
    std::vector<float> out;
    for (std::size_t i = begin; i < end; ++i) out.push_back(seen_[i].still_step);
    return out;
  };
  const std::size_t begin = position > cut_reach ? position - cut_reach : 0;
  const std::size_t end = std::min(seen_.size(), position + cut_reach + 1);
  return is_repetition(seen_[position].still_step, steps(begin, position),
                       steps(position + 1, end));
}

Difference CutFinder::background_of(std::size_t position) const {
  std::vector<Difference> around;
  const std::size_t begin = position > cut_reach ? position - cut_reach : 0;
  const std::size_t end = std::min(seen_.size(), position + cut_reach + 1);
  for (std::size_t i = begin; i < end; ++i)
    if (i != position) around.push_back(seen_[i].step);
  return background(around);
}

ContentMeasures CutFinder::measure(std::size_t position) const {
  const Seen& seen = seen_[position];
  const Difference usual = background_of(position);
  ContentMeasures out;
  out.frame = seen.thumb.index;
  out.change = seen.step.change;
  out.residual = seen.step.residual;
  out.background = usual.residual;
  out.cut_score = cut_score(seen.step, usual, limits_);
  return out;
}

std::optional<Transition> CutFinder::decide(std::size_t position) const {
  const ContentMeasures measures = measure(position);
  if (position == 0 || measures.cut_score < 1) return std::nullopt;
  if (comes_back(position)) return std::nullopt;
  const Thumb& before = seen_[position - 1].thumb;
  const Thumb& after = seen_[position].thumb;
  if (unexplained_change(before, after) < limits_.cut_explained * measures.change)
    return std::nullopt;
  if (const auto blend = short_blend(position, measures.cut_score)) {
    const bool steepest = blend->score > 0;
    return steepest ? blend : std::nullopt;
  }
  return Transition{TransitionKind::cut, after.index, after.index, measures.cut_score};
}

bool CutFinder::comes_back(std::size_t position) const {
  const Difference& step = seen_[position].step;
  // Two dark shots differ less from each other than from the white between them. So the picture
  // that comes back must also be the same picture.
  const bool plain = is_plain(position) || is_plain(position - 1);
  const std::size_t begin = position > cut_reach ? position - cut_reach : 0;
  const std::size_t end = std::min(seen_.size(), position + cut_reach + 1);
  for (std::size_t i = begin; i < position; ++i) {
    for (std::size_t j = position; j < end; ++j) {
      const Difference back = difference(seen_[i].thumb, seen_[j].thumb);
      if (back.residual >= limits_.cut_explained * step.residual) continue;
      if (!plain || back.change < same_picture * step.change ||
          unexplained_change(seen_[i].thumb, seen_[j].thumb) < same_picture * step.change)
        return true;
    }
  }
  return false;
}

std::optional<Transition> CutFinder::short_blend(std::size_t position, float score) const {
  constexpr std::size_t most_mixed = 2;
  for (std::size_t mixed = 1; mixed <= most_mixed; ++mixed) {
    for (std::size_t end = position; end <= position + mixed && end < seen_.size(); ++end) {
      if (end < mixed + 1) continue;
      const std::size_t begin = end - mixed - 1;
      if (!is_blend(begin, end)) continue;
      bool steepest = true;
      for (std::size_t i = begin + 1; i <= end; ++i)
        steepest = steepest && seen_[i].step.residual <= seen_[position].step.residual;
      // Reported once, at its steepest step; a score of 0 says that it belongs to another step.
      const bool fades = is_plain(begin) || is_plain(end);
      return Transition{fades ? TransitionKind::fade : TransitionKind::dissolve,
                        seen_[begin + 1].thumb.index, seen_[end].thumb.index,
                        steepest ? score : 0.0F};
    }
  }
  return std::nullopt;
}

bool CutFinder::is_plain(std::size_t position) const {
  return flatness(coarse(seen_[position].thumb)) < flat_picture;
}

bool CutFinder::is_blend(std::size_t begin, std::size_t end) const {
  const Coarse a = coarse(seen_[begin].thumb);
  const Coarse b = coarse(seen_[end].thumb);
  const std::int64_t apart = distance(a, b);
  if (apart == 0) return false;
  double before = 0;
  for (std::size_t i = begin + 1; i < end; ++i) {
    const Mix mix = dissolve_mix(a, coarse(seen_[i].thumb), b, apart);
    if (mix.left > blend_left || mix.share < before + blend_step) return false;
    if (evenness(a, coarse(seen_[i].thumb), b, mix.share) < least_even) return false;
    before = mix.share;
  }
  return before < 1 - blend_step;
}

}  // namespace facetrack
