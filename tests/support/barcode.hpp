// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <optional>

#include <opencv2/core/mat.hpp>

#include "facetrack/frame.hpp"

namespace facetrack::testing {

/// Where the bar code is: by default a strip along the top of the picture, an eighth of it high.
Region barcode_strip(int width, int height);

/// Draws `number` (0 to 2^20 - 1) into `where` of a bgr24 picture. It survives strong compression
/// and scaling to a quarter, as long as a bar keeps about three pixels (there are 26).
void draw_barcode(cv::Mat& picture, std::int64_t number, const Region& where);
void draw_barcode(cv::Mat& picture, std::int64_t number);

/// Reads it from a gray8, yuv420p or bgr24 frame; nullopt when there is none or it is damaged.
std::optional<std::int64_t> read_barcode(const Frame& frame, const Region& where);
std::optional<std::int64_t> read_barcode(const Frame& frame);

}  // namespace facetrack::testing
