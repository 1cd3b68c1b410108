// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "picture/thumbnail.hpp"

#include <algorithm>
#include <cmath>

namespace facetrack::media {
namespace {

constexpr int face_size = 112;    // pixels
constexpr int still_width = 192;  // pixels

}  // namespace

std::string face_thumbnail(const Frame& frame, const Region& region) {
  return encode_jpeg(to_bgr24(frame, region, face_size, face_size), thumbnail_quality);
}

std::string still_thumbnail(const Frame& frame) {
  return encode_jpeg(small_picture(frame, std::min(still_width, frame.width())), thumbnail_quality);
}

Frame small_picture(const Frame& frame, int width) {
  const int height = std::max(1, static_cast<int>(std::lround(static_cast<double>(frame.height()) *
                                                              width / frame.width())));
  return to_bgr24(frame, {0, 0, frame.width(), frame.height()}, width, height);
}

}  // namespace facetrack::media
