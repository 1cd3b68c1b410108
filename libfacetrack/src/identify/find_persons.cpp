// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <set>

#include "facetrack/error.hpp"
#include "facetrack/gallery.hpp"

#include "identify/person_group.hpp"

namespace facetrack {
namespace {

const FaceSample* best_sample(const FaceTrack& track) {
  const auto best = std::max_element(track.samples.begin(), track.samples.end(),
                                     [](const FaceSample& a, const FaceSample& b) {
                                       return a.quality.overall < b.quality.overall;
                                     });
  return best == track.samples.end() ? nullptr : &*best;
}

FoundPerson describe(const Analysis& film, const PersonGroup& group, std::size_t number) {
  FoundPerson person;
  char name[32];
  std::snprintf(name, sizeof name, "person_%02zu", number);
  person.name = name;
  std::set<std::int64_t> frames;
  const FaceSample* best = nullptr;
  for (const std::size_t i : group.tracks) person.tracks.push_back(film.tracks[i].id);
  std::sort(person.tracks.begin(), person.tracks.end());
  for (const int id : person.tracks) {
    const FaceTrack& track = film.track(id);
    for (const TrackPoint& point : track.points) frames.insert(point.frame);
    const FaceSample* sample = best_sample(track);
    if (sample != nullptr && (best == nullptr || sample->quality.overall > best->quality.overall)) {
      best = sample;
      person.best_track = id;
    }
  }
  person.best_frame = film.track(person.best_track).best_point().frame;
  person.frames = static_cast<std::int64_t>(frames.size());
  person.on_screen = {0, film.time_of(*frames.begin()).base};
  for (const std::int64_t frame : frames) {
    person.on_screen = person.on_screen + (film.time_of(frame + 1) - film.time_of(frame));
  }
  return person;
}

}  // namespace

std::vector<FoundPerson> find_persons(const Analysis& film, const MatchLimits& limits) {
  if (!(limits.mean_face > 0 && std::isfinite(limits.mean_face))) {
    throw Error(ErrorCode::invalid_argument, "find_persons: needs a limit of mean faces above 0");
  }
  auto groups = group_by_likeness(film.tracks, limits.mean_face);
  const auto frames = [&](const PersonGroup& group) {
    std::size_t sum = 0;
    for (const std::size_t i : group.tracks) sum += film.tracks[i].points.size();
    return sum;
  };
  std::stable_sort(groups.begin(), groups.end(), [&](const PersonGroup& a, const PersonGroup& b) {
    return frames(a) > frames(b);
  });
  std::vector<FoundPerson> persons;
  for (const PersonGroup& group : groups) {
    persons.push_back(describe(film, group, persons.size() + 1));
  }
  return persons;
}

}  // namespace facetrack
