// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <limits>

#include <opencv2/core/mat.hpp>

namespace facetrack::testing {

enum class OverlayKind : std::uint8_t { none, subtitle, plate, logo, watermark, clock, controls };

/// Something that is burned into a film.
struct BurnedIn {
  OverlayKind kind = OverlayKind::none;
  std::uint64_t seed = 1;  ///< chooses words, size, place and colors
  int begin = 0;           ///< frames on which it is shown, `end` excluded
  int end = std::numeric_limits<int>::max();
};

/// Draws the overlay as it looks on this frame. Requires: CV_8UC3, at least 128 pixels wide and
/// high.
void draw_overlay(cv::Mat& picture, const BurnedIn& overlay, int frame);

}  // namespace facetrack::testing
