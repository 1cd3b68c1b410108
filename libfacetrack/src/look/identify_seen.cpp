// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "look/identify_seen.hpp"

#include "identify/identify_groups.hpp"

namespace facetrack {

std::vector<Identification> identify_seen(std::span<const SeenPerson> persons,
                                          const Gallery& people, std::string_view only) {
  std::vector<FaceTrack> tracks;
  std::vector<PersonGroup> groups;
  for (const SeenPerson& person : persons) {
    PersonGroup group;
    group.face = person.face;
    for (const Appearance& one : person.appearances) {
      group.tracks.push_back(tracks.size());
      FaceTrack track;  // only its first and its last frame are known
      track.points.resize(2);
      track.points.front().frame = one.first_frame;
      track.points.back().frame = one.last_frame;
      tracks.push_back(std::move(track));
    }
    groups.push_back(std::move(group));
  }
  return identify_groups(groups, tracks, people, only);
}

}  // namespace facetrack
