// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>
#include <vector>

#include "face/landmarks68.hpp"

namespace facetrack {

/// Pure. Landmark motion of one person without head motion: each shape is moved to the rest shape,
/// with eyes level, the distance of the eyes as unit and the origin between the points that no
/// expression moves. The rest shape is the median over all shapes. A turn of the head is removed by
/// the parallax of a mean head. Requires: the eyes of each shape are apart.
std::vector<Landmarks68> without_pose(std::span<const Landmarks68> shapes);

/// Thirteen lengths on such a shape that expressions change: of mouth, brows and eyes, each divided
/// by the size of a clear change.
std::vector<float> expression_lengths(const Landmarks68& shape);

}  // namespace facetrack
