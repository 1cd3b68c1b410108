// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/analysis.hpp"
#include "facetrack/export.hpp"
#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"
#include "facetrack/track.hpp"

namespace facetrack {

struct Person {
  std::string name{};  ///< unique in a gallery
  std::vector<FaceSample> faces{};
};

/// People known by name, with the limits of the embedder that made their faces. A value: many
/// threads may read one.
struct FACETRACK_EXPORT Gallery {
  std::string model{};   ///< Embedder::model_id() of every face
  MatchLimits limits{};  ///< used by identify(); a smaller mean_face is stricter
  std::vector<Person> persons{};

  Gallery() = default;
  explicit Gallery(const Embedder& embedder)
      : model(embedder.model_id()), limits(embedder.limits()) {}

  /// Adds a face to the person `name`, who may be new. Throws Error(invalid_argument) for an empty
  /// name and for a face of another model.
  void enrol(std::string_view name, FaceSample face);
  /// Adds all samples of the track; `source` names the film.
  void enrol(std::string_view name, const FaceTrack& track, std::string_view source);
  /// Null for an unknown name. The pointer is valid until the gallery changes.
  const Person* find(std::string_view name) const noexcept;
  /// Moves all faces of `from` to `into` and removes `from`. Throws Error(not_found) for an unknown
  /// name; so does split().
  void merge(std::string_view into, std::string_view from);
  /// Moves the faces for which `moves` is true to `other`, known or new.
  void split(std::string_view name, std::string_view other,
             const std::function<bool(const FaceSample&)>& moves);
};

/// The face on a photo, embedded. `which` counts the faces from 0, the largest; -1 is the largest,
/// with a warning in the log if there are several. `source` names the photo in messages. Throws
/// Error(unsupported) saying why the photo cannot be used: no face, too small, too blurred.
FACETRACK_EXPORT FaceSample sample_photo(const Frame& photo, Detector& detector, Embedder& embedder,
                                         std::string_view source, int which = -1);

/// Pure. The mean of the embeddings, weighted by quality, of unit length, with the mean of their
/// commonness; nullopt without samples.
/// The errors of single profile or blurred faces cancel out.
FACETRACK_EXPORT std::optional<Embedding> mean_face(std::span<const FaceSample> samples);

enum class Verdict : std::uint8_t {
  match,
  other_person,
  uncertain,
  too_small,
  too_short,
  blurred,
  turned_away
};

struct Identification {
  int track = 0;  ///< FaceTrack::id
  /// match: this person. other_person: whom it shows instead of `only`, if the gallery has them.
  /// Other verdicts: the nearest person, if the track could be compared. Otherwise empty.
  std::string person{};
  Verdict verdict = Verdict::uncertain;
  /// From the mean face of the track's group to the nearest known face, corrected for the
  /// Embedding::commonness of both.
  float distance = 0;
  float confidence = 0;  ///< in [0, 1], that the track is the nearest person; 0.5 at the limit
  std::string reason{};  ///< a sentence that says why a track is uncertain; otherwise empty
};

/// Pure. One entry per track, in their order. Tracks are grouped first, so that a profile is judged
/// with the frontal views of the same person; two tracks on one frame are never one person. With
/// `only`, all distances are to this person, and a track that is nearer to somebody else of the
/// gallery is an other_person. Throws Error: invalid_argument for tracks of another model and
/// unless 0 < limits.mean_face <= limits.uncertain; not_found for an unknown name.
FACETRACK_EXPORT std::vector<Identification> identify(std::span<const FaceTrack> tracks,
                                                      const Gallery& people,
                                                      std::string_view only = {});
/// Pure. Judges one track alone, without a group: for live analysis.
FACETRACK_EXPORT Identification identify(const FaceTrack& track, const Gallery& people);

/// Pure. Copies of the tracks that match `person`. The second function calls identify() itself,
/// with `person` as `only`.
FACETRACK_EXPORT std::vector<FaceTrack> tracks_of(const Analysis& film,
                                                  std::span<const Identification> who,
                                                  std::string_view person);
FACETRACK_EXPORT std::vector<FaceTrack> tracks_of(const Analysis& film, const Gallery& people,
                                                  std::string_view person);

/// Tracks of one video that show the same person, whose name is not known.
struct FoundPerson {
  std::string name{};         ///< "person_01"
  std::vector<int> tracks{};  ///< FaceTrack::id of each
  std::int64_t frames = 0;    ///< on which the person is visible
  std::int64_t best_frame = 0;
  int best_track = 0;  ///< has the best picture of the face, on best_frame
  MediaTime on_screen{};
};

/// Pure. Everybody in a video, longest on screen first. A track without a usable face belongs to no
/// person.
FACETRACK_EXPORT std::vector<FoundPerson> find_persons(const Analysis& film,
                                                       const MatchLimits& limits);

}  // namespace facetrack
