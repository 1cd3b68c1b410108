// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "pipeline/gap_filler.hpp"

#include <algorithm>
#include <cstddef>

namespace facetrack {

std::optional<FrameTime> KnownTimes::of(std::int64_t frame) const {
  const std::int64_t i = frame - first_frame;
  if (i < 0 || i + 1 >= static_cast<std::int64_t>(pts.size())) return std::nullopt;
  const MediaTime& shown = pts[static_cast<std::size_t>(i)];
  return FrameTime{shown, pts[static_cast<std::size_t>(i) + 1] - shown, frame};
}

std::vector<Frame> GapFiller::before(const Frame& frame) {
  std::vector<Frame> substitutes;
  const std::int64_t index = frame.time().index;
  for (; expected_ < index; ++expected_) {
    substitutes.push_back((shown_ ? *shown_ : frame).at(time_before(expected_, frame)));
  }
  expected_ = std::max(expected_, index + 1);
  shown_ = frame;
  return substitutes;
}

std::vector<Frame> GapFiller::until(std::int64_t last) {
  std::vector<Frame> substitutes;
  if (!shown_) return substitutes;
  for (; expected_ <= last; ++expected_) substitutes.push_back(shown_->at(time_after(expected_)));
  return substitutes;
}

/// `frame` is before `next`, and after the last frame shown if there is one.
FrameTime GapFiller::time_before(std::int64_t frame, const Frame& next) const {
  if (const auto known = times_.of(frame)) return *known;
  const FrameTime& end = next.time();
  if (!shown_) {
    const std::int64_t back = (end.index - frame) * end.duration.ticks;
    return {{end.pts.ticks - back, end.pts.base}, end.duration, frame};
  }
  const FrameTime& begin = shown_->time();
  const std::int64_t steps = end.index - begin.index;
  const std::int64_t whole = (end.pts.in_base(begin.pts.base) - begin.pts).ticks;
  const auto at = [&](std::int64_t i) {
    return MediaTime{begin.pts.ticks + whole * (i - begin.index) / steps, begin.pts.base};
  };
  return {at(frame), at(frame + 1) - at(frame), frame};
}

FrameTime GapFiller::time_after(std::int64_t frame) const {
  if (const auto known = times_.of(frame)) return *known;
  const FrameTime& begin = shown_->time();
  const std::int64_t on = (frame - begin.index) * begin.duration.in_base(begin.pts.base).ticks;
  return {{begin.pts.ticks + on, begin.pts.base}, begin.duration, frame};
}

}  // namespace facetrack
