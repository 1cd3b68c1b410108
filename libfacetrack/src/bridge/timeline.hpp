// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "facetrack/decoder.hpp"

namespace facetrack::bridge {

/// When the frames of a source are shown, and which one a constant rate shows.
class Timeline {
 public:
  /// `times`: pts of every frame, then the end. `nominal`: absent where the rate varies; the rate
  /// is then the common one nearest to the usual distance of two frames.
  Timeline(std::vector<MediaTime> times, std::optional<Rational> nominal);

  Rational rate() const noexcept { return rate_; }
  bool variable() const noexcept { return variable_; }
  std::int64_t frames() const noexcept { return static_cast<std::int64_t>(times_.size()) - 1; }
  const MediaTime& time(std::int64_t frame) const {
    return times_[static_cast<std::size_t>(frame)];
  }

  /// The source frame on screen `steps` frames of the rate after frame `anchor` begins; before the
  /// first frame: below 0; after the last: frames() or more.
  std::int64_t at(std::int64_t anchor, std::int64_t steps) const;
  /// The frame on screen `seconds` after the first one; past the end: frames().
  std::int64_t at_time(const MediaTime& since_start) const;
  /// How many frames of the rate are `seconds`.
  std::int64_t count(double seconds) const;
  /// `steps` frames of the rate, as a time.
  MediaTime span(std::int64_t steps) const { return {steps, {rate_.den, rate_.num}}; }

 private:
  std::int64_t shown_at(double seconds) const;

  std::vector<MediaTime> times_;
  Rational rate_;
  bool variable_ = false;
};

Timeline open_timeline(const std::filesystem::path& source, Decoder& decoder);

}  // namespace facetrack::bridge
