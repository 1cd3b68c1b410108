// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "facetrack/error.hpp"
#include "facetrack/redact.hpp"

#include "redact/chains.hpp"
#include "redact/cover.hpp"
#include "redact/decide.hpp"

namespace facetrack {
namespace {

using redact::Chain;
using redact::Decision;
using redact::Place;

/// Sightings of one face that lie further apart in time are two chains.
constexpr MediaTime longest_gap{1, {1, 2}};

void require(bool holds, const char* what) {
  if (!holds) throw Error(ErrorCode::invalid_argument, std::string("redact: ") + what);
}

void check(const RedactRules& rules) {
  require(rules.margin >= 0 && rules.margin <= 10, "the margin must be from 0 to 10");
  require(rules.extension >= MediaTime{}, "the extension in time must not be negative");
}

bool is_in(const std::vector<std::int64_t>& frames, std::int64_t frame) {
  return std::binary_search(frames.begin(), frames.end(), frame);
}

/// The shown face, and the frames on which it is hidden after all.
std::pair<RedactArea, RedactArea> split(const Chain& chain, AreaReason why,
                                        const std::vector<std::int64_t>& doubtful) {
  RedactArea shown{false, why, {}};
  RedactArea hidden{true, AreaReason::uncertain, {}};
  for (const Place& place : chain.places) {
    if (is_in(doubtful, place.frame)) {
      hidden.boxes.push_back({place.frame, place.all, place.found});
    } else {
      shown.boxes.push_back({place.frame, place.box, place.found});
    }
  }
  return {std::move(shown), std::move(hidden)};
}

/// In tenths of a pixel, as the record has it: from the record the same film can be made.
Box in_tenths(const Box& box) {
  const auto tenths = [](float value) { return std::round(value * 10) / 10; };
  return {tenths(box.x), tenths(box.y), tenths(box.width), tenths(box.height)};
}

void add(RedactArea area, Redaction& redaction) {
  for (AreaBox& box : area.boxes) box.box = in_tenths(box.box);
  if (!area.boxes.empty()) redaction.areas.push_back(std::move(area));
}

}  // namespace

Redaction plan_redaction(const Analysis& film, std::span<const Sighting> faces,
                         std::span<const Identification> who, const RedactRules& rules) {
  check(rules);
  require(rules.whom == RedactRules::Whom::everybody || who.size() == film.tracks.size(),
          "there must be one identification per track");
  Redaction redaction;
  redaction.source = film.source.path;
  redaction.source_id = film.source_id;
  redaction.width = film.source.width;
  redaction.height = film.source.height;
  redaction.frames = film.frames;
  redaction.margin = rules.margin;

  const std::vector<Chain> chains = redact::chains_of(film, faces, longest_gap);
  const std::vector<Decision> decisions = redact::decide(chains, who, rules.whom);
  std::vector<std::vector<AreaBox>> hidden(chains.size());
  for (std::size_t i = 0; i < chains.size(); ++i) {
    if (decisions[i].hide) hidden[i] = redact::covered(chains[i], film, rules.extension);
  }
  for (std::size_t i = 0; i < chains.size(); ++i) {
    if (decisions[i].hide) {
      add({true, decisions[i].why, hidden[i]}, redaction);
      continue;
    }
    auto [shown, doubted] = split(chains[i], decisions[i].why,
                                  redact::doubtful_frames(chains[i], chains, hidden, film, faces));
    add(std::move(shown), redaction);
    add(std::move(doubted), redaction);
  }
  return redaction;
}

void hide_found(const Analysis& film, std::span<const Sighting> open, const RedactRules& rules,
                Redaction& redaction) {
  check(rules);
  Analysis without_tracks = film;
  without_tracks.tracks.clear();
  for (const Chain& chain : redact::chains_of(without_tracks, open, longest_gap)) {
    add({true, AreaReason::uncertain, redact::covered(chain, film, rules.extension)}, redaction);
  }
}

}  // namespace facetrack
