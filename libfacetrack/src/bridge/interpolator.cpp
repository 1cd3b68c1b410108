// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <array>
#include <cmath>
#include <string>
#include <utility>

#include <opencv2/core.hpp>

#include "facetrack/bridge.hpp"
#include "facetrack/error.hpp"
#include "facetrack/opencv.hpp"

#include "bridge/motion.hpp"
#include "media/minterpolate.hpp"

namespace facetrack {
namespace {

FrameTime time_between(const Frame& a, const Frame& b, float t) {
  FrameTime time = a.time();
  const MediaTime way = b.time().pts - a.time().pts;
  time.pts.ticks += std::llround(static_cast<double>(t) * static_cast<double>(way.ticks));
  return time;
}

void require_pair(const Frame& a, const Frame& b, std::span<const float> moments) {
  if (a.empty() || a.width() != b.width() || a.height() != b.height()) {
    throw Error(ErrorCode::invalid_argument,
                "interpolation needs two pictures of one size, not " + std::to_string(a.width()) +
                    "x" + std::to_string(a.height()) + " and " + std::to_string(b.width()) + "x" +
                    std::to_string(b.height()));
  }
  for (const float t : moments) {
    if (!(t > 0 && t < 1)) {
      throw Error(
          ErrorCode::invalid_argument,
          "a moment between two pictures lies between 0 and 1, not at " + std::to_string(t));
    }
  }
}

class FlowInterpolator final : public Interpolator {
 public:
  std::vector<Frame> between(const Frame& a, const Frame& b, std::span<const float> t) override {
    require_pair(a, b, t);
    const Frame bgr_a = to_bgr24(a);
    const Frame bgr_b = to_bgr24(b);
    std::vector<Frame> result;
    try {
      const cv::Mat first = as_mat(bgr_a.image());
      const cv::Mat last = as_mat(bgr_b.image());
      const bridge::MotionPair pair = bridge::estimate_motion(first, last);
      const cv::Mat sampled_a = bridge::for_sampling(first);
      const cv::Mat sampled_b = bridge::for_sampling(last);
      for (const float moment : t) {
        const bridge::MotionAt at = bridge::motion_at(pair, moment);
        result.push_back(from_mat(bridge::render(sampled_a, sampled_b, at, pair.shrink, moment),
                                  time_between(a, b, moment)));
      }
    } catch (const cv::Exception& e) {
      throw Error(ErrorCode::backend, std::string("interpolation failed: ") + e.what());
    }
    return result;
  }
};

class BlendInterpolator final : public Interpolator {
 public:
  std::vector<Frame> between(const Frame& a, const Frame& b, std::span<const float> t) override {
    require_pair(a, b, t);
    const Frame bgr_a = to_bgr24(a);
    const Frame bgr_b = to_bgr24(b);
    std::vector<Frame> result;
    for (const float moment : t) {
      cv::Mat mix;
      cv::addWeighted(as_mat(bgr_a.image()), 1.0 - static_cast<double>(moment),
                      as_mat(bgr_b.image()), static_cast<double>(moment), 0.0, mix);
      result.push_back(from_mat(mix, time_between(a, b, moment)));
    }
    return result;
  }
};

class FilterInterpolator final : public Interpolator {
 public:
  std::vector<Frame> between(const Frame& a, const Frame& b, std::span<const float> t) override {
    require_pair(a, b, t);
    const Frame bgr_a = to_bgr24(a);
    const Frame bgr_b = to_bgr24(b);
    std::vector<Frame> result;
    for (const float moment : t) {
      result.push_back(media::minterpolate(bgr_a, bgr_b, moment, time_between(a, b, moment)));
    }
    return result;
  }
};

constexpr std::array<std::string_view, 3> methods = {"flow", "blend", "minterpolate"};

}  // namespace

Interpolator::~Interpolator() = default;

std::span<const std::string_view> interpolator_methods() noexcept { return methods; }

std::unique_ptr<Interpolator> make_interpolator(std::string_view method) {
  if (method == "flow") return std::make_unique<FlowInterpolator>();
  if (method == "blend") return std::make_unique<BlendInterpolator>();
  if (method == "minterpolate") return std::make_unique<FilterInterpolator>();
  throw Error(ErrorCode::not_found, "no interpolation method '" + std::string(method) +
                                        "'; there are flow, blend and minterpolate");
}

}  // namespace facetrack
