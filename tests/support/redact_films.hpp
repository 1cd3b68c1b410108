// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "facetrack/frame.hpp"

#include "support/scene.hpp"

namespace facetrack::testing {

/// A little film with exact truth that makes it hard to hide every face.
struct RedactFilm {
  std::string name;
  std::shared_ptr<const Scene> scene;
};

/// Crossings, appearances of one to three frames, covers, profiles, sizes from 16 to 400 pixels,
/// pans, cuts and dissolves. Another seed: other people, places and speeds. In each film the actor
/// of redact_target() takes part.
std::vector<RedactFilm> redact_films(std::uint64_t seed);
int redact_target(std::uint64_t seed);
/// A "photo" of an actor: other light, other expression, other place.
Frame photo_of(const ActorLook& look);
Frame photo_of(int actor);

/// Writes the film as H.264 with a click track.
void write_film(const RedactFilm& film, const std::filesystem::path& file);

/// How much of the finer detail of the face in `box` is the same on both pictures: about 1 for an
/// untouched face, about 0 for a hidden one.
double shared_detail(const Frame& source, const Frame& written, const Box& box);
/// The mean difference of the brightness in the inner part of the face, in grey levels.
double brightness_change(const Frame& source, const Frame& written, const Box& box);

/// The faces of a film, counted by frame.
struct Exposure {
  int hidden = 0;           ///< faces that had to be hidden
  int exposed = 0;          ///< ... of which can be seen
  int kept = 0;             ///< faces that had to stay
  int touched = 0;          ///< ... of which were changed
  double most_shared = 0;   ///< the largest shared_detail() of a face that had to be hidden
  double least_shared = 1;  ///< the smallest one of a face that had to stay
  std::vector<std::string> where{};  ///< "crossing, frame 12: actor 3, 45 px"
};
/// Compares the written film with the source and the truth. `must_hide` says for each actor whether
/// they must be hidden. Faces below `least` pixels do not count, nor do hidden ones of which less
/// than a third can be seen or whose middle a shown person covers, and kept ones that somebody
/// covers.
Exposure exposure_of(const RedactFilm& film, const std::filesystem::path& source,
                     const std::filesystem::path& written,
                     const std::function<bool(int actor)>& must_hide, float least = 20);

}  // namespace facetrack::testing
