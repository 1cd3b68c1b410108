// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/cuts.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "shot/mix.hpp"

namespace facetrack {
namespace {

constexpr float repeated = 0.3F;         // gray levels: less than this, the frame is a repetition
constexpr float coding_residual = 1.0F;  // gray levels: what coding leaves in a still picture

// A blended frame: an unrelated picture would leave more than half of the power of the change.
constexpr double blend_left = 0.08;
constexpr double blend_step = 0.1;  // least share of either shot in a blended frame

}  // namespace

float background_residual(std::span<const float> around) {
  std::vector<float> moving;
  for (const float residual : around)
    if (residual >= repeated) moving.push_back(residual);
  // A single step in a still picture is another cut.
  if (moving.size() < 2) return 0;
  std::sort(moving.begin(), moving.end(), std::greater<>());
  return moving[moving.size() / 4];
}

float cut_score(const Difference& step, float background, const ContentLimits& limits) {
  return std::min(step.change / limits.cut_change,
                  step.residual / (limits.cut_contrast * (background + coding_residual)));
}

CutFinder::CutFinder(const ContentLimits& limits,
                     std::function<void(const ContentMeasures&)> observer)
    : limits_(limits), observer_(std::move(observer)) {}

std::vector<CutFinder::Decided> CutFinder::push(const Thumb& thumb) {
  Seen seen{thumb, {}};
  if (!seen_.empty()) seen.step = difference(seen_.back().thumb, thumb);
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
  out.push_back({seen_[next_].thumb, decide(next_)});
  ++next_;
  if (next_ > cut_reach) {
    seen_.pop_front();
    --next_;
  }
}

ContentMeasures CutFinder::measure(std::size_t position) const {
  std::vector<float> around;
  const std::size_t begin = position > cut_reach ? position - cut_reach : 0;
  const std::size_t end = std::min(seen_.size(), position + cut_reach + 1);
  for (std::size_t i = begin; i < end; ++i)
    if (i != position) around.push_back(seen_[i].step.residual);
  const Seen& seen = seen_[position];
  ContentMeasures out;
  out.frame = seen.thumb.index;
  out.change = seen.step.change;
  out.residual = seen.step.residual;
  out.background = background_residual(around);
  out.cut_score = cut_score(seen.step, out.background, limits_);
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
  const float most = limits_.cut_explained * seen_[position].step.residual;
  const std::size_t begin = position > cut_reach ? position - cut_reach : 0;
  const std::size_t end = std::min(seen_.size(), position + cut_reach + 1);
  for (std::size_t i = begin; i < position; ++i)
    for (std::size_t j = position; j < end; ++j)
      if (difference(seen_[i].thumb, seen_[j].thumb).residual < most) return true;
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
      return Transition{TransitionKind::dissolve, seen_[begin + 1].thumb.index,
                        seen_[end].thumb.index, steepest ? score : 0.0F};
    }
  }
  return std::nullopt;
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
    before = mix.share;
  }
  return before < 1 - blend_step;
}

}  // namespace facetrack
