// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "pipeline/visit_frames.hpp"

#include <optional>

namespace facetrack {

bool visit_frames(Decoder& decoder, const std::set<std::int64_t>& frames, const RunControl& control,
                  const std::function<void(const Frame&)>& take) {
  const bool seeks = !decoder.key_frames().empty();
  std::optional<Frame> frame;
  for (const std::int64_t wanted : frames) {
    if (control.stop.stop_requested()) return false;
    if (seeks) decoder.seek(wanted);
    while (!frame || frame->time().index < wanted) {
      frame = decoder.read();
      if (!frame || seeks) break;
    }
    if (!frame) {
      if (seeks) continue;  // the last frames may be damaged
      return true;
    }
    if (frame->time().index == wanted) take(*frame);
    if (seeks) frame.reset();
  }
  return true;
}

std::int64_t usable_frame(const Analysis& film, const Shot& shot, std::int64_t wanted) {
  std::int64_t before = wanted;
  std::int64_t after = wanted;
  const auto& damaged = film.damaged;
  for (auto range = damaged.begin(); range != damaged.end(); ++range) {
    if (range->first_frame <= after && after <= range->last_frame) after = range->last_frame + 1;
  }
  for (auto range = damaged.rbegin(); range != damaged.rend(); ++range) {
    if (range->first_frame <= before && before <= range->last_frame) {
      before = range->first_frame - 1;
    }
  }
  const bool has_before = before >= shot.first_frame;
  const bool has_after = after <= shot.last_frame;
  if (has_before && (!has_after || wanted - before <= after - wanted)) return before;
  return has_after ? after : wanted;
}

}  // namespace facetrack
