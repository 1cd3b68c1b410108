// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <map>

#include "facetrack/library_report.hpp"
#include "facetrack/report.hpp"
#include "facetrack/version.hpp"

#include "report/page_parts.hpp"

namespace facetrack {

using namespace report;

namespace {

std::string_view word_of(const LibraryHit& hit) {
  return hit.verdict == Verdict::match ? "target" : "uncertain";
}

double seconds(const MediaTime& time) { return rounded(time.seconds(), time_decimals); }

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

Json hit_json(const LibraryHit& hit) {
  Json json = {{"video", hit.video.file.string()},
               {"person", hit.person},
               {"name", hit.name.empty() ? Json() : Json(hit.name)},
               {"distance", rounded(hit.distance, score_decimals)},
               {"verdict", word_of(hit)},
               {"missing", hit.video.missing},
               {"appearances", Json::array()}};
  for (const Appearance& one : hit.appearances) {
    json["appearances"].push_back(appearance_json(one));
  }
  return json;
}

std::string picture_of(const SearchReport& report, const Appearance& one) {
  const auto found = report.pictures.find(one.id);
  return found == report.pictures.end() ? std::string() : found->second;
}

std::string person_text(const LibraryHit& hit) {
  return hit.name.empty() ? "person " + std::to_string(hit.person) : hit.name;
}

std::string element_id(const Appearance& one) { return "appearance-" + std::to_string(one.id); }

Html hit_section(const SearchReport& report, const LibraryHit& hit) {
  Html items = "\n";
  for (const Appearance& one : hit.appearances) {
    items += element("li", {{"id", element_id(one)}},
                     picture_tag(picture_of(report, one),
                                 person_text(hit) + " at " + clock_text(one.best_time.seconds())) +
                         about(clock_text(one.time.begin.seconds()),
                               "to " + clock_text(one.time.end.seconds()),
                               frames_text(one.first_frame, one.last_frame))) +
             "\n";
  }
  const MatchLimits& limits = report.search.limits;
  return element("section",
                 element("h2", hit.video.file.filename().string()) +
                     element("p", std::string(word_of(hit)) + ", " + person_text(hit) +
                                      ", distance " + number_text(hit.distance, distance_decimals) +
                                      (hit.video.missing ? "; the file is not there" : "")) +
                     hint(hit.video.file.string()) +
                     distance_bar(hit.distance, limits.mean_face, limits.uncertain * 1.25,
                                  hit.verdict == Verdict::match ? "target" : "unsure") +
                     element("ol", {{"class", "grid faces"}}, items)) +
         "\n";
}

/// One lane per video.
Json lanes_of(const SearchReport& report) {
  Json lanes = Json::array();
  std::map<std::int64_t, std::size_t> lane_of;
  double longest = 0;
  for (const LibraryHit& hit : report.search.hits) {
    const auto [lane, is_new] = lane_of.emplace(hit.video.id, lanes.size());
    if (is_new) {
      lanes.push_back({{"name", hit.video.file.filename().string()}, {"items", Json::array()}});
    }
    longest = std::max(longest, hit.video.duration.seconds());
    for (const Appearance& one : hit.appearances) {
      lanes[lane->second]["items"].push_back(
          {{"start", one.time.begin.seconds()},
           {"end", one.time.end.seconds()},
           {"label", person_text(hit) + ", " + std::string(word_of(hit))},
           {"kind", hit.verdict == Verdict::match ? "target" : "unsure"},
           {"target", element_id(one)}});
    }
  }
  return {{"duration", longest}, {"lanes", std::move(lanes)}};
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
              csv_field(hit.name) + "," + std::string(word_of(hit)) + "," +
              number_text(hit.distance, score_decimals) + "," +
              number_text(one.time.begin.seconds(), time_decimals) + "," +
              number_text(one.time.end.seconds(), time_decimals) + "," +
              std::to_string(one.first_frame) + "," + std::to_string(one.last_frame) + "\n";
    }
  }
  return text;
}

std::string search_page(const SearchReport& report) {
  const LibrarySearch& search = report.search;
  Html body =
      heading("Search in " + report.library, counted(std::ssize(search.hits), "result") + " in " +
                                                 counted(search.videos, "video") + ".") +
      facts({{"library", report.library},
             {"embedder", search.model},
             {"threshold", number_text(search.limits.mean_face, distance_decimals)},
             {"faces searched", std::to_string(search.faces)},
             {"seconds", number_text(report.seconds, 3)}});
  if (!search.hits.empty()) body += timeline_tag();
  for (const LibraryHit& hit : search.hits) body += hit_section(report, hit);
  if (!report.command.empty()) body += section("Command", element("pre", report.command));
  return whole_page("Search in " + report.library, body,
                    search.hits.empty() ? Json() : lanes_of(report));
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
                              {"duration", seconds(video.duration)},
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
