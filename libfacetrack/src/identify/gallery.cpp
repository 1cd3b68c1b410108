// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/gallery.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

#include "facetrack/error.hpp"

namespace facetrack {
namespace {

auto position_of(std::vector<Person>& persons, std::string_view name) {
  return std::find_if(persons.begin(), persons.end(),
                      [name](const Person& person) { return person.name == name; });
}

Person& known(std::vector<Person>& persons, std::string_view name) {
  const auto person = position_of(persons, name);
  if (person != persons.end()) return *person;
  throw Error(ErrorCode::not_found, "the gallery has no person \"" + std::string(name) + "\"");
}

Person& known_or_new(std::vector<Person>& persons, std::string_view name) {
  if (name.empty()) throw Error(ErrorCode::invalid_argument, "a person needs a name");
  const auto person = position_of(persons, name);
  return person != persons.end() ? *person : persons.emplace_back(Person{std::string(name), {}});
}

}  // namespace

void Gallery::enrol(std::string_view name, FaceSample face) {
  if (face.embedding.model != model) {
    throw Error(ErrorCode::invalid_argument, std::string(name) + ": a face of the embedder \"" +
                                                 face.embedding.model +
                                                 "\" does not fit a gallery of \"" + model + "\"");
  }
  const auto is_finite = [](float value) { return std::isfinite(value); };
  const FaceQuality& quality = face.quality;
  if (face.embedding.values.empty() || !std::ranges::all_of(face.embedding.values, is_finite) ||
      !std::ranges::all_of(
          std::array{quality.overall, quality.sharpness, quality.frontality, quality.size},
          is_finite)) {
    throw Error(
        ErrorCode::invalid_argument,
        std::string(name) + ": the embedding and the quality of a face must hold finite numbers");
  }
  // Also true for NaN.
  if (!(face.embedding.commonness >= 0 && face.embedding.commonness <= 1)) {
    throw Error(ErrorCode::invalid_argument,
                std::string(name) + ": the commonness of a face must be from 0 to 1");
  }
  known_or_new(persons, name).faces.push_back(std::move(face));
}

void Gallery::enrol(std::string_view name, const FaceTrack& track, std::string_view source) {
  for (FaceSample face : track.samples) {
    face.source = source;
    enrol(name, std::move(face));
  }
}

const Person* Gallery::find(std::string_view name) const noexcept {
  const auto person = std::find_if(persons.begin(), persons.end(), [name](const Person& candidate) {
    return candidate.name == name;
  });
  return person == persons.end() ? nullptr : &*person;
}

void Gallery::merge(std::string_view into, std::string_view from) {
  Person& target = known(persons, into);
  Person& source = known(persons, from);
  if (&target == &source) return;
  std::move(source.faces.begin(), source.faces.end(), std::back_inserter(target.faces));
  persons.erase(position_of(persons, from));
}

void Gallery::split(std::string_view name, std::string_view other,
                    const std::function<bool(const FaceSample&)>& moves) {
  std::vector<FaceSample>& faces = known(persons, name).faces;
  if (!moves)
    throw Error(ErrorCode::invalid_argument, "split: there is no function that chooses the faces");
  if (name == other) return;
  std::vector<FaceSample> moved;
  const auto rest = std::stable_partition(faces.begin(), faces.end(),
                                          [&](const FaceSample& face) { return !moves(face); });
  std::move(rest, faces.end(), std::back_inserter(moved));
  faces.erase(rest, faces.end());
  if (moved.empty()) return;
  std::move(moved.begin(), moved.end(), std::back_inserter(known_or_new(persons, other).faces));
}

}  // namespace facetrack
