// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <cmath>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "facetrack/backends/content.hpp"
#include "facetrack/error.hpp"

#include "shot/cadence.hpp"
#include "shot/cuts.hpp"
#include "shot/gradual.hpp"
#include "shot/thumb.hpp"

namespace facetrack {
namespace {

ContentLimits scaled(const ContentOptions& options) {
  if (!(options.threshold > 0) || !std::isfinite(options.threshold))
    throw Error(ErrorCode::invalid_argument,
                "shot threshold " + std::to_string(options.threshold) + ": must be above 0");
  ContentLimits limits = options.limits;
  limits.cut_change *= options.threshold;
  limits.cut_contrast *= options.threshold;
  limits.gradual_change *= options.threshold;
  return limits;
}

class ContentDetector final : public ShotDetector {
 public:
  explicit ContentDetector(const ContentOptions& options)
      : options_(options), cuts_(scaled(options), options.observer), gradual_(scaled(options)) {}

  std::vector<Transition> push(const Frame& frame) override {
    return judged(cuts_.push(make_thumb(frame)), false);
  }

  std::vector<Transition> flush() override {
    auto out = judged(cuts_.flush(), true);
    starts_.clear();
    cuts_ = CutFinder(scaled(options_), options_.observer);
    gradual_ = GradualFinder(scaled(options_));
    cadence_ = CadenceMeter();
    return out;
  }

  int max_delay() const noexcept override { return cut_reach; }
  std::optional<Cadence> cadence() const override { return cadence_.cadence(); }
  Size picture_size() const noexcept override { return thumb_size; }

 private:
  std::vector<Transition> judged(const std::vector<CutFinder::Decided>& decided, bool last) {
    std::vector<Transition> out;
    const auto keep = [&](const Transition& t) {
      if (t.first_mixed - start_before(t.first_mixed) < options_.min_frames) return;
      starts_.insert(t.next_shot);
      out.push_back(t);
    };
    for (const auto& [thumb, transition, repeated, still_step] : decided) {
      cadence_.push(still_step);
      if (transition) keep(*transition);
      for (const Transition& t : gradual_.push(thumb, still_step, transition.has_value(), repeated))
        keep(t);
    }
    if (last)
      for (const Transition& t : gradual_.flush()) keep(t);
    return out;
  }

  /// Gradual transitions are reported after cuts that follow them, so the last start may be later.
  std::int64_t start_before(std::int64_t frame) const {
    const auto after = starts_.upper_bound(frame);
    return after == starts_.begin() ? 0 : *std::prev(after);
  }

  ContentOptions options_;
  std::set<std::int64_t> starts_;
  CutFinder cuts_;
  GradualFinder gradual_;
  CadenceMeter cadence_;
};

}  // namespace

std::unique_ptr<ShotDetector> make_content_detector(const ContentOptions& options) {
  return std::make_unique<ContentDetector>(options);
}

}  // namespace facetrack
