// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>

#include "facetrack/error.hpp"
#include "facetrack/gallery.hpp"

#include "identify/decision.hpp"
#include "identify/identify_groups.hpp"
#include "identify/person_group.hpp"

namespace facetrack {
namespace {

constexpr float infinite = std::numeric_limits<float>::infinity();
/// Below this part of the match limit (similarity 0.56 with retail-0095) the person is certainly in
/// the video. Then further groups must also resemble the person as seen there, not only the photo,
/// because actors who play siblings resemble each other's photos.
constexpr float certain = 0.89F;
/// In that case the mean of the distances to the photo and to the person in the video is compared
/// with this part of the match limit.
constexpr float both_ways = 1.05F;
constexpr float smallest_size = 12.0F;  ///< pixels; smaller faces have meaningless embeddings
constexpr float blurred = 0.06F;        ///< below this sharpness nobody can be recognised
constexpr float profile = 0.12F;        ///< below this frontality a comparison says little

Evidence compare(const Embedding& known, const Embedding& in_video) {
  return {distance(known, in_video), known.commonness, in_video.commonness};
}

struct Nearest {
  const Person* person = nullptr;
  float distance = infinite;  ///< corrected
  Evidence evidence{infinite, 0, 0};
};

/// Compares a face of the video with the person's nearest face and with their mean face: several
/// photos together say more than each.
Nearest compare(const Embedding& face, const Person& person) {
  Nearest best{&person};
  const auto consider = [&](const Embedding& known) {
    const Evidence evidence = compare(known, face);
    const float d = corrected_distance(evidence);
    if (d < best.distance) best = {&person, d, evidence};
  };
  for (const FaceSample& known : person.faces) consider(known.embedding);
  if (person.faces.size() > 1) {
    if (const auto mean = mean_face(person.faces)) consider(*mean);
  }
  return best;
}

/// The nearest person of a gallery, except `other_than` (may be null).
Nearest nearest(const Embedding& face, const Gallery& people, const Person* other_than = nullptr) {
  Nearest best;
  for (const Person& person : people.persons) {
    if (&person == other_than) continue;
    const Nearest one = compare(face, person);
    if (one.distance < best.distance) best = one;
  }
  return best;
}

struct JudgedGroup {
  const PersonGroup* group = nullptr;
  Nearest nearest;
  bool matches = false;
};

/// Marks the groups that are `person`: the nearest one, then others that agree with it.
void choose(std::vector<JudgedGroup>& judged, const Person& person,
            std::span<const FaceTrack> tracks, float match) {
  std::vector<JudgedGroup*> order;
  for (JudgedGroup& one : judged) {
    if (one.nearest.person == &person && one.nearest.distance < match) order.push_back(&one);
  }
  std::stable_sort(order.begin(), order.end(), [](const JudgedGroup* a, const JudgedGroup* b) {
    return a->nearest.distance < b->nearest.distance;
  });
  for (JudgedGroup* one : order) {
    one->matches = std::all_of(order.begin(), order.end(), [&](const JudgedGroup* other) {
      if (other == one || !other->matches) return true;
      if (seen_together(*one->group, *other->group, tracks)) return false;
      if (other->nearest.distance > match * certain) return true;
      const float in_video = distance(one->group->face, other->group->face);
      return (one->nearest.distance + in_video) / 2 < match * both_ways;
    });
  }
}

/// The reason why a track has no decision; uncertain if its faces are good.
Verdict reason_undecided(const FaceTrack& track) {
  if (track.samples.empty()) return Verdict::too_short;
  FaceQuality best;
  for (const FaceSample& sample : track.samples) {
    best.size = std::max(best.size, sample.quality.size);
    best.sharpness = std::max(best.sharpness, sample.quality.sharpness);
    best.frontality = std::max(best.frontality, sample.quality.frontality);
  }
  if (best.size < smallest_size) return Verdict::too_small;
  if (best.sharpness < blurred) return Verdict::blurred;
  if (best.frontality < profile) return Verdict::turned_away;
  return Verdict::uncertain;
}

/// The verdict of a track after its face, or the face of its group, was compared.
Identification judged_track(const FaceTrack& track, const Nearest& nearest, bool matches,
                            const MatchLimits& limits) {
  const Decision decision = decide(nearest.evidence, limits);
  Identification id{track.id, {}, decision.verdict, decision.distance, decision.confidence};
  if (matches) {
    id.person = nearest.person->name;
  } else if (decision.verdict == Verdict::match) {
    // A face near the photo can still be another person: one on the same frame as the person, or
    // one unlike the person in the video.
    id.verdict = Verdict::other_person;
  } else if (decision.verdict == Verdict::uncertain) {
    id.verdict = reason_undecided(track);
    id.person = nearest.person->name;
    if (id.verdict == Verdict::uncertain) id.reason = decision.reason;
  }
  return id;
}

void require_model(const FaceTrack& track, const Gallery& people) {
  for (const FaceSample& sample : track.samples) {
    if (people.model.empty() || sample.embedding.model == people.model) continue;
    throw Error(ErrorCode::invalid_argument,
                "identify: the track has faces of \"" + sample.embedding.model +
                    "\", the gallery those of \"" + people.model + "\"");
  }
}

void require_limits(const MatchLimits& limits) {
  if (limits.mean_face > 0 && limits.uncertain >= limits.mean_face &&
      std::isfinite(limits.uncertain)) {
    return;
  }
  throw Error(ErrorCode::invalid_argument,
              "identify: needs a limit of mean faces above 0, and an uncertain limit not below it");
}

/// Decides on the groups of tracks. `near` gives the nearest person of a face.
template <typename Near>
void judge_groups(std::span<const FaceTrack> tracks, const Gallery& people,
                  const std::vector<bool>& left_out, const Near& near,
                  std::vector<Identification>& result) {
  const float match = people.limits.mean_face;
  const auto groups = group_by_likeness(tracks, match, left_out);
  std::vector<JudgedGroup> judged;
  for (const PersonGroup& group : groups) judged.push_back({&group, near(group.face), false});
  for (const Person& person : people.persons) choose(judged, person, tracks, match);
  for (const JudgedGroup& one : judged) {
    for (const std::size_t i : one.group->tracks) {
      result[i] = judged_track(tracks[i], one.nearest, one.matches, people.limits);
    }
  }
}

const Person& known_person(const Gallery& people, std::string_view name) {
  const Person* person = people.find(name);
  if (person != nullptr) return *person;
  throw Error(ErrorCode::not_found, "the gallery has no person \"" + std::string(name) + "\"");
}

std::vector<Identification> identify_one(std::span<const FaceTrack> tracks, const Gallery& people,
                                         std::string_view name) {
  const Person* wanted = &known_person(people, name);
  std::vector<Identification> result;
  std::vector<bool> left_out;
  for (const FaceTrack& track : tracks) {
    Identification id{track.id, {}, reason_undecided(track), infinite, 0};
    left_out.push_back(false);
    if (const auto face = mean_face(track.samples)) {
      id.distance = compare(*face, *wanted).distance;
      const Nearest other = nearest(*face, people, wanted);
      if (other.distance < people.limits.mean_face && other.distance < id.distance) {
        left_out.back() = true;
        id.verdict = Verdict::other_person;
        id.person = other.person->name;
      }
    }
    result.push_back(std::move(id));
  }
  judge_groups(
      tracks, people, left_out, [wanted](const Embedding& face) { return compare(face, *wanted); },
      result);
  return result;
}

}  // namespace

std::vector<Identification> identify_groups(std::span<const PersonGroup> groups,
                                            std::span<const FaceTrack> tracks,
                                            const Gallery& people, std::string_view only) {
  require_limits(people.limits);
  const Person& wanted = known_person(people, only);
  const FaceTrack any;
  std::vector<Identification> result;
  std::vector<JudgedGroup> judged;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const Nearest target = compare(groups[i].face, wanted);
    const Nearest other = nearest(groups[i].face, people, &wanted);
    Identification id{static_cast<int>(i), {}, Verdict::other_person, target.distance, 0};
    if (other.distance < people.limits.mean_face && other.distance < target.distance) {
      id.person = other.person->name;
    } else {
      judged.push_back({&groups[i], target, false});
      places.push_back(i);
    }
    result.push_back(std::move(id));
  }
  choose(judged, wanted, tracks, people.limits.mean_face);
  for (std::size_t j = 0; j < judged.size(); ++j) {
    Identification& id = result[places[j]];
    id = judged_track(any, judged[j].nearest, judged[j].matches, people.limits);
    id.track = static_cast<int>(places[j]);
    // A group has a usable face: doubt about it is not that of a track without samples.
    if (id.verdict == Verdict::too_short) id.verdict = Verdict::uncertain;
  }
  return result;
}

