// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "bridge/spread_motion.hpp"

#include <array>

#include <opencv2/imgproc.hpp>

#include "bridge/block_difference.hpp"
#include "bridge/warp.hpp"

namespace facetrack::bridge {
namespace {

constexpr int patch_reach = 2;      // pixels around the one in the middle: patches of 5
constexpr float bad_patch = 8.0F;   // mean grey levels from which a pixel looks for another motion
constexpr float patch_gain = 0.7F;  // part of the old difference that the new one must stay under
constexpr double other_motion = 1.0;  // pixels from which two motions count as different

// The surroundings of a pixel against those of where it goes, mean grey levels; both bordered.
float patch_difference(const cv::Mat& a, cv::Point at, const cv::Mat& b, cv::Point to) {
  constexpr int size = 2 * patch_reach + 1;
  return static_cast<float>(block_difference(a, at, b, to, size)) / (3.0F * size * size);
}

// One sweep over the picture: badly fitting pixels try the motions of `before`, pixels that the
// sweep has already passed, in four directions near and far.
void sweep(const cv::Mat& a, const cv::Mat& b, bool backwards, cv::Mat& residual, cv::Mat& flow) {
  const std::array<cv::Point, 8> before = {cv::Point(-1, 0),  {0, -1}, {-4, 0},  {0, -4},
                                           cv::Point(-4, -4), {4, -4}, {-12, 0}, {0, -12}};
  const cv::Rect picture({0, 0}, flow.size());
  for (int i = 0; i < flow.rows; ++i) {
    const int y = backwards ? flow.rows - 1 - i : i;
    for (int j = 0; j < flow.cols; ++j) {
      const int x = backwards ? flow.cols - 1 - j : j;
      float& now = residual.at<float>(y, x);
      if (now < bad_patch) continue;
      auto& own = flow.at<cv::Point2f>(y, x);
      for (const cv::Point way : before) {
        const cv::Point other = cv::Point(x, y) + (backwards ? -way : way);
        if (!picture.contains(other)) continue;
        const cv::Point2f motion = flow.at<cv::Point2f>(other);
        if (cv::norm(motion - own) < other_motion) continue;
        const cv::Point to(cvRound(static_cast<float>(x) + motion.x),
                           cvRound(static_cast<float>(y) + motion.y));
        if (!picture.contains(to)) continue;
        const float difference = patch_difference(a, {x, y}, b, to);
        if (difference < patch_gain * now) {
          now = difference;
          own = motion;
        }
      }
    }
  }
}

}  // namespace

cv::Mat spread_good_motions(const cv::Mat& a, const cv::Mat& b, const cv::Mat& flow) {
  constexpr int r = patch_reach;
  cv::Mat difference;
  cv::absdiff(a, warp(b, flow, 1.0F, cv::INTER_LINEAR), difference);
  cv::Mat residual;
  cv::transform(difference, residual, cv::Matx13f(1 / 3.0F, 1 / 3.0F, 1 / 3.0F));
  residual.convertTo(residual, CV_32F);
  cv::blur(residual, residual, {2 * r + 1, 2 * r + 1});
  cv::Mat bordered_a;
  cv::Mat bordered_b;
  cv::copyMakeBorder(a, bordered_a, r, r, r, r, cv::BORDER_REPLICATE);
  cv::copyMakeBorder(b, bordered_b, r, r, r, r, cv::BORDER_REPLICATE);
  cv::Mat spread = flow.clone();
  sweep(bordered_a, bordered_b, false, residual, spread);
  sweep(bordered_a, bordered_b, true, residual, spread);
  return spread;
}

}  // namespace facetrack::bridge
