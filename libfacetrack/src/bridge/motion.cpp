// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "bridge/motion.hpp"

#include <algorithm>
#include <cstddef>

#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>

#include "bridge/block_search.hpp"
#include "bridge/refine_flow.hpp"
#include "bridge/shrink.hpp"
#include "bridge/spread_motion.hpp"

namespace facetrack::bridge {
namespace {

// Pictures of up to 640x480 and some are followed pixel by pixel. What is larger has a grid of at
// most so many: 720p a third, 1080p a quarter. A grid of twice as many costs twice the time and
// gained 0.1 dB on video, and nothing when more than one picture is made.
constexpr std::size_t whole_grid_pixels = 320'000;
constexpr std::size_t coarse_grid_pixels = 130'000;
// On a coarse grid these take a third of the time for 0.02 dB.
constexpr int coarse_descents = 5;
constexpr int coarse_stride = 5;  // grid pixels between patches

// How often motion is spread and refined where the grid is whole.
constexpr int rounds = 2;

int shrink_of(std::size_t pixels) {
  if (pixels <= whole_grid_pixels) return 1;
  int by = 1;
  const auto area = [&] { return static_cast<std::size_t>(by) * static_cast<std::size_t>(by); };
  while (pixels > coarse_grid_pixels * area()) ++by;
  return by;
}

cv::Mat on_grid(const cv::Mat& picture, int by) { return by == 1 ? picture : shrink(picture, by); }

cv::Ptr<cv::DISOpticalFlow> make_flow(bool coarse) {
  auto flow = cv::DISOpticalFlow::create(cv::DISOpticalFlow::PRESET_FAST);
  flow->setFinestScale(coarse ? 1 : 0);
  if (coarse) {
    flow->setGradientDescentIterations(coarse_descents);
    flow->setPatchStride(coarse_stride);
  }
  // Its variational refinement costs as much as the rest and gained nothing over what follows.
  flow->setVariationalRefinementIterations(0);
  return flow;
}

cv::Mat floats(const cv::Mat& grey) {
  cv::Mat out;
  grey.convertTo(out, CV_32F);
  return out;
}

}  // namespace

MotionPair estimate_motion(const cv::Mat& a, const cv::Mat& b) {
  MotionPair pair;
  pair.shrink = shrink_of(a.total());
  pair.a = on_grid(a, pair.shrink);
  pair.b = on_grid(b, pair.shrink);
  cv::cvtColor(pair.a, pair.grey_a, cv::COLOR_BGR2GRAY);
  cv::cvtColor(pair.b, pair.grey_b, cv::COLOR_BGR2GRAY);
  if (std::min(pair.a.cols, pair.a.rows) < least_search_side) {  // too small for a pyramid
    pair.forward = cv::Mat::zeros(pair.a.size(), CV_32FC2);
    pair.backward = cv::Mat::zeros(pair.a.size(), CV_32FC2);
    trust_motion(pair);
    return pair;
  }
  const bool coarse = pair.shrink > 1;
  const auto flow = make_flow(coarse);
  flow->calc(pair.grey_a, pair.grey_b, pair.forward);
  flow->calc(pair.grey_b, pair.grey_a, pair.backward);
  pair.forward = rescue_fast_blocks(pair.a, pair.b, pair.forward);
  pair.backward = rescue_fast_blocks(pair.b, pair.a, pair.backward);
  // A coarse grid skips the other steps: enlarging loses most of their gain. They would add 0.06 dB
  // and take ten times as long.
  if (!coarse) {
    for (int i = 0; i < rounds; ++i) {
      pair.forward = spread_good_motions(pair.a, pair.b, pair.forward);
      pair.backward = spread_good_motions(pair.b, pair.a, pair.backward);
    }
    const cv::Mat float_a = floats(pair.grey_a);
    const cv::Mat float_b = floats(pair.grey_b);
    for (int i = 0; i < rounds; ++i) {
      pair.forward = refine_flow(float_a, float_b, pair.forward);
      pair.backward = refine_flow(float_b, float_a, pair.backward);
    }
  }
  trust_motion(pair);
  return pair;
}

}  // namespace facetrack::bridge
