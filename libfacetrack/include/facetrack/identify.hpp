// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "facetrack/export.hpp"
#include "facetrack/quality.hpp"
#include "facetrack/track.hpp"

namespace facetrack {

/// A picture of the person looked for, or (`is_target` false) of somebody who is not.
struct Reference {
  std::string name;  ///< shown to people: the file's path
  Embedding embedding;
  bool is_target = true;
  FaceQuality quality;
};

/// Makes a reference of a picture. `face`: which face, 0 the largest; -1 the largest, with a
/// logged remark when there are several.
/// Throws Error(unsupported) saying what is wrong: no face, too small, too blurred.
FACETRACK_EXPORT Reference make_reference(const std::string& name, const Frame& picture,
                                          Detector& detector, Embedder& embedder,
                                          bool is_target = true, int face = -1);

enum class Verdict : std::uint8_t {
  target,
  other_person,
  uncertain,
  too_small,
  too_short,
  blurred,
  turned_away,
  reference_excluded,  ///< a reference that is not the target is nearer
};

struct Identification {
  int track = 0;  ///< FaceTrack::id
  Verdict verdict = Verdict::uncertain;
  float distance = 0;    ///< of the person's mean face to the references; what is judged
  float confidence = 0;  ///< in [0, 1]: that this track is the target
};

/// Limits for the distance between a person's mean face, over many frames, and a reference.
struct IdentifyOptions {
  float match = 0;      ///< below it a person is the target
  float uncertain = 0;  ///< above it he is not; between the two nothing is certain
};

/// The limits that suit an embedder: its own, made for single pictures, tightened for mean faces.
FACETRACK_EXPORT IdentifyOptions identify_options(const Embedder& embedder);

/// Pure. One verdict per track, in their order. Tracks are first grouped into persons by what they
/// look like in this video, so a profile is judged together with the frontal views of the same
/// person; what stays in doubt is reported as uncertain. Two tracks seen on one frame are never
/// both the target. Throws Error(invalid_argument) unless 0 < match <= uncertain.
FACETRACK_EXPORT std::vector<Identification> identify(std::span<const FaceTrack> tracks,
                                                      std::span<const Reference> references,
                                                      const IdentifyOptions& options);

/// Pure. Groups tracks into persons: result[i] is the person of tracks[i], numbered from 0 by
/// time on screen, longest first; -1 where nothing can be said. Two tracks seen on one frame are
/// never one person.
FACETRACK_EXPORT std::vector<int> cluster_persons(std::span<const FaceTrack> tracks,
                                                  const IdentifyOptions& options);

}  // namespace facetrack
