// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "facetrack/decoder.hpp"

namespace facetrack::bridge {

/// The times of the frames of a source, and the frame that a constant rate shows at each moment.
class Timeline {
 public:
  /// `times`: pts of every frame, then the end. `nominal`: absent if the rate varies; then the
  /// common rate nearest to the usual distance of two frames is used.
  Timeline(std::vector<MediaTime> times, std::optional<Rational> nominal);

  Rational rate() const noexcept { return rate_; }
  bool variable() const noexcept { return variable_; }
  std::int64_t frames() const noexcept { return static_cast<std::int64_t>(times_.size()) - 1; }
  const MediaTime& time(std::int64_t frame) const {
    return times_[static_cast<std::size_t>(frame)];
  }

  /// The source frame that is visible `steps` frames of the rate after the beginning of frame
  /// `anchor`; below 0 before the first frame, frames() or more after the last.
  std::int64_t at(std::int64_t anchor, std::int64_t steps) const;
  /// The frame visible `seconds` after the first one; frames() after the end.
  std::int64_t at_time(const MediaTime& since_start) const;
  /// Number of frames of the rate in `seconds`.
  std::int64_t count(double seconds) const;
  /// The duration of `steps` frames of the rate.
  MediaTime span(std::int64_t steps) const { return {steps, {rate_.den, rate_.num}}; }

 private:
  std::int64_t shown_at(double seconds) const;

  std::vector<MediaTime> times_;
  Rational rate_;
  bool variable_ = false;
};

Timeline open_timeline(const std::filesystem::path& source, Decoder& decoder);

}  // namespace facetrack::bridge
