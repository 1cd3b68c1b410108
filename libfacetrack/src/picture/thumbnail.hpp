// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string>

#include "facetrack/frame.hpp"

namespace facetrack::media {

/// Of the JPEGs on pages: thumbnails of 3 to 5 kB.
inline constexpr int thumbnail_quality = 62;

/// A JPEG of `region`, the square around a face.
std::string face_thumbnail(const Frame& frame, const Region& region);
/// A JPEG of the whole picture.
std::string still_thumbnail(const Frame& frame);

/// The whole picture, `width` pixels wide.
Frame small_picture(const Frame& frame, int width);

}  // namespace facetrack::media
