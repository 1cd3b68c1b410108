// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string>

#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"

namespace facetrack::media {

/// JPEG quality for pages: thumbnails of 3 to 5 kB.
inline constexpr int thumbnail_quality = 62;

/// The region rounded to whole pixels, at least one.
Region whole_pixels(const Box& box);
/// A square with the longer side of a box, enlarged on every side by `margin` (a part of it).
Region square_around(const Box& face, float margin);
/// The square around a face that includes hair and chin.
Region around_face(const Box& face);

/// A JPEG of `region`, the square around a face.
std::string face_thumbnail(const Frame& frame, const Region& region);
/// A JPEG of the whole picture.
std::string still_thumbnail(const Frame& frame);

/// The whole picture, `width` pixels wide.
Frame small_picture(const Frame& frame, int width);

}  // namespace facetrack::media
