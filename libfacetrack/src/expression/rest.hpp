// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>
#include <vector>

namespace facetrack {

/// The element-wise median over the looks that are not empty. Throws Error(invalid_argument) if
/// their lengths differ.
std::vector<float> median_of(std::span<const std::vector<float>> looks);

/// Pure. A median filter over a fifth of a second for each element, because shorter changes are
/// noise, not expression. Empty looks stay empty and do not count.
std::vector<std::vector<float>> median_filtered(std::span<const std::vector<float>> looks);

}  // namespace facetrack
