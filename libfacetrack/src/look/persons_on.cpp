// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <tuple>

#include "identify/person_group.hpp"
#include "look/looked_frame.hpp"

namespace facetrack {
namespace {

/// Samples that are kept of an appearance, as of a track.
constexpr std::size_t most_samples = 8;
/// Faces worse than this part of the best one say less than they disturb, as in a FaceSampler.
constexpr float worth_it = 0.5F;

/// A face on several looks in a row.
struct LookTrack {
  FaceTrack track;  ///< its points are the looks
  std::size_t first_look = 0;
  std::size_t last_look = 0;
  std::vector<FrameTime> times;
  std::vector<FaceSample> samples;  ///< one per look
};

void extend(LookTrack& track, const LookedFrame& look, std::size_t number, const LookedFace& face) {
  track.last_look = number;
  track.times.push_back(look.time);
  track.track.points.push_back({look.time.index, look.time.pts, face.face.box, face.face.score,
                                BoxSource::detection, face.face.landmarks});
  track.samples.push_back(face.sample);
}

/// The best sample of each of several equal stretches: many views of a face say more than many
/// pictures of one view.
std::vector<FaceSample> best_samples(const std::vector<FaceSample>& all) {
  float best = 0;
  for (const FaceSample& sample : all) best = std::max(best, sample.quality.overall);
  const std::size_t stretches = std::min(all.size(), most_samples);
  std::vector<const FaceSample*> chosen(stretches, nullptr);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const FaceSample*& slot = chosen[i * stretches / all.size()];
    if (slot == nullptr || all[i].quality.overall > slot->quality.overall) slot = &all[i];
  }
  std::vector<FaceSample> samples;
  for (const FaceSample* sample : chosen) {
    if (sample->quality.overall >= best * worth_it) samples.push_back(*sample);
  }
  return samples;
}

/// Pairs the faces of a look with the tracks that were on the look before, the most alike first.
void continue_tracks(std::vector<LookTrack>& tracks, const LookedFrame& look, std::size_t number,
                     const MatchLimits& limits) {
  std::vector<std::tuple<float, std::size_t, std::size_t>> pairs;
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    if (number == 0 || tracks[t].last_look != number - 1) continue;
    for (std::size_t f = 0; f < look.faces.size(); ++f) {
      const float likeness =
          distance(tracks[t].samples.back().embedding, look.faces[f].sample.embedding);
      // The stricter limit: there may be a cut between the looks, after which somebody else is at
      // the same place. What is the same person after all is joined when the tracks are grouped.
      if (likeness < limits.mean_face) pairs.emplace_back(likeness, t, f);
    }
  }
  std::sort(pairs.begin(), pairs.end());
  std::vector<bool> used(look.faces.size(), false);
  for (const auto& [likeness, t, f] : pairs) {
    if (used[f] || tracks[t].last_look == number) continue;
    used[f] = true;
    extend(tracks[t], look, number, look.faces[f]);
  }
  for (std::size_t f = 0; f < look.faces.size(); ++f) {
    if (used[f]) continue;
    LookTrack track;
    track.first_look = number;
    extend(track, look, number, look.faces[f]);
    tracks.push_back(std::move(track));
  }
}

/// Appends what follows without a look in between.
void append(LookTrack& track, const LookTrack& next) {
  track.last_look = next.last_look;
  track.times.insert(track.times.end(), next.times.begin(), next.times.end());
  track.samples.insert(track.samples.end(), next.samples.begin(), next.samples.end());
  track.track.points.insert(track.track.points.end(), next.track.points.begin(),
                            next.track.points.end());
}

Appearance appearance_of(const LookTrack& track) {
  Appearance one;
  const FrameTime& first = track.times.front();
  const FrameTime& last = track.times.back();
  one.first_frame = first.index;
  one.last_frame = last.index;
  one.time = {first.pts, last.pts + last.duration};
  const auto best = std::max_element(track.samples.begin(), track.samples.end(),
                                     [](const FaceSample& a, const FaceSample& b) {
                                       return a.quality.overall < b.quality.overall;
                                     });
  const TrackPoint& point =
      track.track.points[static_cast<std::size_t>(best - track.samples.begin())];
  one.best_frame = point.frame;
  one.best_time = point.pts;
  one.best_box = point.box;
  one.samples = best_samples(track.samples);
  return one;
}

SeenPerson person_of(const PersonGroup& group, const std::vector<LookTrack>& tracks) {
  std::vector<LookTrack> joined;
  std::vector<std::size_t> order = group.tracks;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return tracks[a].first_look < tracks[b].first_look;
  });
  for (const std::size_t i : order) {
    if (!joined.empty() && tracks[i].first_look == joined.back().last_look + 1) {
      append(joined.back(), tracks[i]);
    } else {
      joined.push_back(tracks[i]);
    }
  }
  SeenPerson person{{}, group.face};
  for (const LookTrack& track : joined) person.appearances.push_back(appearance_of(track));
  return person;
}

}  // namespace

std::vector<SeenPerson> persons_on(const std::vector<LookedFrame>& looks,
                                   const MatchLimits& limits) {
  std::vector<LookTrack> tracks;
  for (std::size_t i = 0; i < looks.size(); ++i) continue_tracks(tracks, looks[i], i, limits);
  std::vector<FaceTrack> faces;
  for (LookTrack& track : tracks) {
    track.track.samples = best_samples(track.samples);
    faces.push_back(track.track);
  }
  std::vector<SeenPerson> persons;
  for (const PersonGroup& group : group_by_likeness(faces, limits.mean_face)) {
    persons.push_back(person_of(group, tracks));
  }
  return persons;
}

}  // namespace facetrack
