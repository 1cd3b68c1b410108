// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <map>

#include "facetrack/library_report.hpp"
#include "facetrack/report.hpp"

#include "report/page_parts.hpp"
#include "report/search_word.hpp"

namespace facetrack {

using namespace report;

namespace {

std::string picture_of_appearance(const SearchReport& report, const Appearance& one) {
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
                     picture_tag(picture_of_appearance(report, one),
                                 person_text(hit) + " at " + clock_text(one.best_time.seconds())) +
                         about(clock_text(one.time.begin.seconds()),
                               "to " + clock_text(one.time.end.seconds()),
                               frames_text(one.first_frame, one.last_frame))) +
             "\n";
  }
  const MatchLimits& limits = report.search.limits;
  return element("section",
                 element("h2", hit.video.file.filename().string()) +
                     element("p", std::string(search_word(hit)) + ", " + person_text(hit) +
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
           {"label", person_text(hit) + ", " + std::string(search_word(hit))},
           {"kind", hit.verdict == Verdict::match ? "target" : "unsure"},
           {"target", element_id(one)}});
    }
  }
  return {{"duration", longest}, {"lanes", std::move(lanes)}};
}

}  // namespace

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

}  // namespace facetrack
