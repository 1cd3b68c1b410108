// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string>

#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"

namespace facetrack::media {

/// Of the JPEGs on pages: thumbnails of 3 to 5 kB.
inline constexpr int thumbnail_quality = 62;

/// The region in whole pixels, at least one.
Region whole_pixels(const Box& box);
/// The square of the longer side of a box, and `margin` (a part of it) on every side.
Region square_around(const Box& face, float margin);
/// The square around a face with room for hair and chin.
Region around_face(const Box& face);

/// A JPEG of `region`, the square around a face.
std::string face_thumbnail(const Frame& frame, const Region& region);
/// A JPEG of the whole picture.
std::string still_thumbnail(const Frame& frame);

/// The whole picture, `width` pixels wide.
Frame small_picture(const Frame& frame, int width);

}  // namespace facetrack::media
