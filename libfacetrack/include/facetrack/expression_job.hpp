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

/// The liveliest, steadiest sequences of a video: analysis/, clips/, tracks.json and report.html
/// (docs/formats.md). With Existing::reuse the faces and looks of an earlier run are taken over.
struct ExpressionJob {
  JobVideo video{};
  JobOutput output{.folder = "clip_generation_output"};
  int sequences = 10;  ///< as many as exist, if there are fewer
  int length = 30;     ///< frames of a sequence
  ExpressionWeights weights{};
  bool allow_overlap = false;
  double min_confidence = 0.7;  ///< a face with a lower score of the detector does not count
  int subject = 0;              ///< 1: the first of find_persons(); 0: everybody
  std::vector<std::filesystem::path> references{};  ///< not empty: only the person on these photos
  std::optional<float> match{};                     ///< instead of MatchLimits::mean_face
  /// Called once per worker, on the thread of the worker.
  std::function<std::unique_ptr<ExpressionModel>()> model = [] { return make_expression_model(); };
  CropMode crop = CropMode::none;
  double margin = 0.4;  ///< as in PlanOptions
  ClipWriterOptions writer{};
  bool write_clips = true;
};

struct ExpressionOutcome {
  Analysis analysis{};
  ExpressionResult result{};
  bool cancelled = false;
  bool reused = false;
};

/// Throws as run_track() does, and Error(invalid_argument) if there is no such subject.
FACETRACK_EXPORT ExpressionOutcome run_expressions(const ExpressionJob& job,
                                                   const RunControl& control = {});

}  // namespace facetrack
