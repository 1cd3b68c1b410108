// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "picture/thumbnail.hpp"

#include <algorithm>
#include <cmath>

namespace facetrack::media {
namespace {

constexpr int face_size = 112;    // pixels
constexpr int still_width = 192;  // pixels

// Margin around a face, as a part of its size, so that hair and chin are visible.
constexpr float portrait_margin = 0.35F;

}  // namespace

Region whole_pixels(const Box& box) {
  return {static_cast<int>(std::lround(box.x)), static_cast<int>(std::lround(box.y)),
          std::max(1, static_cast<int>(std::lround(box.width))),
          std::max(1, static_cast<int>(std::lround(box.height)))};
}

Region square_around(const Box& face, float margin) {
  const float size = std::max(face.width, face.height) * (1 + 2 * margin);
  return whole_pixels({face.center().x - size / 2, face.center().y - size / 2, size, size});
}

Region around_face(const Box& face) { return square_around(face, portrait_margin); }

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
