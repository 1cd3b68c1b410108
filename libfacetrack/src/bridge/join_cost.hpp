// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <opencv2/core.hpp>

#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"

namespace facetrack::bridge {

/// The reduced copies of a frame that the search for a join compares.
struct Sketch {
  cv::Mat luma;    ///< CV_8U, about 160 pixels long
  cv::Mat coarse;  ///< CV_8U, a quarter of that
  Frame colour;    ///< yuv420p, about 320 pixels long; only if faces are compared
};
Sketch sketch_of(const Frame& frame, bool with_colour);

struct PairCost {
  double look = 0;    ///< difference that motion does not explain; 1: ten grey levels
  double motion = 0;  ///< 90th percentile of the motion, in pixels of the sketch
};
/// The visible difference of two frames: at two scales, and the rest after motion compensation.
PairCost pair_cost(const Sketch& a, const Sketch& b);

/// The difference of the faces in two sketches: position, size, and positions of eyes, nose and
/// mouth.
double face_cost(const Sketch& a, const Sketch& b, Detector& detector);

/// The cost of one join. `usual_motion`: motion per frame in the source.
double join_cost(const PairCost& pair, std::int64_t interpolated, double usual_motion);

/// Largest cost of a credible join. The best joins of talking heads cost 0.1 to 0.4. At 1.55 a
/// turned head shows ghosts. Joins across scenes cost 3.5 to 7.8, between dark shots of one film
/// 1.4.
inline constexpr double join_limit = 1.3;

}  // namespace facetrack::bridge
