// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "facetrack/control.hpp"
#include "facetrack/export.hpp"
#include "facetrack/expression.hpp"
#include "facetrack/expression_report.hpp"
#include "facetrack/job.hpp"

namespace facetrack {

/// Finds the most expressive, steadiest sequences of a video and writes analysis/, clips/,
/// tracks.json and report.html (docs/formats.md). With Existing::reuse it uses the stored faces and
/// tokens of an earlier run. Requires a video that can seek.
struct ExpressionJob {
  JobVideo video{};
  JobOutput output{.folder = "clip_generation_output"};
  int sequences = 10;  ///< fewer if there are fewer
  int length = 30;     ///< frames of a sequence
  ExpressionWeights weights{};
  bool allow_overlap = false;
  double min_confidence = 0.7;  ///< faces with a lower score of the detector are ignored
  int subject = 0;              ///< 0: everybody; 1: the first person of find_persons(), and so on
  std::vector<std::filesystem::path> references{};  ///< not empty: only the person on these photos
  std::optional<float> match{};                     ///< instead of MatchLimits::mean_face
  /// Called once by the calling thread and once by each worker thread, possibly several at once.
  std::function<std::unique_ptr<ExpressionModel>()> model = [] { return make_expression_model(); };
  CropMode crop = CropMode::none;
  double margin = 0.4;         ///< as in PlanOptions; not used with CropMode::none
  ClipWriterOptions writer{};  ///< as in ClipFiles
  bool write_clips = true;     ///< false: only the lists and the page
};

struct ExpressionOutcome {
  Analysis analysis{};
  ExpressionResult result{};
  bool cancelled = false;  ///< stopped early
  bool reused = false;     ///< a stored analysis was used
};

/// Throws what run_track() throws, and Error(invalid_argument) if there is no such subject.
FACETRACK_EXPORT ExpressionOutcome run_expressions(const ExpressionJob& job,
                                                   const RunControl& control = {});

}  // namespace facetrack
