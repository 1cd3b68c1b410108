// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/library_report.hpp"
#include "facetrack/version.hpp"

#include "report/json_text.hpp"
#include "report/library_lines.hpp"
#include "report/search_word.hpp"

namespace facetrack {

using namespace report;

namespace {

Json hit_json(const LibraryHit& hit) {
  Json json = {{"video", hit.video.file.string()},
               {"person", hit.person},
               {"name", hit.name.empty() ? Json() : Json(hit.name)},
               {"distance", rounded(hit.distance, score_decimals)},
               {"verdict", search_word(hit)},
               {"missing", hit.video.missing},
               {"appearances", Json::array()}};
  for (const Appearance& one : hit.appearances) {
    json["appearances"].push_back(appearance_json(one));
  }
  return json;
}

}  // namespace

std::string search_json(const SearchReport& report) {
  const LibrarySearch& search = report.search;
  Json json = {{"schema", "facetrack.search/1"},
               {"generator", std::string(generator) + FACETRACK_VERSION},
               {"library", report.library},
               {"embedder", search.model},
               {"threshold", rounded(search.limits.mean_face, score_decimals)},
               {"videos_searched", search.videos},
               {"faces_searched", search.faces},
               {"seconds", rounded(report.seconds, 3)},
               {"results", Json::array()}};
  for (const LibraryHit& hit : search.hits) json["results"].push_back(hit_json(hit));
  return to_text(json);
}

std::string search_csv(const SearchReport& report) {
  std::string text = "video,person,name,verdict,distance,start,end,first_frame,last_frame\n";
  for (const LibraryHit& hit : report.search.hits) {
    for (const Appearance& one : hit.appearances) {
      text += csv_field(hit.video.file.string()) + "," + std::to_string(hit.person) + "," +
              csv_field(hit.name) + "," + std::string(search_word(hit)) + "," +
              number_text(hit.distance, score_decimals) + "," +
              number_text(one.time.begin.seconds(), time_decimals) + "," +
              number_text(one.time.end.seconds(), time_decimals) + "," +
              std::to_string(one.first_frame) + "," + std::to_string(one.last_frame) + "\n";
    }
  }
  return text;
}

std::string index_json(std::string_view library, std::string_view model,
                       std::span<const LibraryVideo> videos, std::size_t persons) {
  double length = 0;
  int missing = 0;
  for (const LibraryVideo& video : videos) {
    length += video.duration.seconds();
    missing += video.missing ? 1 : 0;
  }
  return to_text({{"schema", "facetrack.index/1"},
                  {"library", library},
                  {"embedder", model},
                  {"source", {{"duration", rounded(length, time_decimals)}}},
                  {"videos", videos.size()},
                  {"missing", missing},
                  {"persons", persons}});
}

std::string library_json(std::string_view library, std::span<const LibraryVideo> videos,
                         std::span<const LibraryPerson> persons) {
  Json json = {{"schema", "facetrack.library/1"},
               {"generator", std::string(generator) + FACETRACK_VERSION},
               {"library", library},
               {"videos", Json::array()},
               {"persons", Json::array()}};
  for (const LibraryVideo& video : videos) {
    json["videos"].push_back({{"video", video.file.string()},
                              {"source_id", video.source_id},
                              {"duration", rounded(video.duration.seconds(), time_decimals)},
                              {"frames", video.frames},
                              {"width", video.width},
                              {"height", video.height},
                              {"looks", video.looks},
                              {"missing", video.missing}});
  }
  for (const LibraryPerson& person : persons) {
    json["persons"].push_back({{"person", person.id},
                               {"name", person.name.empty() ? Json() : Json(person.name)},
                               {"videos", person.videos},
                               {"appearances", person.appearances},
                               {"seconds", rounded(person.seconds, time_decimals)}});
  }
  return to_text(json);
}

}  // namespace facetrack
