// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <string>

#include "facetrack/backends/content.hpp"
#include "facetrack/error.hpp"
#include "facetrack/shot.hpp"

namespace facetrack {
namespace {

constexpr std::array<std::string_view, 1> backends{"content"};

ShotEnd end_of(TransitionKind kind) {
  switch (kind) {
    case TransitionKind::cut:
      return ShotEnd::cut;
    case TransitionKind::dissolve:
      return ShotEnd::dissolve;
    case TransitionKind::fade:
      return ShotEnd::fade;
    case TransitionKind::wipe:
      return ShotEnd::wipe;
  }
  return ShotEnd::cut;
}

/// Black that is held no longer than this between a fade out and a fade in is no shot, in frames.
constexpr std::int64_t held_black = 12;

/// Two dissolves or fades, or a cut and one of them, that are nearer than this are parts of one: no
/// shot is that short. In frames; a fade whose speed changes is found in parts.
constexpr std::int64_t shortest_between = 3;

bool one_transition(const Transition& a, const Transition& b) {
  const auto is = [](const Transition& t, TransitionKind kind) { return t.kind == kind; };
  std::int64_t between = shortest_between;
  if (is(a, TransitionKind::fade) && is(b, TransitionKind::fade)) between = held_black;
  if (is(a, TransitionKind::cut) && is(b, TransitionKind::cut)) between = 0;
  // One slide may follow another at once: neither is found in parts.
  if (is(a, TransitionKind::wipe) || is(b, TransitionKind::wipe)) between = 0;
  return b.first_mixed <= a.next_shot + between;
}

/// Overlapping or touching mixed ranges become one; a cut at the edge of one or inside it vanishes.
std::vector<Transition> merged(std::span<const Transition> transitions, std::int64_t frames) {
  std::vector<Transition> sorted;
  for (Transition t : transitions) {
    t.first_mixed = std::clamp<std::int64_t>(t.first_mixed, 0, frames);
    t.next_shot = std::clamp<std::int64_t>(t.next_shot, t.first_mixed, frames);
    sorted.push_back(t);
  }
  std::sort(sorted.begin(), sorted.end(), [](const Transition& a, const Transition& b) {
    return a.first_mixed != b.first_mixed ? a.first_mixed < b.first_mixed
                                          : a.next_shot < b.next_shot;
  });
  std::vector<Transition> out;
  for (const Transition& t : sorted) {
    if (out.empty() || !one_transition(out.back(), t)) {
      out.push_back(t);
      continue;
    }
    Transition& last = out.back();
    const auto length = [](const Transition& x) { return x.next_shot - x.first_mixed; };
    if (length(t) > length(last)) last.kind = t.kind;
    last.next_shot = std::max(last.next_shot, t.next_shot);
    last.score = std::max(last.score, t.score);
  }
  return out;
}

}  // namespace

ShotDetector::~ShotDetector() = default;

std::span<const std::string_view> shot_detector_backends() noexcept { return backends; }

std::unique_ptr<ShotDetector> make_shot_detector(std::string_view backend,
                                                 const ShotOptions& options) {
  if (backend == "content") {
    ContentOptions content;
    static_cast<ShotOptions&>(content) = options;
    return make_content_detector(content);
  }
  std::string names;
  for (const auto name : backends) names.append(names.empty() ? "" : ", ").append(name);
  throw Error(ErrorCode::not_found, "shot detector '" + std::string(backend) +
                                        "' does not exist in this build; it has: " + names);
}

std::vector<Shot> shots_from_transitions(std::span<const Transition> transitions,
                                         std::int64_t frames) {
  std::vector<Shot> shots;
  std::int64_t first = 0;
  const auto add = [&](std::int64_t end, ShotEnd ends_with, float score) {
    if (end <= first) return;
    shots.push_back({static_cast<int>(shots.size()), first, end - 1, ends_with, score});
  };
  for (const Transition& t : merged(transitions, frames)) {
    add(t.first_mixed, end_of(t.kind), t.score);
    first = t.next_shot;
  }
  add(frames, ShotEnd::end, 0);
  return shots;
}

}  // namespace facetrack
