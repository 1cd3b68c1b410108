// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "redact/decide.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>

#include "redact/boxes.hpp"

namespace facetrack::redact {
namespace {

/// A hidden face is in the place of a shown one if this much of the smaller box lies inside the
/// other one. Less is a neighbour.
constexpr float same_place = 0.35F;
/// ... and if their sizes differ by at most this factor. A track does not jump to a face of another
/// size.
constexpr float similar_size = 2;
/// Sightings without a track that are fewer than this cannot be taken for the shown face: a track
/// needs more to follow them.
constexpr std::size_t fewest_sightings = 3;

Decision decision_of(Verdict verdict, RedactRules::Whom whom) {
  if (whom == RedactRules::Whom::all_but_person) {
    if (verdict == Verdict::match) return {false, AreaReason::kept};
    if (verdict == Verdict::other_person) return {true, AreaReason::unknown};
    return {true, AreaReason::uncertain};
  }
  if (verdict == Verdict::other_person) return {false, AreaReason::other};
  return {true, verdict == Verdict::match ? AreaReason::named : AreaReason::uncertain};
}

bool share_a_frame(const Chain& a, const Chain& b) {
  return a.places.front().frame <= b.places.back().frame &&
         b.places.front().frame <= a.places.back().frame;
}

/// Two faces on one frame cannot both be the person: the one that is less like them is hidden.
void keep_the_better(const std::vector<Chain>& chains, std::span<const Identification> who,
                     std::vector<Decision>& decisions) {
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < chains.size(); ++i) {
    if (decisions[i].why == AreaReason::kept && chains[i].track) kept.push_back(i);
  }
  std::stable_sort(kept.begin(), kept.end(), [&](std::size_t a, std::size_t b) {
    return who[*chains[a].track].distance < who[*chains[b].track].distance;
  });
  for (auto worse = kept.begin(); worse != kept.end(); ++worse) {
    const bool contradicted = std::any_of(kept.begin(), worse, [&](std::size_t better) {
      return !decisions[better].hide && share_a_frame(chains[better], chains[*worse]);
    });
    if (contradicted) decisions[*worse] = {true, AreaReason::uncertain};
  }
}

std::optional<Embedding> face_of(const Chain& chain, const Analysis& film) {
  if (!chain.track) return std::nullopt;
  return mean_face(film.tracks[*chain.track].samples);
}

bool may_be_followed(const Chain& chain) {
  return chain.track || chain.places.size() >= fewest_sightings;
}

bool in_one_place(const Box& a, const Box& b) {
  const float ratio = longer_side(a) / std::max(longer_side(b), 1.0F);
  return ratio <= similar_size && ratio >= 1 / similar_size && shared_part(a, b) >= same_place;
}

/// True if `before` ends where and when `after` begins. Both are one face, which was tracked for a
/// part of the time only.
bool hands_over(const Chain& before, const Chain& after) {
  constexpr std::int64_t most_frames = 3;
  constexpr float overlap = 0.4F;
  const Place& last = before.places.back();
  const Place& first = after.places.front();
  return std::abs(first.frame - last.frame) <= most_frames && iou(first.box, last.box) >= overlap;
}

/// A hidden chain near a shown one in time, with the face to compare.
struct Rival {
  const std::vector<AreaBox>* boxes;
  std::optional<Embedding> face;
};

const AreaBox* box_on(const std::vector<AreaBox>& boxes, std::int64_t frame) {
  const auto found =
      std::lower_bound(boxes.begin(), boxes.end(), frame,
                       [](const AreaBox& box, std::int64_t f) { return box.frame < f; });
  return found != boxes.end() && found->frame == frame ? &*found : nullptr;
}

std::vector<Rival> rivals_of(const Chain& shown, const std::vector<Chain>& chains,
                             const std::vector<std::vector<AreaBox>>& hidden,
                             const Analysis& film) {
  std::vector<Rival> rivals;
  for (std::size_t i = 0; i < chains.size(); ++i) {
    const std::vector<AreaBox>& boxes = hidden[i];
    const bool same_face =
        !chains[i].track && (hands_over(chains[i], shown) || hands_over(shown, chains[i]));
    if (boxes.empty() || same_face || !may_be_followed(chains[i]) ||
        boxes.front().frame > shown.places.back().frame ||
        boxes.back().frame < shown.places.front().frame) {
      continue;
    }
    rivals.push_back({&boxes, face_of(chains[i], film)});
  }
  return rivals;
}

enum class Likeness { unknown, itself, rival };

/// Whom the look resembles more: the shown face or one of the hidden ones.
Likeness likeness_of(const Embedding& look, const Embedding& own,
                     const std::vector<Rival>& rivals) {
  const float distance_to_own = distance(look, own);
  Likeness likeness = Likeness::unknown;
  for (const Rival& rival : rivals) {
    if (!rival.face || rival.face->model != look.model) continue;
    if (distance(look, *rival.face) <= distance_to_own) return Likeness::rival;
    likeness = Likeness::itself;
  }
  return likeness;
}

}  // namespace

std::vector<Decision> decide(const std::vector<Chain>& chains, std::span<const Identification> who,
                             RedactRules::Whom whom) {
  std::vector<Decision> decisions(chains.size());
  if (whom == RedactRules::Whom::everybody) return decisions;
  for (std::size_t i = 0; i < chains.size(); ++i) {
    decisions[i] = chains[i].track ? decision_of(who[*chains[i].track].verdict, whom)
                                   : Decision{true, AreaReason::uncertain};
  }
  keep_the_better(chains, who, decisions);
  return decisions;
}

std::vector<std::int64_t> doubtful_frames(const Chain& shown, const std::vector<Chain>& chains,
                                          const std::vector<std::vector<AreaBox>>& hidden,
                                          const Analysis& film, std::span<const Sighting> faces) {
  const std::vector<Rival> rivals = rivals_of(shown, chains, hidden, film);
  if (rivals.empty()) return {};
  const std::optional<Embedding> own = face_of(shown, film);
  std::vector<std::int64_t> doubtful;
  for (const Place& place : shown.places) {
    const bool contested = std::any_of(rivals.begin(), rivals.end(), [&](const Rival& rival) {
      const AreaBox* box = box_on(*rival.boxes, place.frame);
      return box != nullptr && in_one_place(box->box, place.box);
    });
    Likeness likeness = Likeness::unknown;
    if (own && place.sighting && faces[*place.sighting].look &&
        faces[*place.sighting].look->model == own->model) {
      likeness = likeness_of(*faces[*place.sighting].look, *own, rivals);
    }
    if (likeness == Likeness::rival || (contested && likeness == Likeness::unknown)) {
      doubtful.push_back(place.frame);
    }
  }
  return doubtful;
}

}  // namespace facetrack::redact
