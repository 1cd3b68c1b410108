// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "identify/decision.hpp"

#include <algorithm>
#include <cmath>

namespace facetrack {
namespace {

/// The confidence is 0.5 at the match limit. It is 0.9 at a distance that is smaller by 2.2 times
/// this part of the range of doubt. Chosen on 561 simulated tracks (docs/tracking.md).
constexpr float slope_of_doubt = 1.0F / 3;
constexpr float least_slope = 0.005F;  // for limits without a range of doubt

float confidence_of(float distance, const MatchLimits& limits) {
  const float slope = std::max((limits.uncertain - limits.mean_face) * slope_of_doubt, least_slope);
  return 1.0F / (1.0F + std::exp((distance - limits.mean_face) / slope));
}

}  // namespace

float corrected_distance(const Evidence& evidence) noexcept {
  // Of unit vectors: distance^2 = 2 - 2 similarity.
  const float common = evidence.known_commonness + evidence.video_commonness;
  return std::sqrt(std::max(0.0F, evidence.distance * evidence.distance + 2 * common));
}

Decision decide(const Evidence& evidence, const MatchLimits& limits) noexcept {
  Decision decision;
  decision.distance = corrected_distance(evidence);
  decision.confidence = confidence_of(decision.distance, limits);
  if (decision.distance < limits.mean_face) {
    decision.verdict = Verdict::match;
  } else if (evidence.distance < limits.mean_face) {
    decision.reason = "the face resembles the person, but it resembles many other people too";
  } else if (decision.distance > limits.uncertain) {
    decision.verdict = Verdict::other_person;
  } else {
    decision.reason = "the face is neither near enough to the person nor far enough away";
  }
  return decision;
}

}  // namespace facetrack
