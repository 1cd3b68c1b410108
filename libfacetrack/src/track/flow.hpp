// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <optional>

#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"

namespace facetrack {

/// Where the content of `box` in `from` has gone in `to`: pyramidal Lucas-Kanade on points inside
/// the box, each checked forward and backward. Nothing when too few points agree.
std::optional<Box> follow_by_flow(const ImageView& from, const ImageView& to, const Box& box);

}  // namespace facetrack