std::vector<Identification> identify(std::span<const FaceTrack> tracks, const Gallery& people,
                                     std::string_view only) {
  require_limits(people.limits);
  for (const FaceTrack& track : tracks) require_model(track, people);
  if (!only.empty()) return identify_one(tracks, people, only);
  std::vector<Identification> result;
  for (const FaceTrack& track : tracks) {
    result.push_back({track.id, {}, reason_undecided(track), infinite, 0});
  }
  if (people.persons.empty()) return result;
  judge_groups(
      tracks, people, {}, [&](const Embedding& face) { return nearest(face, people); }, result);
  return result;
}

Identification identify(const FaceTrack& track, const Gallery& people) {
  require_limits(people.limits);
  require_model(track, people);
  const auto face = mean_face(track.samples);
  const Nearest best = face ? nearest(*face, people) : Nearest{};
  if (best.person == nullptr) return {track.id, {}, reason_undecided(track), infinite, 0};
  return judged_track(track, best, best.distance < people.limits.mean_face, people.limits);
}

std::vector<FaceTrack> tracks_of(const Analysis& film, std::span<const Identification> who,
                                 std::string_view person) {
  std::vector<FaceTrack> tracks;
  for (const Identification& id : who) {
    if (id.verdict == Verdict::match && id.person == person) tracks.push_back(film.track(id.track));
  }
  return tracks;
}

std::vector<FaceTrack> tracks_of(const Analysis& film, const Gallery& people,
                                 std::string_view person) {
  return tracks_of(film, identify(film.tracks, people, person), person);
}

}  // namespace facetrack
