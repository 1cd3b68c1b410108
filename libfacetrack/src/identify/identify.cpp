// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/identify.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>

#include "facetrack/error.hpp"

#include "identify/track_face.hpp"

namespace facetrack {
namespace {

constexpr float infinite = std::numeric_limits<float>::infinity();
/// Below this part of the match limit (similarity 0.56 with retail-0095) the target is surely in
/// the video, and further groups must resemble him as seen there, not only the photo: actors who
/// play brothers resemble each other's photos.
constexpr float surely = 0.89F;
/// Then the mean of the distances to the photo and to the target in the video counts, against this
/// part of the match limit.
constexpr float both_ways = 1.05F;
constexpr float smallest_size = 12.0F;  ///< pixels; below it embeddings mean nothing
constexpr float blurred = 0.06F;        ///< sharpness below which nothing can be recognised
constexpr float profile = 0.12F;        ///< frontality below which a photo says little

struct Judged {
  const PersonGroup* group = nullptr;
  float distance = infinite;  ///< to the nearest reference of the target
  bool target = false;
};

/// Nearest of the references, and their mean: several photos together are more than each.
float nearest(const Embedding& face, std::span<const Reference> references, bool target) {
  float best = infinite;
  std::vector<FaceSample> all;
  for (const Reference& reference : references) {
    if (reference.is_target != target) continue;
    best = std::min(best, distance(face, reference.embedding));
    all.push_back({0, reference.quality, reference.embedding});
  }
  if (all.size() > 1) {
    if (const auto mean = mean_face(all)) best = std::min(best, distance(face, *mean));
  }
  return best;
}

bool seen_together(const PersonGroup& a, const PersonGroup& b, std::span<const FaceTrack> tracks) {
  for (const std::size_t i : a.tracks) {
    for (const std::size_t j : b.tracks) {
      if (seen_together(tracks[i], tracks[j])) return true;
    }
  }
  return false;
}

/// Marks the groups that are the target: the nearest one, then others that agree with it.
void choose(std::vector<Judged>& judged, std::span<const FaceTrack> tracks, float match) {
  std::vector<Judged*> order;
  for (Judged& one : judged) {
    if (one.distance < match) order.push_back(&one);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const Judged* a, const Judged* b) { return a->distance < b->distance; });
  for (Judged* one : order) {
    one->target = std::all_of(order.begin(), order.end(), [&](const Judged* other) {
      if (other == one || !other->target) return true;
      if (seen_together(*one->group, *other->group, tracks)) return false;
      if (other->distance > match * surely) return true;
      const float in_video = distance(one->group->face, other->group->face);
      return (one->distance + in_video) / 2 < match * both_ways;
    });
  }
}

/// Why nothing can be said of a track, or uncertain where its faces are good.
Verdict weakness(const FaceTrack& track) {
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

Verdict verdict_of(const FaceTrack& track, const Judged& judged, const IdentifyOptions& options) {
  if (judged.target) return Verdict::target;
  // Near the photo, and yet not the target: he is somebody else on the same frame or in the video.
  if (judged.distance < options.match || judged.distance > options.uncertain) {
    return Verdict::other_person;
  }
  return weakness(track);
}

}  // namespace

IdentifyOptions identify_options(const Embedder& embedder) {
  const MatchLimits limits = embedder.limits();
  return {limits.mean_face, std::max(limits.uncertain, limits.mean_face)};
}

std::vector<Identification> identify(std::span<const FaceTrack> tracks,
                                     std::span<const Reference> references,
                                     const IdentifyOptions& options) {
  if (options.match <= 0 || options.uncertain < options.match) {
    throw Error(ErrorCode::invalid_argument,
                "identify: needs a match distance and an uncertain distance not below it");
  }
  std::vector<Identification> result;
  std::vector<bool> excluded;
  for (const FaceTrack& track : tracks) {
    Identification id{track.id, weakness(track), infinite, 0};
    excluded.push_back(false);
    if (const auto face = mean_face(track.samples)) {
      id.distance = nearest(*face, references, true);
      const float to_others = nearest(*face, references, false);
      excluded.back() = to_others < options.match && to_others < id.distance;
    }
    if (excluded.back()) id.verdict = Verdict::reference_excluded;
    result.push_back(id);
  }
  const auto groups = group_by_likeness(tracks, options.match, excluded);
  std::vector<Judged> judged;
  for (const PersonGroup& group : groups) {
    judged.push_back({&group, nearest(group.face, references, true), false});
  }
  choose(judged, tracks, options.match);

  const float slope = std::max(options.uncertain - options.match, 0.02F) / 4;
  for (const Judged& one : judged) {
    for (const std::size_t i : one.group->tracks) {
      result[i].verdict = verdict_of(tracks[i], one, options);
      result[i].distance = one.distance;
      result[i].confidence = 1.0F / (1.0F + std::exp((one.distance - options.match) / slope));
    }
  }
  return result;
}

}  // namespace facetrack
