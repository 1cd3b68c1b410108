// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "facetrack/library_facts.hpp"

namespace facetrack::testing {

/// An embedder of vectors that tests make up.
class MadeUpEmbedder final : public Embedder {
 public:
  explicit MadeUpEmbedder(std::string model = "made-up") : model_(std::move(model)) {}
  std::string_view model_id() const noexcept override { return model_; }
  MatchLimits limits() const noexcept override { return {1.1F, 1.0F, 1.2F}; }
  std::vector<Embedding> embed(const ImageView&, std::span<const Detection>) override { return {}; }

 private:
  std::string model_;
};

/// A face of the made-up person `who`: near to the other faces of the same number (distance about
/// 0.4), far from all others (about 1.4).
inline Embedding face_of(unsigned who, unsigned variant, std::size_t dimensions = 64) {
  std::mt19937 person(who);
  std::mt19937 picture(who * 7919 + variant + 1);
  // Each has a value in reserve, which must not come from the other one's numbers.
  std::normal_distribution<float> of_person;
  std::normal_distribution<float> of_picture;
  Embedding face{"made-up", std::vector<float>(dimensions)};
  double squares = 0;
  for (float& value : face.values) {
    value = of_person(person) + 0.3F * of_picture(picture);
    squares += static_cast<double>(value) * value;
  }
  for (float& value : face.values) value /= static_cast<float>(std::sqrt(squares));
  return face;
}

/// Somebody who appears once, from `first` to `last`.
inline SeenPerson seen_person(unsigned who, unsigned variant, std::int64_t first,
                              std::int64_t last) {
  const Rational base{1, 25};
  Appearance one;
  one.first_frame = first;
  one.last_frame = last;
  one.time = {{first, base}, {last + 1, base}};
  one.best_frame = first;
  one.best_time = {first, base};
  one.best_box = {10, 20, 30, 40};
  for (unsigned i = 0; i < 3; ++i) {
    one.samples.push_back({first + i,
                           {0.5F + 0.1F * static_cast<float>(i), 0.8F, 0.7F, 40},
                           face_of(who, 10 * variant + i),
                           "picture " + std::to_string(who),
                           {}});
  }
  return {{one}, {}};
}

/// A video in which these people appear one after the other.
inline SeenVideo seen_video(const std::string& name, const std::vector<unsigned>& people,
                            unsigned variant = 0) {
  SeenVideo video;
  video.facts.file = "/films/" + name;
  video.facts.source_id = "id of " + name;
  video.facts.duration = {5000, {1, 25}};
  video.facts.frames = 5000;
  video.facts.width = 1280;
  video.facts.height = 720;
  video.facts.frame_rate = {25, 1};
  video.facts.looks = 100;
  std::int64_t frame = 0;
  for (const unsigned who : people) {
    video.persons.push_back(seen_person(who, variant, frame, frame + 50));
    frame += 100;
  }
  return video;
}

/// The gallery of a search for the made-up person.
inline Gallery looking_for(unsigned who) {
  Gallery people{MadeUpEmbedder()};
  FaceSample sample;
  sample.quality = {0.9F, 0.9F, 0.9F, 100};
  sample.embedding = face_of(who, 999);
  people.enrol("target", sample);
  return people;
}

}  // namespace facetrack::testing
