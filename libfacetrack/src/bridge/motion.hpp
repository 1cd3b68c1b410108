// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <opencv2/core.hpp>

namespace facetrack::bridge {

/// The motion between two pictures, each seen from itself, on a grid that may be coarser.
struct MotionPair {
  int shrink = 1;          ///< a grid pixel is a square of so many pixels a side
  cv::Mat a, b;            ///< CV_8UC3, the pictures on the grid
  cv::Mat grey_a, grey_b;  ///< CV_8U, the same
  cv::Mat forward;         ///< CV_32FC2, grid pixels: where a pixel of a is in b
  cv::Mat backward;        ///< where a pixel of b is in a
  /// CV_32F: how far each is believed, in (0, 1].
  cv::Mat trust_forward, trust_backward;
};

/// Requires: two CV_8UC3 pictures of one size.
MotionPair estimate_motion(const cv::Mat& a, const cv::Mat& b);

/// Fills in how far both motions of `pair` are believed.
void trust_motion(MotionPair& pair);

/// The motion at each pixel of the picture at a moment t.
struct MotionAt {
  int shrink = 1;  ///< as of the MotionPair
  /// CV_32FC4 on the grid: the motion from a to b (x, y), the share of picture a in the mix, and
  /// how far the motion does not explain the pictures, both in [0, 1].
  cv::Mat motion;
  cv::Mat calm;  ///< CV_32FC2: the motion of the surroundings, for where the other does not fit
};

/// From here on what the motion does not explain is given the calm motion's part.
constexpr float unclear_enough = 0.05F;

/// Carries both motions to the moment `t` in (0, 1).
MotionAt motion_at(const MotionPair& pair, float t);

/// Pixels that the pictures to sample from have around them.
constexpr int sampling_border = 4;

/// Mixes the picture at `t`, CV_8UC3, with a spline that keeps the finest detail. `a` and `b`: the
/// pictures, CV_32FC4, as of spline_source(). Takes a grid as fine as they are.
cv::Mat render_thorough(const cv::Mat& a, const cv::Mat& b, const MotionAt& at, float t);
cv::Mat spline_source(const cv::Mat& bgr);

/// The same in a fifth of the time, for large pictures. `a` and `b`: CV_8UC4, as of byte_source().
cv::Mat render_quick(const cv::Mat& a, const cv::Mat& b, const MotionAt& at, float t);
cv::Mat byte_source(const cv::Mat& bgr);

/// Keeps the detail in which both pictures agree and calms where they differ, which is noise or a
/// motion not found. `mix`: CV_32FC4; `difference`: half of what the pictures differ by, CV_32FC4.
/// Gives the rows `rows` as CV_8UC3.
void keep_agreed_detail(const cv::Mat& mix, const cv::Mat& difference, cv::Range rows,
                        cv::Mat& out);
/// How far keep_agreed_detail() looks around a pixel.
constexpr int detail_reach = 16;

}  // namespace facetrack::bridge
