// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <optional>
#include <span>

#include "facetrack/face.hpp"

namespace facetrack::curation {

/// The width in pixels to which pictures are reduced before the camera's motion is measured.
inline constexpr int motion_width = 192;

/// Pure. How far the background moved from one luma picture to the next of the same size: the
/// median over its blocks, in pixels, so that zooms and turns count, too. 0 if the background has
/// no detail; nothing if most of it cannot be found again. `faces` are on `to`; the person below
/// each is no background. Finds shifts of up to a quarter of the width.
std::optional<float> background_shift(const ImageView& from, const ImageView& to,
                                      std::span<const Box> faces);

}  // namespace facetrack::curation
