// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "report/library_lines.hpp"

#include "facetrack/version.hpp"

namespace facetrack::report {
namespace {

std::string line(const Json& json) { return compact(json) + "\n"; }
double seconds(const MediaTime& time) { return rounded(time.seconds(), time_decimals); }
double score(float value) { return rounded(value, score_decimals); }
Json name_of(const LibraryPerson& person) {
  return person.name.empty() ? Json() : Json(person.name);
}

}  // namespace

std::string person_line(const LibraryPerson& person) {
  return line({{"person", person.id},
               {"name", name_of(person)},
               {"videos", person.videos},
               {"appearances", person.appearances},
               {"seconds", rounded(person.seconds, time_decimals)}});
}

std::string presence_line(std::size_t presence, const LibraryPerson& person,
                          const LibraryVideo& video, float commonness) {
  return line({{"presence", presence},
               {"person", person.id},
               {"name", name_of(person)},
               {"video", video.file.string()},
               {"source_id", video.source_id},
               {"missing", video.missing},
               {"commonness", score(commonness)}});
}

Json appearance_json(const Appearance& one) {
  return {{"start", seconds(one.time.begin)},
          {"end", seconds(one.time.end)},
          {"first_frame", one.first_frame},
          {"last_frame", one.last_frame},
          {"best",
           {{"frame", one.best_frame},
            {"time", seconds(one.best_time)},
            {"box", box_json(one.best_box)}}}};
}

std::string appearance_line(const Appearance& one, std::size_t presence,
                            const LibraryVideo& video) {
  Json json = {{"appearance", one.id},
               {"presence", presence},
               {"person", one.person},
               {"video", video.file.string()}};
  json.update(appearance_json(one));
  return line(json);
}

std::string face_line(std::size_t face, const FaceSample& sample, const Appearance& one,
                      std::size_t presence) {
  return line({{"face", face},
               {"appearance", one.id},
               {"presence", presence},
               {"person", one.person},
               {"frame", sample.frame},
               {"quality", score(sample.quality.overall)},
               {"size", rounded(sample.quality.size, box_decimals)},
               {"commonness", score(sample.embedding.commonness)}});
}

std::string export_json(const ExportedLibrary& counts, const std::string& model,
                        const MatchLimits& limits) {
  return to_text({{"schema", "facetrack.export/1"},
                  {"generator", std::string(generator) + FACETRACK_VERSION},
                  {"embedder", model},
                  {"threshold", score(limits.mean_face)},
                  {"dimensions", counts.dimensions},
                  {"persons", counts.persons},
                  {"presences", counts.presences},
                  {"appearances", counts.appearances},
                  {"faces", counts.faces}});
}

}  // namespace facetrack::report
