// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>
#include <vector>

namespace facetrack {

/// The median of every element over the looks that are not empty. Throws Error(invalid_argument)
/// when these have different lengths.
std::vector<float> median_of(std::span<const std::vector<float>> looks);

/// Pure. Each element's median over a fifth of a second around each frame: what is shorter is
/// noise, not expression. Empty looks stay empty and count for nothing.
std::vector<std::vector<float>> calmed(std::span<const std::vector<float>> looks);

}  // namespace facetrack
