// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string_view>

#include "facetrack/face.hpp"
#include "facetrack/gallery.hpp"

namespace facetrack {

/// A face of a video beside a known face that may be of the same person.
struct Evidence {
  float distance = 0;          ///< Euclidean distance of both faces
  float known_commonness = 0;  ///< Embedding::commonness of the known face
  float video_commonness = 0;  ///< and of the face in the video
};

struct Decision {
  Verdict verdict = Verdict::uncertain;  ///< match, other_person or uncertain
  float distance = 0;                    ///< corrected for how common both faces are
  float confidence = 0;                  ///< in [0, 1], that both faces are of one person
  std::string_view reason;               ///< of uncertain; empty otherwise
};

/// Pure. The distance after the commonness of both faces is subtracted from their similarity.
float corrected_distance(const Evidence& evidence) noexcept;

/// Pure. The distance of evidence without commonness is not changed. Requires: limits as identify()
/// does.
Decision decide(const Evidence& evidence, const MatchLimits& limits) noexcept;

}  // namespace facetrack
