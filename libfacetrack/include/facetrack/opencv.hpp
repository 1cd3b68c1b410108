// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

// Optional. The only header with types of OpenCV: include it if your program finds and links OpenCV
// itself. All functions are inline.
#include <memory>
#include <utility>

#include <opencv2/core/mat.hpp>

#include "facetrack/frame.hpp"

namespace facetrack {

/// A cv::Mat over the same pixels, without a copy. Valid while the owner of the pixels lives. Do
/// not write to it, because frames are shared.
inline cv::Mat as_mat(const ImageView& view) {
  const int type = view.format == PixelFormat::bgr24 ? CV_8UC3 : CV_8UC1;
  auto* pixels = const_cast<std::byte*>(view.data);
  return {view.height, view.width, type, pixels, static_cast<std::size_t>(view.stride)};
}

/// A BGR copy of a frame of any format, to draw on. Throws Error(unsupported) for an empty frame.
inline cv::Mat copy_mat(const Frame& frame) { return as_mat(to_bgr24(frame).image()).clone(); }

/// A Frame over the pixels of `mat`, without a copy. Requires: CV_8UC1 or CV_8UC3 (BGR), and nobody
/// writes to the pixels afterwards.
inline Frame from_mat(cv::Mat mat, const FrameTime& time = {}) {
  const auto format = mat.type() == CV_8UC3 ? PixelFormat::bgr24 : PixelFormat::gray8;
  auto owner = std::make_shared<const cv::Mat>(std::move(mat));
  const ImageView view{reinterpret_cast<const std::byte*>(owner->data), owner->cols, owner->rows,
                       static_cast<std::ptrdiff_t>(owner->step[0]), format};
  return {std::move(owner), {view, ImageView{}, ImageView{}}, format, time};
}

}  // namespace facetrack
