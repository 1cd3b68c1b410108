// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <array>
#include <cmath>
#include <functional>
#include <string>
#include <utility>

#include <opencv2/core.hpp>

#include "facetrack/bridge.hpp"
#include "facetrack/error.hpp"
#include "facetrack/opencv.hpp"

#include "bridge/motion.hpp"
#include "encode/minterpolate.hpp"

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
                "interpolation needs two pictures of the same size, not " +
                    std::to_string(a.width()) + "x" + std::to_string(a.height()) + " and " +
                    std::to_string(b.width()) + "x" + std::to_string(b.height()));
  }
  for (const float t : moments) {
    if (!(t > 0 && t < 1)) {
      throw Error(
          ErrorCode::invalid_argument,
          "the moment between two pictures must lie between 0 and 1, not at " + std::to_string(t));
    }
  }
}

/// Computes the picture at a moment of one pair.
using Maker = std::function<Frame(float)>;

Maker follow_motion(const Frame& a, const Frame& b) {
  const cv::Mat first = as_mat(a.image());
  const cv::Mat last = as_mat(b.image());
  const bridge::MotionPair pair = bridge::estimate_motion(first, last);
  // Pictures with a motion for every pixel use the slower mix, which keeps the finest detail.
  const bool thorough = pair.shrink == 1;
  const auto source = thorough ? bridge::spline_source : bridge::byte_source;
  const auto render = thorough ? bridge::render_thorough : bridge::render_quick;
  return [a, b, pair, render, from_a = source(first), from_b = source(last)](float t) {
    return from_mat(render(from_a, from_b, bridge::motion_at(pair, t), t), time_between(a, b, t));
  };
}

Maker fade(const Frame& a, const Frame& b) {
  return [a, b](float t) {
    cv::Mat mix;
    cv::addWeighted(as_mat(a.image()), 1.0 - static_cast<double>(t), as_mat(b.image()),
                    static_cast<double>(t), 0.0, mix);
    return from_mat(mix, time_between(a, b, t));
  };
}

Maker filter(const Frame& a, const Frame& b) {
  return [a, b](float t) { return media::minterpolate(a, b, t, time_between(a, b, t)); };
}

class PairInterpolator final : public Interpolator {
 public:
  /// `prepare`: the work that is done once per pair.
  explicit PairInterpolator(Maker (*prepare)(const Frame&, const Frame&)) : prepare_(prepare) {}

  std::vector<Frame> between(const Frame& a, const Frame& b, std::span<const float> t) override {
    require_pair(a, b, t);
    std::vector<Frame> result;
    try {
      const auto bgr = [](const Frame& f) {
        return f.format() == PixelFormat::bgr24 ? f : to_bgr24(f);
      };
      const Maker make = prepare_(bgr(a), bgr(b));
      for (const float moment : t) result.push_back(make(moment));
    } catch (const cv::Exception& e) {
      throw Error(ErrorCode::backend, std::string("interpolation failed: ") + e.what());
    }
    return result;
  }

 private:
  Maker (*prepare_)(const Frame&, const Frame&);
};

constexpr std::array<std::string_view, 3> methods = {"flow", "blend", "minterpolate"};

}  // namespace

Interpolator::~Interpolator() = default;

std::span<const std::string_view> interpolator_methods() noexcept { return methods; }

std::unique_ptr<Interpolator> make_interpolator(std::string_view method) {
  if (method == "flow") return std::make_unique<PairInterpolator>(follow_motion);
  if (method == "blend") return std::make_unique<PairInterpolator>(fade);
  if (method == "minterpolate") return std::make_unique<PairInterpolator>(filter);
  throw Error(ErrorCode::not_found, "there is no interpolation method '" + std::string(method) +
                                        "'; use flow, blend or minterpolate");
}

}  // namespace facetrack
