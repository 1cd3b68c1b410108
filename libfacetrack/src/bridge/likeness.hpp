// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/frame.hpp"

namespace facetrack::bridge {

/// Peak signal to noise ratio of the luma, dB; equal pictures: 100. Requires: equal sizes.
double psnr(const Frame& a, const Frame& b);
/// Structural similarity (SSIM) of the luma; 1 for equal pictures.
double ssim(const Frame& a, const Frame& b);

}  // namespace facetrack::bridge
