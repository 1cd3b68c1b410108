// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <algorithm>
#include <cstdint>

#include "facetrack/analysis.hpp"

namespace facetrack::redact {

/// Times and shots of the frames of a film. Keeps a pointer to the film, which must outlive it.
class FilmTimes {
 public:
  explicit FilmTimes(const Analysis& film) : film_(&film) {}

  std::int64_t first() const { return film_->first_frame; }
  std::int64_t last() const { return film_->last_frame(); }
  bool contains(std::int64_t frame) const { return frame >= first() && frame <= last(); }

  /// The time from frame `a` to frame `b`, in any order.
  MediaTime between(std::int64_t a, std::int64_t b) const {
    const MediaTime from = at(std::min(a, b));
    return at(std::max(a, b)) - from;
  }

  bool is_mixed(std::int64_t frame) const {
    return contains(frame) && !film_->shots.empty() && film_->shot_of(frame) == nullptr;
  }

  /// True unless a transition lies between the frames. A mixed frame belongs to both shots.
  bool in_one_shot(std::int64_t a, std::int64_t b) const {
    if (!contains(a) || !contains(b) || film_->shots.empty()) return true;
    const Shot* from = film_->shot_of(a);
    const Shot* to = film_->shot_of(b);
    return from == nullptr || to == nullptr || from == to;
  }

 private:
  MediaTime at(std::int64_t frame) const {
    if (film_->pts.empty()) return {frame, {1, 25}};
    const auto last = static_cast<std::int64_t>(film_->pts.size()) - 1;
    return film_->pts[static_cast<std::size_t>(std::clamp(frame - first(), std::int64_t{0}, last))];
  }

  const Analysis* film_;
};

}  // namespace facetrack::redact
