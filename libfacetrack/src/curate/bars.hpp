// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>

#include "facetrack/curate_looks.hpp"

namespace facetrack::curation {

/// Pure. The picture without the rows and columns at its edges that are black from end to end; no
/// area if everything is black. `luma` is of limited range unless `full_range`.
Region without_bars(const ImageView& luma, bool full_range);

/// Pure. The part of a frame of `size` that is picture on all of these looks, with even sides. Bars
/// count if two opposite ones are about equally thick; a dark edge on one side is picture.
Region picture_of(std::span<const PictureLook> looks, Size size);

}  // namespace facetrack::curation
