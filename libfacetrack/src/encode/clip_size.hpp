// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <algorithm>

#include "facetrack/clip.hpp"

namespace facetrack::media {

struct ClipSize {
  int width = 0;
  int height = 0;
};

/// Pure. The size of the clip that the writer makes of a source of `width` x `height`: even, except
/// for codecs that accept any.
inline ClipSize clip_size(const ClipWriterOptions& options, const ClipPlan& plan, int width,
                          int height) {
  ClipSize size{plan.width > 0 ? plan.width : width, plan.height > 0 ? plan.height : height};
  if (options.codec == "ffv1") return size;
  return {std::max(size.width & ~1, 2), std::max(size.height & ~1, 2)};
}

}  // namespace facetrack::media
