// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>

#include "shot/thumb.hpp"

namespace facetrack {

/// How much of picture `b` cannot be explained by moving parts of picture `a`.
struct Difference {
  float change = 0;    ///< share of the picture that is new, 0 to 1, whatever its contrast
  float residual = 0;  ///< mean gray levels of luma and chroma left after the best block motion
};

Difference difference(const Thumb& a, const Thumb& b);

/// The change that stays after the best shift of the whole picture by up to a third of its size
/// (a bump of the camera, dropped frames of a pan), or after the light of `b` has been matched to
/// `a` (a lamp, a flash, exposure), whichever explains more. Slow: for candidates only.
float unexplained_change(const Thumb& a, const Thumb& b);

/// The change from the first to the last of some frames that stays after the motion of each part
/// of the picture has been followed through all of them, whether or not the light changed. Blocks
/// that came into the picture on the way do not count. Slow: for candidates only.
float followed_change(std::span<const Thumb* const> frames);

}  // namespace facetrack
