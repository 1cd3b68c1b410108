// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "look/plan_looks.hpp"

#include <cmath>

namespace facetrack {
namespace {

/// The last frame from `first` to `last` that is not later than `time`; `first` if all are later.
std::int64_t frame_at(double time, std::int64_t first, std::int64_t last,
                      const std::function<MediaTime(std::int64_t)>& time_of) {
  while (first < last) {
    const std::int64_t middle = first + (last - first + 1) / 2;
    if (time_of(middle).seconds() <= time) {
      first = middle;
    } else {
      last = middle - 1;
    }
  }
  return first;
}

}  // namespace

std::vector<LookStretch> plan_looks(std::span<const KeyFrame> key_frames, std::int64_t frames,
                                    const MediaTime& end, const MediaTime& every,
                                    const std::function<MediaTime(std::int64_t)>& time_of) {
  // A gap that is longer by rounding alone is not divided.
  constexpr double tolerance = 1e-3;
  std::vector<LookStretch> stretches;
  for (std::size_t k = 0; k < key_frames.size(); ++k) {
    const bool is_last = k + 1 == key_frames.size();
    const std::int64_t first = key_frames[k].index;
    const std::int64_t next = is_last ? frames : key_frames[k + 1].index;
    const double begin = key_frames[k].pts.seconds();
    const double gap = (is_last ? end : key_frames[k + 1].pts).seconds() - begin;
    LookStretch stretch{first};
    const double parts = std::ceil(gap / every.seconds() - tolerance);
    for (int i = 1; i < parts; ++i) {
      const double time = begin + gap - every.seconds() * (parts - i);
      const std::int64_t frame = frame_at(time, first, next - 1, time_of);
      if (frame > stretch.back()) stretch.push_back(frame);
    }
    stretches.push_back(std::move(stretch));
  }
  return stretches;
}

}  // namespace facetrack
