// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/job.hpp"
#include "facetrack/version.hpp"

#include "core/at.hpp"
#include "report/json_text.hpp"

namespace facetrack {

std::string persons_json(const FacesOutcome& outcome) {
  using report::Json;
  const Analysis& analysis = *outcome.analysis;
  Json json = {{"schema", "facetrack.persons/1"},
               {"generator", std::string(report::generator) + FACETRACK_VERSION},
               {"source", report::source_json(analysis)},
               {"detector", analysis.detector},
               {"embedder", analysis.embedder},
               {"persons", Json::array()},
               {"unassigned", Json::array()}};
  const auto span_json = [&](int id) -> Json {
    const FaceTrack& track = at(analysis.tracks, id, "track");
    return {{"track", id},
            {"first_frame", track.first_frame()},
            {"last_frame", track.last_frame()},
            {"start", report::seconds_at(analysis, track.first_frame())},
            {"end", report::seconds_at(analysis, track.last_frame() + 1)}};
  };
  for (const Person& person : outcome.persons) {
    const FaceTrack& best = at(analysis.tracks, person.best_track, "track");
    const TrackPoint* face = best.at(person.best_frame);
    Json entry = {
        {"name", person.name},
        {"frames", person.frames},
        {"seconds", report::rounded(person.seconds, report::time_decimals)},
        {"clips", person.result.clips.size()},
        {"metadata", person.name + "/metadata.json"},
        {"face",
         {{"file", person.name + "/face.jpg"},
          {"frame", person.best_frame},
          {"box", report::box_json((face != nullptr ? *face : best.points.front()).box)}}},
        {"tracks", Json::array()}};
    for (const int id : person.tracks) entry["tracks"].push_back(span_json(id));
    json["persons"].push_back(std::move(entry));
  }
  for (const int id : outcome.unassigned) json["unassigned"].push_back(span_json(id));
  return report::to_text(json);
}

}  // namespace facetrack
