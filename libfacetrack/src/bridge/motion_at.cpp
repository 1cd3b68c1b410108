// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <opencv2/imgproc.hpp>

#include "bridge/motion.hpp"
#include "bridge/warp.hpp"
#include "core/fast.hpp"

namespace facetrack::bridge {
namespace {

// How far a pixel's motion is believed: exp(-(photo * grey levels + consistency * pixels)). Fitted
// on Middlebury and on faces: more trust sharpens the one, less calms eyes that dart in the other.
constexpr float photo_weight = 0.17F;
constexpr float consistency_weight = 1.0F;
constexpr float least_confidence = 6e-6F;

// A target pixel that receives less than this counts as unseen, and its motion is filled in.
constexpr float enough_weight = 0.04F;
// Grid pixels over which the carried motions are averaged, each by its confidence.
constexpr double smooth_sigma = 1.15;
// From the first to the second mean difference (grey levels) the calm motion takes over.
constexpr float unclear_from = 4.0F;
constexpr float unclear_to = 60.0F;
constexpr int unclear_window = 7;
constexpr double calm_sigma = 7.0;  // grid pixels

// Sums at a pixel of a grid: the motion times its weight (x, y), and the weights of the pixels that
// moved there from a and from b.
using Arrived = float __attribute__((vector_size(16)));

FACETRACK_INLINE float weight(Arrived v) { return v[2] + v[3]; }

// Throws every pixel `along` its flow onto the grid. `item`: what one of weight 1 and motion (1, 1)
// brings.
FACETRACK_FAST void splat_row(const float* flow, const float* confidence, int y, cv::Size grid,
                              float along, Arrived item, Arrived* sum) {
  for (int x = 0; x < grid.width; ++x) {
    const float px = static_cast<float>(x) + along * flow[2 * x];
    const float py = static_cast<float>(y) + along * flow[2 * x + 1];
    if (!(px > -1 && py > -1 && px < static_cast<float>(grid.width) &&
          py < static_cast<float>(grid.height))) {
      continue;
    }
    const int left = static_cast<int>(px + 1) - 1;  // floor, for px > -1
    const int top = static_cast<int>(py + 1) - 1;
    const float ax = px - static_cast<float>(left);
    const float ay = py - static_cast<float>(top);
    const Arrived motion = {flow[2 * x], flow[2 * x + 1], 1, 1};
    const Arrived brought = item * motion * confidence[x];
    Arrived* at = sum + static_cast<std::ptrdiff_t>(top) * grid.width + left;
    for (int dy = 0; dy < 2; ++dy, at += grid.width) {
      if (top + dy < 0 || top + dy >= grid.height) continue;
      const Arrived part = brought * (dy == 0 ? 1 - ay : ay);
      if (left >= 0) at[0] += part * (1 - ax);
      if (left + 1 < grid.width) at[1] += part * ax;
    }
  }
}

FACETRACK_FAST void fill_row(const Arrived* from, Arrived* sum, int width) {
  for (int x = 0; x < width; ++x) {
    const float here = weight(sum[x]);
    const float there = weight(from[x]);
    if (here < enough_weight && there > 0) sum[x] += from[x] * ((enough_weight - here) / there);
  }
}

// Where little arrived, the surroundings at ever coarser scales answer.
void fill(cv::Mat& sum) {
  if (sum.cols < 4 || sum.rows < 4) return;
  cv::Mat coarse;
  cv::resize(sum, coarse, {(sum.cols + 1) / 2, (sum.rows + 1) / 2}, 0, 0, cv::INTER_AREA);
  fill(coarse);
  cv::Mat up;
  cv::resize(coarse, up, sum.size(), 0, 0, cv::INTER_LINEAR);
  for (int y = 0; y < sum.rows; ++y) {
    fill_row(up.ptr<Arrived>(y), sum.ptr<Arrived>(y), sum.cols);
  }
}

// |a - b|, both seen along the motion, in the mean of the surroundings.
cv::Mat disagreement(const cv::Mat& a, const cv::Mat& b, const cv::Mat& motion, float t) {
  cv::Mat difference;
  cv::absdiff(warp(a, motion, -t, cv::INTER_LINEAR), warp(b, motion, 1 - t, cv::INTER_LINEAR),
              difference);
  cv::Mat result;
  cv::boxFilter(difference, result, CV_32F, {unclear_window, unclear_window});
  return result;
}

// The motion of the surroundings; smooth, so a quarter of the grid carries it.
cv::Mat calm_motion(const cv::Mat& motion) {
  cv::Mat small;
  cv::resize(motion, small, {(motion.cols + 3) / 4, (motion.rows + 3) / 4}, 0, 0, cv::INTER_AREA);
  cv::GaussianBlur(small, small, {}, calm_sigma / 4);
  cv::Mat calm;
  cv::resize(small, calm, motion.size(), 0, 0, cv::INTER_LINEAR);
  return calm;
}

// exp(x) for x <= 0, within 0.2 %: (1 + x / 256)^256 where that is not nothing.
FACETRACK_INLINE float decay(float x) {
  float v = greater(1 + x * (1.0F / 256), 0.0F);
  for (int i = 0; i < 8; ++i) v *= v;
  return v;
}

FACETRACK_FAST void confidence_row(const unsigned char* difference, const float* there,
                                   const float* returned, float* out, int width) {
  for (int x = 0; x < width; ++x) {
    const float gx = there[2 * x] + returned[2 * x];
    const float gy = there[2 * x + 1] + returned[2 * x + 1];
    const float doubt = photo_weight * static_cast<float>(difference[x]) +
                        consistency_weight * std::sqrt(gx * gx + gy * gy);
    out[x] = greater(decay(-doubt), least_confidence);
  }
}

FACETRACK_FAST void motion_row(const Arrived* sum, float* motion, int width) {
  for (int x = 0; x < width; ++x) {
    const float k = 1 / greater(weight(sum[x]), 1e-6F);
    motion[2 * x] = sum[x][0] * k;
    motion[2 * x + 1] = sum[x][1] * k;
  }
}

FACETRACK_FAST void share_row(const float* motion, const Arrived* arrived, const float* differs,
                              float t, float* out, int width) {
  constexpr float none = 1e-4F;
  for (int x = 0; x < width; ++x) {
    const float seen_a = arrived[x][2];
    const float seen_b = arrived[x][3];
    // A pixel that only one picture sees is taken from that one; else both count by nearness.
    const float from_a = (1 - t) * (seen_a + seen_b * t + none);
    const float from_b = t * (seen_b + seen_a * (1 - t) + none);
    const float unclear = (differs[x] - unclear_from) * (1 / (unclear_to - unclear_from));
    out[4 * x] = motion[2 * x];
    out[4 * x + 1] = motion[2 * x + 1];
    out[4 * x + 2] = from_a / (from_a + from_b);
    out[4 * x + 3] = lesser(greater(unclear, 0.0F), 1.0F);
  }
}

cv::Mat confidence(const cv::Mat& a, const cv::Mat& b, const cv::Mat& there, const cv::Mat& back) {
  cv::Mat difference;
  cv::absdiff(a, warp(b, there, 1.0F, cv::INTER_LINEAR), difference);
  cv::blur(difference, difference, {3, 3});
  const cv::Mat returned = warp(back, there, 1.0F, cv::INTER_LINEAR);
  cv::Mat result(a.size(), CV_32F);
  for (int y = 0; y < a.rows; ++y) {
    confidence_row(difference.ptr<uchar>(y), there.ptr<float>(y), returned.ptr<float>(y),
                   result.ptr<float>(y), a.cols);
  }
  return result;
}

}  // namespace

void trust_motion(MotionPair& pair) {
  pair.trust_forward = confidence(pair.grey_a, pair.grey_b, pair.forward, pair.backward);
  pair.trust_backward = confidence(pair.grey_b, pair.grey_a, pair.backward, pair.forward);
}

MotionAt motion_at(const MotionPair& pair, float t) {
  const cv::Size grid = pair.a.size();
  cv::Mat arrived = cv::Mat::zeros(grid, CV_32FC4);
  for (int y = 0; y < grid.height; ++y) {
    splat_row(pair.forward.ptr<float>(y), pair.trust_forward.ptr<float>(y), y, grid, t,
              Arrived{1, 1, 1, 0}, arrived.ptr<Arrived>());
    splat_row(pair.backward.ptr<float>(y), pair.trust_backward.ptr<float>(y), y, grid, 1 - t,
              Arrived{-1, -1, 0, 1}, arrived.ptr<Arrived>());
  }
  cv::Mat sum;
  cv::GaussianBlur(arrived, sum, {}, smooth_sigma);
  fill(sum);
  cv::Mat motion(grid, CV_32FC2);
  for (int y = 0; y < grid.height; ++y) {
    motion_row(sum.ptr<Arrived>(y), motion.ptr<float>(y), grid.width);
  }
  const cv::Mat differs = disagreement(pair.grey_a, pair.grey_b, motion, t);
  MotionAt at;
  at.shrink = pair.shrink;
  at.motion.create(grid, CV_32FC4);
  for (int y = 0; y < grid.height; ++y) {
    share_row(motion.ptr<float>(y), arrived.ptr<Arrived>(y), differs.ptr<float>(y), t,
              at.motion.ptr<float>(y), grid.width);
  }
  at.calm = calm_motion(motion);
  return at;
}

}  // namespace facetrack::bridge
