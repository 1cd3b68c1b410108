// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "facetrack/export.hpp"
#include "facetrack/expression.hpp"
#include "facetrack/job.hpp"

namespace facetrack {

/// The liveliest, steadiest stretches of a video. Of JobOptions these count: video, output,
/// existing, settings, detector, embedder, model, shots, decoder, analyze, start, end, identify,
/// clips, report; and of the plan its crop and margin, where the default is the whole picture.
struct ExpressionOptions : JobOptions {
  ExpressionOptions() {
    output = "clip_generation_output";
    plan.crop = CropMode::none;
  }

  int sequences = 10;  ///< as many as exist, where there are fewer
  int length = 30;     ///< frames of a sequence
  ExpressionWeights weights;
  bool allow_overlap = false;
  double min_confidence = 0.7;  ///< a face of which the detector is less sure does not count
  /// 0: everybody. Else one person, counted as run_faces() does: 1 is the longest on screen.
  int subject = 0;
  std::vector<std::filesystem::path> references;  ///< only the person on these pictures
  std::string expression_model = "auto";          ///< as in make_expression_model()
  bool skip_analysis = false;    ///< take the analysis that an earlier run left in `output`
  bool skip_extraction = false;  ///< write no clips
};

/// A face on one frame, and where it is.
struct ExpressionFace {
  int track = 0;
  std::int64_t frame = 0;
  double time = 0;  ///< seconds from the first frame shown
  Box box;          ///< rounded to 0.1 pixel, as it is written
  float confidence = 0;
  ExpressionToken token;
};

struct ExpressionOutcome {
  std::unique_ptr<Analysis> analysis;
  std::vector<ExpressionFace> faces;  ///< by frame, then track
  std::vector<FaceRun> runs;
  std::vector<ScoredWindow> windows;    ///< all there are
  std::vector<ScoredWindow> sequences;  ///< the chosen ones, best first
  std::vector<ClipPlan> plans;          ///< one a sequence
  std::vector<WrittenClip> clips;       ///< empty with `skip_extraction`
  std::string why;                      ///< there are fewer sequences than asked for
  bool cancelled = false;  ///< finished files stay; the same job with Existing::resume goes on
};

/// Writes analysis/, clips/, tracks.json and report.html into `options.output` (docs/formats.md).
/// The result does not depend on the number of workers. Throws Error as run_track() does, and
/// invalid_argument when there is no such subject.
FACETRACK_EXPORT ExpressionOutcome run_expressions(const ExpressionOptions& options,
                                                   const RunControl& control = {});

/// What the job writes: analysis/frame_data.json and sequences.json, clips/clip_metadata.json and
/// extraction_summary.txt.
FACETRACK_EXPORT std::string frame_data_json(const ExpressionOutcome& outcome);
FACETRACK_EXPORT std::string sequences_json(const ExpressionOutcome& outcome);
FACETRACK_EXPORT std::string clip_metadata_json(const ExpressionOutcome& outcome);
FACETRACK_EXPORT std::string extraction_summary(const ExpressionOptions& options,
                                                const ExpressionOutcome& outcome);
/// The faces of a frame_data.json; their tracks are found in `analysis`.
/// Throws Error(corrupt_input), and Error(unsupported) when it does not belong to the analysis.
FACETRACK_EXPORT std::vector<ExpressionFace> faces_from_frame_data(std::string_view text,
                                                                   const Analysis& analysis);

}  // namespace facetrack
