// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "shot/thumb.hpp"

namespace facetrack {

/// Gray levels of texture or change: a picture or a block with less is flat.
inline constexpr float full_activity = 4.0F;

/// Pure. The mean distance of the luma from its mean: how many gray levels this picture plays in.
float contrast(const Thumb& thumb);

/// Pure. `b` in the light of `a`: with its mean and its contrast. Unchanged if either is flat,
/// because a flat picture can be relit into anything, or if one has far less contrast.
Thumb relit(const Thumb& a, const Thumb& b);

/// Pure. `a` exposed as `b` is: each gray level becomes the one of the same rank in `b`, so parts
/// may turn white or black. Unchanged if either is flat, or if little of `b` is white or black.
Thumb exposed_as(const Thumb& a, const Thumb& b);

}  // namespace facetrack
