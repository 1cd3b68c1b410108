// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <opencv2/core.hpp>

#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"

namespace facetrack::bridge {

/// What of a frame the search for a join looks at.
struct Sketch {
  cv::Mat luma;    ///< CV_8U, about 160 pixels long
  cv::Mat coarse;  ///< CV_8U, a quarter of that
  Frame colour;    ///< yuv420p, about 320 pixels long; only where faces are compared
};
Sketch sketch_of(const Frame& frame, bool with_colour);

struct PairCost {
  double look = 0;    ///< what no motion explains, 1: ten grey levels
  double motion = 0;  ///< 90 % of the picture moves less, pixels of the sketch
};
/// How badly two frames fit: difference at two scales and what is left of it after motion.
PairCost pair_cost(const Sketch& a, const Sketch& b);

/// How badly the faces of two sketches fit: place, size, and where eyes, nose and mouth are.
double face_cost(const Sketch& a, const Sketch& b, Detector& detector);

/// The cost of one join. `usual_motion`: from frame to frame in the source.
double join_cost(const PairCost& pair, std::int64_t interpolated, double usual_motion);

/// Joins that cost more are not credible. The best joins of talking heads cost 0.1 to 0.4; at 1.55
/// a turned head shows ghosts; joins across scenes cost 3.5 to 7.8, between dark shots of one
/// film 1.4.
inline constexpr double join_limit = 1.3;

}  // namespace facetrack::bridge
