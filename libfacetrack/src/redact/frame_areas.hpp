// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "facetrack/redact.hpp"

namespace facetrack::redact {

/// The areas of one frame.
struct FrameAreas {
  std::vector<Box> hidden;    ///< with the margin
  std::vector<Box> found;     ///< hidden faces that were found on this frame, without the margin
  std::vector<Box> shown;     ///< faces that were found on this frame and are shown
  std::vector<Box> may_show;  ///< all faces that may be shown, also followed ones
};

using AreasByFrame = std::map<std::int64_t, FrameAreas>;
AreasByFrame areas_by_frame(const Redaction& redaction);

Box with_margin(const Box& box, float margin);

}  // namespace facetrack::redact
