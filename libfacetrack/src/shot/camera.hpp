// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "shot/mix.hpp"

namespace facetrack {

/// A motion of the whole picture in cells of its coarse luma: to the right and down.
struct CameraShift {
  double x = 0;
  double y = 0;
  CameraShift operator*(double times) const { return {x * times, y * times}; }
};

/// Pure. The motion that takes `a` to `b`, up to a fifth of the picture each way; none if no motion
/// explains the difference.
CameraShift camera_shift(const Coarse& a, const Coarse& b);

/// Pure. Do the same camera motions lie before and after a window? Both are in one frame.
bool same_motion(const CameraShift& before, const CameraShift& after);

/// Pure. Is so little of the picture left after this shift that it says nothing?
bool is_far(const CameraShift& shift);

/// Pure. The picture moved by `shift`. Its border fills what comes in.
Coarse shifted(const Coarse& picture, const CameraShift& shift);

}  // namespace facetrack
