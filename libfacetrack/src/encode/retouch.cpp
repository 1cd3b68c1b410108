// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "encode/retouch.hpp"

#include <string>

#include "facetrack/error.hpp"

namespace facetrack::media {

Frame retouched(const Frame& frame, const std::function<Frame(const Frame&)>& retouch) {
  if (!retouch) return frame;
  const Frame changed = retouch(frame);
  if (changed.format() != frame.format() || changed.width() != frame.width() ||
      changed.height() != frame.height() || changed.empty()) {
    throw Error(ErrorCode::invalid_argument,
                "retouch must return a picture of the size and format that it gets, yuv420p of " +
                    std::to_string(frame.width()) + "x" + std::to_string(frame.height()));
  }
  return changed.at(frame.time());
}

}  // namespace facetrack::media
