// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/analysis.hpp"
#include "facetrack/clip.hpp"
#include "facetrack/export.hpp"
#include "facetrack/expression.hpp"

namespace facetrack {

/// A face on one frame, and its expression.
struct ExpressionFace {
  int track = 0;
  std::int64_t frame = 0;
  Box box;               ///< rounded to 0.1 pixel, as in the files
  float confidence = 0;  ///< of the detector; between two detections the lower of both
  ExpressionToken token;
};

/// The most expressive, steadiest sequences of a video.
struct ExpressionResult {
  int asked = 0;   ///< the number of sequences requested
  int length = 0;  ///< frames of each sequence
  ExpressionWeights weights{};
  std::vector<ExpressionFace> faces{};  ///< by frame, then track
  std::vector<FaceRun> runs{};
  std::vector<ScoredWindow> windows{};    ///< all windows of this length
  std::vector<ScoredWindow> sequences{};  ///< the chosen ones, best first
  std::vector<ClipPlan> plans{};          ///< one per sequence
  std::vector<WrittenClip> clips{};
  std::string why{};  ///< why there are fewer sequences than requested
};

/// Pure. The texts of analysis/frame_data.json, analysis/sequences.json, clips/clip_metadata.json
/// and clips/extraction_summary.txt (docs/formats.md).
FACETRACK_EXPORT std::string frame_data_json(const Analysis& film, const ExpressionResult& result);
FACETRACK_EXPORT std::string sequences_json(const ExpressionResult& result);
FACETRACK_EXPORT std::string clip_metadata_json(const ExpressionResult& result);
FACETRACK_EXPORT std::string extraction_summary(const Analysis& film,
                                                const ExpressionResult& result);
/// Pure. The faces of a frame_data.json of `film`. Throws Error(corrupt_input), and
/// Error(unsupported) if the text does not belong to this analysis.
FACETRACK_EXPORT std::vector<ExpressionFace> faces_from_frame_data(std::string_view text,
                                                                   const Analysis& film);

}  // namespace facetrack
