// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "bridge/join_cost.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>

#include "facetrack/opencv.hpp"

#include "bridge/warp.hpp"
#include "face/faces_in.hpp"

namespace facetrack::bridge {
namespace {

constexpr int sketch_length = 160;  // pixels of the longer side
constexpr int colour_length = 320;
constexpr double grey_levels_per_cost = 10.0;
// Weights of the fine difference, the coarse difference and the rest after motion compensation.
constexpr double fine_share = 0.25;
constexpr double coarse_share = 0.25;
constexpr double residual_share = 0.5;
// A join that moves more than this many times the usual motion per frame looks hurried: each
// doubling costs as much as a grey level. Every interpolated frame costs a little, too.
constexpr double hurry_from = 1.5;
constexpr double hurry_price = 0.1;
constexpr double invented_price = 0.01;
constexpr double face_price = 0.3;  // per face size of displacement
constexpr double still = 0.15;      // pixels of the sketch: smaller motion is noise

Frame scaled_down(const Frame& frame, int length) {
  const int longer = std::max(frame.width(), frame.height());
  if (longer <= length) return frame;
  const auto even = [&](int side) { return std::max((side * length / longer) & ~1, 2); };
  return shrink(frame, even(frame.width()), even(frame.height()));
}

double mean_difference(const cv::Mat& a, const cv::Mat& b) {
  cv::Mat difference;
  cv::absdiff(a, b, difference);
  return cv::mean(difference)[0];
}

double apart(Point a, Point b) {
  return std::hypot(static_cast<double>(a.x - b.x), static_cast<double>(a.y - b.y));
}

}  // namespace

Sketch sketch_of(const Frame& frame, bool with_colour) {
  Sketch sketch;
  const Frame small = scaled_down(frame, sketch_length);
  sketch.luma = as_mat(small.luma()).clone();
  cv::resize(sketch.luma, sketch.coarse, {}, 0.25, 0.25, cv::INTER_AREA);
  if (with_colour) sketch.colour = scaled_down(frame, colour_length);
  return sketch;
}

PairCost pair_cost(const Sketch& a, const Sketch& b) {
  PairCost cost;
  const double fine = mean_difference(a.luma, b.luma);
  const double coarse = mean_difference(a.coarse, b.coarse);
  double residual = fine;
  if (std::min(a.luma.cols, a.luma.rows) >= 32) {  // smaller pictures are too small for a pyramid
    const auto search = cv::DISOpticalFlow::create(cv::DISOpticalFlow::PRESET_ULTRAFAST);
    search->setFinestScale(1);
    cv::Mat flow;
    search->calc(a.luma, b.luma, flow);
    residual = mean_difference(a.luma, warp(b.luma, flow, 1.0F, cv::INTER_LINEAR));
    std::vector<float> lengths;
    for (int y = 2; y < flow.rows; y += 4) {
      for (int x = 2; x < flow.cols; x += 4) {
        const auto& f = flow.at<cv::Point2f>(y, x);
        lengths.push_back(std::sqrt(f.dot(f)));
      }
    }
    const auto place = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() * 9 / 10);
    std::nth_element(lengths.begin(), place, lengths.end());
    cost.motion = static_cast<double>(*place);
  }
  cost.look = (fine_share * fine + coarse_share * coarse + residual_share * residual) /
              grey_levels_per_cost;
  return cost;
}

double face_cost(const Sketch& a, const Sketch& b, Detector& detector) {
  const auto faces_a = faces_in(to_bgr24(a.colour).image(), detector);
  const auto faces_b = faces_in(to_bgr24(b.colour).image(), detector);
  if (faces_a.empty() && faces_b.empty()) return 0;
  if (faces_a.empty() || faces_b.empty()) return face_price;
  const Detection& p = faces_a.front();
  const Detection& q = faces_b.front();
  const double size = static_cast<double>(std::max(p.box.height, q.box.height)) + 1e-3;
  double cost = apart(p.box.center(), q.box.center()) / size +
                std::abs(std::log((static_cast<double>(p.box.area()) + 1) /
                                  (static_cast<double>(q.box.area()) + 1))) /
                    2;
  if (p.landmarks && q.landmarks) {  // positions of the points within the face show pose and mouth
    for (std::size_t i = 0; i < p.landmarks->size(); ++i) {
      const auto within = [](Point point, const Box& box) {
        return Point{point.x - box.center().x, point.y - box.center().y};
      };
      cost += apart(within((*p.landmarks)[i], p.box), within((*q.landmarks)[i], q.box)) / size;
    }
  }
  return face_price * cost;
}

double join_cost(const PairCost& pair, std::int64_t interpolated, double usual_motion) {
  const double per_frame = pair.motion / static_cast<double>(interpolated + 1);
  const double usual = hurry_from * std::max(usual_motion, still);
  const double hurry = per_frame > usual ? std::log2(per_frame / usual) : 0;
  return pair.look + hurry_price * hurry + invented_price * static_cast<double>(interpolated);
}

}  // namespace facetrack::bridge
