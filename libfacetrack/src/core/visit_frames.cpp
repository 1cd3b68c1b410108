// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "core/visit_frames.hpp"

#include <optional>

namespace facetrack {

bool visit_frames(Decoder& decoder, const std::set<std::int64_t>& frames, const RunControl& control,
                  const std::function<void(const Frame&)>& take) {
  const bool seeks = !decoder.key_frames().empty();
  std::int64_t next = -1;  // the frame that read() gives
  std::optional<Frame> frame;
  for (const std::int64_t wanted : frames) {
    if (control.stop.stop_requested()) return false;
    if (seeks) {
      if (next != wanted) decoder.seek(wanted);
      frame = decoder.read();
    } else {
      while (!frame || frame->time().index < wanted) {
        frame = decoder.read();
        if (!frame) return true;
      }
    }
    next = frame ? frame->time().index + 1 : -1;  // the last frames may be damaged
    if (frame && frame->time().index == wanted) take(*frame);
  }
  return true;
}

}  // namespace facetrack
