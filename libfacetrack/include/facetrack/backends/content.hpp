// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "facetrack/export.hpp"
#include "facetrack/shot.hpp"

namespace facetrack {

/// The decision thresholds of the "content" detector, fitted on real files (docs/measurements.md).
/// ShotOptions::threshold multiplies cut_change, cut_contrast and gradual_change.
struct ContentLimits {
  float cut_change = 0.55F;      ///< share of the picture that a cut replaces
  float cut_contrast = 1.8F;     ///< residual of a cut, relative to the frames around it
  float cut_explained = 0.5F;    ///< share of a change that a flash, jolt or lamp may not explain
  float gradual_change = 0.55F;  ///< share of the picture that a dissolve, fade or wipe replaces
  float mix_left = 0.36F;        ///< squared error of a mix / squared difference of its two ends
  float wipe_left = 0.8F;        ///< share of the difference that a wipe may not explain
  float slide_left = 0.9F;       ///< the same for a picture that moves in or out
};

/// The measurements of the detector at one frame, for a table or a plot.
struct ContentMeasures {
  std::int64_t frame = 0;
  float change = 0;      ///< share of the picture not explained by the frame before, 0 to 1
  float residual = 0;    ///< mean difference in gray levels after motion compensation
  float background = 0;  ///< usual residual of the frames around this one
  float cut_score = 0;   ///< from 1 on a candidate for a cut; flashes are rejected later
};

struct ContentOptions : ShotOptions {
  ContentLimits limits;
  /// Called once per frame, in order, a few frames late, by push() and flush().
  std::function<void(const ContentMeasures&)> observer;
};

FACETRACK_EXPORT std::unique_ptr<ShotDetector> make_content_detector(
    const ContentOptions& options = {});

}  // namespace facetrack
