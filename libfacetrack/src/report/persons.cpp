// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <set>

#include "facetrack/report.hpp"
#include "facetrack/version.hpp"

#include "core/at.hpp"
#include "report/json_text.hpp"

namespace facetrack {

std::string persons_json(const Analysis& analysis, std::span<const FoundPerson> persons,
                         std::span<const PersonResult> results) {
  using report::Json;
  Json json = {{"schema", "facetrack.persons/1"},
               {"generator", std::string(report::generator) + FACETRACK_VERSION},
               {"source", report::source_json(analysis)},
               {"detector", analysis.detector},
               {"embedder", analysis.embedder},
               {"persons", Json::array()},
               {"unassigned", Json::array()}};
  const auto span_json = [&](int id) -> Json {
    const FaceTrack& track = analysis.track(id);
    return {{"track", id},
            {"first_frame", track.first_frame()},
            {"last_frame", track.last_frame()},
            {"start", report::seconds_at(analysis, track.first_frame())},
            {"end", report::seconds_at(analysis, track.last_frame() + 1)}};
  };
  std::set<int> assigned;
  for (std::size_t i = 0; i < persons.size(); ++i) {
    const FoundPerson& person = persons[i];
    assigned.insert(person.tracks.begin(), person.tracks.end());
    const FaceTrack& best = analysis.track(person.best_track);
    const TrackPoint* face = best.at(person.best_frame);
    Json entry = {
        {"name", person.name},
        {"frames", person.frames},
        {"seconds", report::rounded(person.on_screen.seconds(), report::time_decimals)},
        {"clips", at(results, i, "result of a person").clips.size()},
        {"metadata", person.name + "/metadata.json"},
        {"face",
         {{"file", person.name + "/face.jpg"},
          {"frame", person.best_frame},
          {"box", report::box_json((face != nullptr ? *face : best.points.front()).box)}}},
        {"tracks", Json::array()}};
    for (const int id : person.tracks) entry["tracks"].push_back(span_json(id));
    json["persons"].push_back(std::move(entry));
  }
  for (const FaceTrack& track : analysis.tracks) {
    if (!assigned.contains(track.id)) json["unassigned"].push_back(span_json(track.id));
  }
  return report::to_text(json);
}

}  // namespace facetrack
