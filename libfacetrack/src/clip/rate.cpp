// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>

#include "facetrack/clip.hpp"
#include "facetrack/error.hpp"

namespace facetrack {

ClipPlan at_rate(const Analysis& film, ClipPlan plan, Rational rate) {
  if (rate.num <= 0 || rate.den <= 0) {
    throw Error(ErrorCode::invalid_argument, "the frame rate of a clip must be positive",
                "frame_rate");
  }
  const MediaTime begin = film.time_of(plan.first_frame);
  const MediaTime end = film.time_of(plan.last_frame + 1);
  const auto count =
      std::max<std::int64_t>(std::llround((end - begin).seconds() * static_cast<double>(rate.num) /
                                          static_cast<double>(rate.den)),
                             1);
  plan.frame_rate = rate;
  plan.shows.clear();
  std::int64_t frame = plan.first_frame;
  const auto seconds_from_begin = [&](std::int64_t index) {
    return (film.time_of(index) - begin).seconds();
  };
  for (std::int64_t k = 0; k < count; ++k) {
    const double at = static_cast<double>(k * rate.den) / static_cast<double>(rate.num);
    // Of two frames that are equally near, to the nanosecond, the earlier one is shown.
    while (frame < plan.last_frame && std::abs(seconds_from_begin(frame + 1) - at) + 1e-9 <
                                          std::abs(seconds_from_begin(frame) - at)) {
      ++frame;
    }
    plan.shows.push_back(frame);
  }
  return plan;
}

}  // namespace facetrack
