// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <vector>

#include "facetrack/library_facts.hpp"

namespace facetrack {

/// A face on a frame that was looked at, embedded.
struct LookedFace {
  Detection face;
  FaceSample sample;
};

struct LookedFrame {
  FrameTime time;  ///< pts from the first frame shown
  std::vector<LookedFace> faces;
};

/// Pure. Everybody on these frames, which are all looks of a video in order. A face that is on
/// several looks in a row is one appearance; appearances become persons as the tracks of a video
/// do (group_by_likeness()).
std::vector<SeenPerson> persons_on(const std::vector<LookedFrame>& looks,
                                   const MatchLimits& limits);

}  // namespace facetrack
