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
/// Two tracks of one video (same light, same day) are one person below this part of the match
/// distance, which is made for pictures of different origin.
constexpr float within_video = 0.87F;
/// An uncertain track must be nearer to the target's tracks than to anybody else's by this part
/// of the match distance.
constexpr float clear_margin = 0.06F;
/// A track that resembles the target's own tracks this far is taken although its distance to the
/// reference is beyond uncertain: profiles never resemble a frontal photo.
constexpr float smallest_size = 12.0F;  ///< pixels; below it embeddings mean nothing
constexpr float blurred = 0.06F;        ///< sharpness below which nothing can be recognised
constexpr float profile = 0.12F;        ///< frontality below which a reference says little

struct Candidate {
  std::optional<Embedding> face;
  float distance = infinite;
  float to_others = infinite;  ///< to references that are not the target
  bool target = false;
  bool other = false;
};

/// Nearest of the references, and their mean: several photos together are more than each.
float nearest(const Embedding& face, std::span<const Reference> references, bool target) {
  float best = infinite;
  FaceTrack all;
  for (const Reference& reference : references) {
    if (reference.is_target != target) continue;
    best = std::min(best, distance(face, reference.embedding));
    all.samples.push_back({0, reference.quality, reference.embedding});
  }
  if (all.samples.size() > 1) {
    if (const auto mean = face_of(all)) best = std::min(best, distance(face, *mean));
  }
  return best;
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

/// Self-enrolment: the certain tracks of the target (and of others) become references themselves.
void settle(std::span<const FaceTrack> tracks, std::vector<Candidate>& candidates, float match) {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < tracks.size(); ++i) {
      Candidate& candidate = candidates[i];
      if (!candidate.face || candidate.target) continue;
      float to_target = infinite;
      float to_others = infinite;
      bool together = false;
      for (std::size_t j = 0; j < tracks.size(); ++j) {
        if (i == j || !candidates[j].face) continue;
        const float d = distance(*candidate.face, *candidates[j].face);
        if (candidates[j].target) {
          together = together || seen_together(tracks[i], tracks[j]);
          to_target = std::min(to_target, d);
        } else if (candidates[j].other) {
          to_others = std::min(to_others, d);
        }
      }
      if (together || to_target > match * within_video) continue;
      if (to_target + match * clear_margin > std::min(to_others, candidate.to_others)) continue;
      candidate.target = true;
      candidate.other = false;
      changed = true;
    }
  }
}

}  // namespace

std::vector<Identification> identify(std::span<const FaceTrack> tracks,
                                     std::span<const Reference> references,
                                     const IdentifyOptions& options) {
  if (options.match <= 0 || options.uncertain < options.match) {
    throw Error(ErrorCode::invalid_argument,
                "identify: needs a match distance and an uncertain distance not below it");
  }
  std::vector<Candidate> candidates(tracks.size());
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    Candidate& candidate = candidates[i];
    candidate.face = face_of(tracks[i]);
    if (!candidate.face) continue;
    candidate.distance = nearest(*candidate.face, references, true);
    candidate.to_others = nearest(*candidate.face, references, false);
    candidate.target =
        candidate.distance < options.match && candidate.distance < candidate.to_others;
    candidate.other = candidate.distance > options.uncertain || candidate.to_others < options.match;
  }
  // Two faces on one frame cannot both be the target: the nearer one is.
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    for (std::size_t j = 0; j < tracks.size(); ++j) {
      if (i == j || !candidates[i].target || !candidates[j].target) continue;
      if (!seen_together(tracks[i], tracks[j])) continue;
      Candidate& further =
          candidates[i].distance > candidates[j].distance ? candidates[i] : candidates[j];
      further.target = false;
      further.other = true;
    }
  }
  settle(tracks, candidates, options.match);

  std::vector<Identification> result;
  const float middle = (options.match + options.uncertain) / 2;
  const float slope = std::max(options.uncertain - options.match, 0.02F) / 4;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    const Candidate& candidate = candidates[i];
    Identification id;
    id.track = tracks[i].id;
    id.distance = candidate.distance;
    id.confidence = std::isfinite(candidate.distance)
                        ? 1.0F / (1.0F + std::exp((candidate.distance - middle) / slope))
                        : 0.0F;
    if (candidate.target) {
      id.verdict = Verdict::target;
      id.confidence = std::max(id.confidence, 0.5F);
    } else if (candidate.face && candidate.to_others < options.match &&
               candidate.to_others <= candidate.distance) {
      id.verdict = Verdict::reference_excluded;
    } else if (candidate.other) {
      id.verdict = Verdict::other_person;
    } else {
      id.verdict = weakness(tracks[i]);
    }
    result.push_back(id);
  }
  return result;
}

}  // namespace facetrack
