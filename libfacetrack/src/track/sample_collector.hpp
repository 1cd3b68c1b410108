// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "facetrack/track.hpp"

namespace facetrack {

/// Keeps small pictures of the most recognisable faces of one track, spread over its time, until
/// the track has ended and it is known which of them are worth embedding.
class SampleCollector {
 public:
  /// Looks at a detected face; keeps a copy of its surroundings if it beats what is there.
  void consider(const Frame& frame, const Detection& face);

  /// Embeds the best faces, at most `count`, best ones of equal stretches of time.
  std::vector<FaceSample> embed(Embedder& embedder, int count, bool portraits = false) const;

 private:
  struct Candidate {
    std::int64_t frame = 0;
    Frame chip;
    Detection face;  ///< in the chip
    float promise = 0;
    FaceQuality quality;
  };
  void halve();

  std::map<std::int64_t, Candidate> bins_;  ///< by frame / bin_frames_
  std::int64_t bin_frames_ = 8;
};

}  // namespace facetrack
