// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "identify/person_group.hpp"

#include <algorithm>
#include <cmath>

namespace facetrack {
namespace {

constexpr float never = 1e9F;
/// Faces worse than this part of the group's best say less than they disturb: many small faces of
/// one track would outweigh the few large ones of another.
constexpr float worth_it = 0.5F;

float linkage(const PersonGroup& a, const PersonGroup& b, std::span<const FaceTrack> tracks) {
  const float d = distance(a.face, b.face);
  return seen_together(a, b, tracks) ? never : d;
}

/// The mean of the faces of at least this quality, weighted by quality.
std::optional<Embedding> mean_of(std::span<const FaceSample> samples, float least_quality) {
  if (samples.empty()) return std::nullopt;
  Embedding mean{samples.front().embedding.model, {}};
  float weights = 0;
  mean.values.assign(samples.front().embedding.values.size(), 0.0F);
  for (const FaceSample& sample : samples) {
    if (sample.embedding.values.size() != mean.values.size()) continue;
    if (sample.quality.overall < least_quality) continue;
    const float weight = std::max(sample.quality.overall, 0.01F);
    for (std::size_t i = 0; i < mean.values.size(); ++i) {
      mean.values[i] += weight * sample.embedding.values[i];
    }
    mean.commonness += weight * sample.embedding.commonness;
    weights += weight;
  }
  float energy = 0;
  for (const float value : mean.values) energy += value * value;
  if (energy <= 0) return std::nullopt;
  for (float& value : mean.values) value /= std::sqrt(energy);
  mean.commonness /= weights;
  return mean;
}

void join(PersonGroup& into, PersonGroup from) {
  into.tracks.insert(into.tracks.end(), from.tracks.begin(), from.tracks.end());
  into.samples.insert(into.samples.end(), from.samples.begin(), from.samples.end());
  float best = 0;
  for (const FaceSample& sample : into.samples) best = std::max(best, sample.quality.overall);
  if (auto face = mean_of(into.samples, worth_it * best)) into.face = std::move(*face);
}

}  // namespace

bool seen_together(const PersonGroup& a, const PersonGroup& b, std::span<const FaceTrack> tracks) {
  return std::any_of(a.tracks.begin(), a.tracks.end(), [&](std::size_t i) {
    return std::any_of(b.tracks.begin(), b.tracks.end(),
                       [&](std::size_t j) { return seen_together(tracks[i], tracks[j]); });
  });
}

std::optional<Embedding> mean_face(std::span<const FaceSample> samples) {
  return mean_of(samples, 0);
}

bool seen_together(const FaceTrack& a, const FaceTrack& b) {
  return a.first_frame() <= b.last_frame() && b.first_frame() <= a.last_frame();
}

std::vector<PersonGroup> group_by_likeness(std::span<const FaceTrack> tracks, float limit,
                                           const std::vector<bool>& left_out) {
  std::vector<PersonGroup> groups;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    if (i < left_out.size() && left_out[i]) continue;
    if (auto face = mean_face(tracks[i].samples)) {
      groups.push_back({{i}, tracks[i].samples, std::move(*face)});
    }
  }
  std::vector<std::vector<float>> link(groups.size(), std::vector<float>(groups.size(), never));
  for (std::size_t a = 0; a < groups.size(); ++a) {
    for (std::size_t b = a + 1; b < groups.size(); ++b)
      link[a][b] = linkage(groups[a], groups[b], tracks);
  }
  while (groups.size() > 1) {
    float best = limit;
    std::size_t into = 0;
    std::size_t from = 0;
    for (std::size_t a = 0; a < groups.size(); ++a) {
      for (std::size_t b = a + 1; b < groups.size(); ++b) {
        if (link[a][b] >= best) continue;
        best = link[a][b];
        into = a;
        from = b;
      }
    }
    if (from == into) break;
    const auto removed = static_cast<std::ptrdiff_t>(from);
    join(groups[into], std::move(groups[from]));
    groups.erase(groups.begin() + removed);
    link.erase(link.begin() + removed);
    for (auto& row : link) row.erase(row.begin() + removed);
    for (std::size_t c = 0; c < groups.size(); ++c) {
      if (c != into)
        link[std::min(c, into)][std::max(c, into)] = linkage(groups[into], groups[c], tracks);
    }
  }
  return groups;
}

}  // namespace facetrack
