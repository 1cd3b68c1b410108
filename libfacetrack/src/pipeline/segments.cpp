// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "pipeline/segments.hpp"

namespace facetrack {

std::vector<Segment> plan_segments(std::span<const KeyFrame> key_frames, std::int64_t first_frame,
                                   std::int64_t last_frame, double seconds) {
  std::vector<Segment> segments;
  if (last_frame < first_frame) return segments;
  segments.push_back({first_frame, last_frame});
  const KeyFrame* begin = nullptr;  // key frame at or before the current segment's first frame
  for (const KeyFrame& key : key_frames) {
    if (key.index > last_frame) break;
    if (key.index <= first_frame || begin == nullptr) {
      begin = &key;
      if (key.index <= first_frame) continue;
    }
    if ((key.pts - begin->pts).seconds() < seconds) continue;
    segments.back().last_frame = key.index - 1;
    segments.push_back({key.index, last_frame});
    begin = &key;
  }
  return segments;
}

}  // namespace facetrack
