// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "facetrack/backends/content.hpp"
#include "facetrack/error.hpp"

#include "shot/cuts.hpp"

namespace facetrack {
namespace {

ContentLimits scaled(const ContentOptions& options) {
  if (!(options.threshold > 0) || !std::isfinite(options.threshold))
    throw Error(ErrorCode::invalid_argument,
                "shot threshold " + std::to_string(options.threshold) + ": must be above 0");
  ContentLimits limits = options.limits;
  limits.cut_change *= options.threshold;
  limits.cut_contrast *= options.threshold;
  return limits;
}

class ContentDetector final : public ShotDetector {
 public:
  explicit ContentDetector(const ContentOptions& options)
      : options_(options),
        min_frames_(options.min_frames),
        cuts_(scaled(options), options.observer) {}

  std::unique_ptr<ShotDetector> fresh() const override {
    return std::make_unique<ContentDetector>(options_);
  }

  Frame thumbnail(const Frame& frame) const override {
    return thumb_frame(make_thumb(frame), frame.time());
  }

  std::vector<Transition> push(const Frame& frame) override {
    return long_enough(cuts_.push(make_thumb(frame)));
  }

  std::vector<Transition> flush() override {
    auto out = long_enough(cuts_.flush());
    last_start_ = 0;
    return out;
  }

  int max_delay() const noexcept override { return cut_reach; }

 private:
  std::vector<Transition> long_enough(std::vector<Transition> found) {
    std::vector<Transition> out;
    for (const Transition& t : found) {
      if (t.first_mixed - last_start_ < min_frames_) continue;
      last_start_ = t.next_shot;
      out.push_back(t);
    }
    return out;
  }

  ContentOptions options_;
  int min_frames_;
  std::int64_t last_start_ = 0;
  CutFinder cuts_;
};

}  // namespace

std::unique_ptr<ShotDetector> make_content_detector(const ContentOptions& options) {
  return std::make_unique<ContentDetector>(options);
}

}  // namespace facetrack
