// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <optional>

#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"

namespace facetrack {

/// The box in `to` that shows the content of `box` in `from`. Tracks points inside the box by
/// pyramidal Lucas-Kanade and checks each forward and backward. Nothing if too few points pass.
std::optional<Box> follow_by_flow(const ImageView& from, const ImageView& to, const Box& box);

}  // namespace facetrack
