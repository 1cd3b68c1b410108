// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/cadence.hpp"

#include <algorithm>
#include <cstdint>

#include "shot/repeats.hpp"

namespace facetrack {
namespace {

// Gray levels by which new frames around a frame must differ from the frame before them, so that a
// repetition differs clearly from a picture at rest. Chosen on real videos: the steps of talking
// heads that are coded well stay below.
constexpr float least_motion = 0.6F;
// The part of a window's frames that must lie in motion.
constexpr double least_moving = 0.8;
// Parts of the expected repetitions that are found, and of the expected new frames that are new.
constexpr double least_repeated = 0.9;
constexpr double least_fresh = 0.95;
// In mixed pulldown two steps of five show half a source step. Halves are less than this part of
// each of the other three, in this part of the periods. A random order of five steps has the halves
// in the right places in one period of ten.
constexpr float most_of_whole = 0.85F;
constexpr double least_halved = 0.8;
// The part of the moving windows that must agree, their number, and their part of all windows: a
// moving insert in a video that otherwise stands still says nothing about that video.
constexpr double least_agreement = 0.7;
constexpr int fewest_windows = 2;
constexpr double least_of_all = 0.25;

enum class Step : std::uint8_t { unknown, fresh, repeated };

Step step_at(std::span<const float> steps, std::size_t i) {
  const auto before = steps.subspan(i - cadence_margin, cadence_margin);
  const auto after = steps.subspan(i + 1, cadence_margin);
  const float usual = std::min(*std::max_element(before.begin(), before.end()),
                               *std::max_element(after.begin(), after.end()));
  if (usual < least_motion) return Step::unknown;
  return is_repetition(steps[i], before, after) ? Step::repeated : Step::fresh;
}

/// Does frame `i` of a video with this cadence repeat the frame before?
bool repeats(const Cadence& cadence, std::size_t i) {
  const auto fresh = static_cast<std::size_t>(cadence.fresh);
  const auto shown = static_cast<std::size_t>(cadence.shown);
  return (i + shown) * fresh / shown == (i + shown - 1) * fresh / shown;
}

bool follows(const Cadence& cadence, std::span<const Step> window) {
  for (std::size_t phase = 0; phase < static_cast<std::size_t>(cadence.shown); ++phase) {
    int repeated = 0;
    int repeated_as_expected = 0;
    int fresh = 0;
    int fresh_as_expected = 0;
    for (std::size_t i = 0; i < window.size(); ++i) {
      if (window[i] == Step::unknown) continue;
      if (repeats(cadence, i + phase)) {
        ++repeated;
        repeated_as_expected += window[i] == Step::repeated ? 1 : 0;
      } else {
        ++fresh;
        fresh_as_expected += window[i] == Step::fresh ? 1 : 0;
      }
    }
    if (repeated >= 2 && repeated_as_expected >= least_repeated * repeated &&
        fresh_as_expected >= least_fresh * fresh)
      return true;
  }
  return false;
}

/// Are two steps of each five halves, two frames apart?
bool is_mixed_pulldown(std::span<const float> steps) {
  for (std::size_t phase = 0; phase < 5; ++phase) {
    int periods = 0;
    int halved = 0;
    for (std::size_t i = phase; i + 5 <= steps.size(); i += 5, ++periods) {
      const float half = std::max(steps[i + 2], steps[i + 4]);
      const float whole = std::min({steps[i], steps[i + 1], steps[i + 3]});
      halved += half < most_of_whole * whole ? 1 : 0;
    }
    if (halved >= least_halved * periods) return true;
  }
  return false;
}

}  // namespace

CadenceVote vote_on_cadence(std::span<const float> steps) {
  std::array<Step, cadence_window> window{};
  for (std::size_t i = 0; i < window.size(); ++i) window[i] = step_at(steps, i + cadence_margin);
  const auto unknown = std::count(window.begin(), window.end(), Step::unknown);
  if (static_cast<double>(unknown) > (1 - least_moving) * cadence_window) return {};
  if (std::count(window.begin(), window.end(), Step::repeated) == 0 &&
      is_mixed_pulldown(steps.subspan(cadence_margin, cadence_window)))
    return {true, known_cadences.size() - 1};
  for (std::size_t i = 0; i + 1 < known_cadences.size(); ++i)
    if (follows(known_cadences.at(i), window)) return {true, i};
  return {true, std::nullopt};
}

void CadenceMeter::push(float step) {
  steps_.push_back(step);
  if (steps_.size() < cadence_window + 2 * cadence_margin) return;
  const CadenceVote vote = vote_on_cadence(steps_);
  ++windows_;
  if (vote.moves) ++moving_windows_;
  if (vote.cadence) ++votes_.at(*vote.cadence);
  // The margin after this window is the one before the next.
  steps_.erase(steps_.begin(), steps_.begin() + cadence_window);
}

std::optional<Cadence> CadenceMeter::cadence() const {
  const auto best = std::max_element(votes_.begin(), votes_.end());
  if (*best < fewest_windows || *best < least_agreement * moving_windows_ ||
      *best < least_of_all * windows_)
    return std::nullopt;
  return known_cadences.at(static_cast<std::size_t>(best - votes_.begin()));
}

}  // namespace facetrack
