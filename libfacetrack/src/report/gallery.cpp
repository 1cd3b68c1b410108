// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <set>
#include <string>
#include <utility>

#include "facetrack/report.hpp"
#include "facetrack/version.hpp"

#include "report/json_text.hpp"
#include "report/sample_json.hpp"

namespace facetrack {
namespace {

using report::Json;

constexpr std::size_t most_persons = 1'000'000;
constexpr std::size_t most_faces = 1'000'000;  // of one person
constexpr double largest_distance = 1000;

Json person_json(const Person& person) {
  Json faces = Json::array();
  for (const FaceSample& face : person.faces) {
    Json entry = report::sample_json(face);
    if (!face.source.empty()) entry["source"] = face.source;
    faces.push_back(std::move(entry));
  }
  return {{"name", person.name}, {"faces", std::move(faces)}};
}

Person read_person(const JsonCursor& at, const Gallery& gallery) {
  Person person;
  person.name = at["name"].text();
  if (person.name.empty()) at["name"].fail("must not be empty");
  const JsonCursor faces = at["faces"];
  for (std::size_t i = 0; i < faces.size(most_faces); ++i) {
    FaceSample face = report::read_sample(faces[i]);
    if (face.embedding.model != gallery.model) {
      faces[i]["model"].fail("must be the model of the gallery, \"" + gallery.model + "\"");
    }
    face.source = faces[i].text_or("source", "");
    person.faces.push_back(std::move(face));
  }
  return person;
}

}  // namespace

std::string gallery_json(const Gallery& gallery) {
  Json json = {{"schema", "facetrack.gallery/1"},
               {"generator", std::string(report::generator) + FACETRACK_VERSION},
               {"model", gallery.model},
               {"limits",
                {{"one_picture", report::exact(gallery.limits.one_picture)},
                 {"mean_face", report::exact(gallery.limits.mean_face)},
                 {"uncertain", report::exact(gallery.limits.uncertain)}}},
               {"persons", Json::array()}};
  for (const Person& person : gallery.persons) json["persons"].push_back(person_json(person));
  return report::to_text(json);
}

Gallery gallery_from_json(std::string_view text) {
  const Json json = parse_json(text, "gallery");
  const JsonCursor at(json, "gallery");
  at["schema"].require("facetrack.gallery/1");
  Gallery gallery;
  gallery.model = at["model"].text();
  const auto limit = [&](std::string_view name) {
    return static_cast<float>(at["limits"][name].number(0, largest_distance));
  };
  gallery.limits = {limit("one_picture"), limit("mean_face"), limit("uncertain")};
  const JsonCursor persons = at["persons"];
  std::set<std::string> names;
  for (std::size_t i = 0; i < persons.size(most_persons); ++i) {
    gallery.persons.push_back(read_person(persons[i], gallery));
    if (!names.insert(gallery.persons.back().name).second) {
      persons[i]["name"].fail("is the name of two persons");
    }
  }
  return gallery;
}

}  // namespace facetrack
