// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "report/redact_page.hpp"

#include <filesystem>

#include "facetrack/report.hpp"

#include "report/page_parts.hpp"
#include "report/words.hpp"

namespace facetrack::report {
namespace {

std::string lead_of(const Redaction& redaction, int rounds) {
  std::int64_t hidden = 0;
  for (const RedactArea& area : redaction.areas) hidden += area.hide ? 1 : 0;
  std::string text =
      counted(hidden, "face") + " hidden; the film was written " + counted(rounds, "time") + ". ";
  if (redaction.open.empty()) return text + "The check found no open face.";
  return text + "The check still found open faces: " +
         counted(std::int64_t(redaction.open.size()), "sighting") + ", listed below.";
}

Html row(const Analysis& film, std::size_t index, const RedactArea& area) {
  std::int64_t found = 0;
  for (const AreaBox& box : area.boxes) found += box.found ? 1 : 0;
  const std::int64_t first = area.boxes.front().frame;
  const std::int64_t last = area.boxes.back().frame;
  return element("tr", elements("td", {},
                                {std::to_string(index), area.hide ? "hidden" : "shown",
                                 std::string(word_of(area_reason_words, area.why)),
                                 frames_text(first, last), clock_text(seconds_at(film, first)),
                                 std::to_string(found)})) +
         "\n";
}

Html table_of_areas(const Analysis& film, const Redaction& redaction) {
  Html rows = element(
      "tr", elements("th", {}, {"area", "", "why", "frames", "from", "frames where it was found"}));
  for (std::size_t i = 0; i < redaction.areas.size(); ++i) {
    if (!redaction.areas[i].boxes.empty()) rows += row(film, i, redaction.areas[i]);
  }
  return element("table", rows);
}

Html table_of_open_faces(const Analysis& film, const Redaction& redaction) {
  Html rows = element("tr", elements("th", {}, {"frame", "time", "score"}));
  for (const Sighting& face : redaction.open) {
    rows += element("tr",
                    elements("td", {},
                             {std::to_string(face.frame), clock_text(seconds_at(film, face.frame)),
                              number_text(face.score, 2)}));
  }
  return element("table", rows);
}

Html figures(const std::map<std::int64_t, std::string>& pictures) {
  Html all;
  for (const auto& [frame, jpeg] : pictures) {
    const std::string name = "frame " + std::to_string(frame);
    all += element("figure", picture_tag(jpeg, name) + element("figcaption", name)) + "\n";
  }
  return all;
}

}  // namespace

std::string redact_page(const Analysis& film, const Redaction& redaction, int rounds,
                        const std::map<std::int64_t, std::string>& pictures) {
  const std::string name = std::filesystem::path(redaction.source).filename().string();
  Html body = heading(name, lead_of(redaction, rounds));
  if (!redaction.open.empty()) body += section("Open faces", table_of_open_faces(film, redaction));
  body += section("Pictures of the written film", figures(pictures));
  body += section("Areas", table_of_areas(film, redaction));
  return whole_page("redacted: " + name, body, {});
}

}  // namespace facetrack::report
