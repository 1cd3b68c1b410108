// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "facetrack/export.hpp"
#include "facetrack/shot.hpp"

namespace facetrack {

/// The decision thresholds of the "content" detector. The defaults are a fit; docs/shots.md says
/// how it was made. ShotOptions::threshold scales those of `cut` and `gradual` alike.
struct ContentLimits {
  float cut_change = 0.55F;      ///< share of the picture that a cut replaces
  float cut_contrast = 1.8F;     ///< how far a cut sticks out of the motion around it
  float cut_explained = 0.5F;    ///< share of a change that a flash, bump or lamp may leave over
  float gradual_change = 0.55F;  ///< share of the picture that a dissolve, fade or wipe replaces
  float mix_left = 0.25F;        ///< share of the picture power that a mix may leave unexplained
  float wipe_left = 0.6F;        ///< share of the difference that a wipe may leave unexplained
};

/// The measurements of the detector at one frame, for a table or a plot.
struct ContentMeasures {
  std::int64_t frame = 0;
  float change = 0;      ///< share of the picture not explained by the frame before, 0 to 1
  float residual = 0;    ///< mean gray levels left after the best block motion
  float background = 0;  ///< the residual usual around this frame
  float cut_score = 0;   ///< 1 and more: sticks out like a cut; flashes are sorted out after this
};

struct ContentOptions : ShotOptions {
  ContentLimits limits;
  /// Called once for every frame, in order, a few frames late, from within push() and flush().
  std::function<void(const ContentMeasures&)> observer;
};

FACETRACK_EXPORT std::unique_ptr<ShotDetector> make_content_detector(
    const ContentOptions& options = {});

}  // namespace facetrack
