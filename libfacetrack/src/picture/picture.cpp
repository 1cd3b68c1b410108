// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "picture/picture.hpp"

#include <array>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <utility>

#include <opencv2/core.hpp>

#include "facetrack/opencv.hpp"

#include "picture/buffer.hpp"
#include "picture/color.hpp"

extern "C" {
#include <libavutil/display.h>
#include <libavutil/pixdesc.h>
}

namespace facetrack::media {
namespace {

/// Planes 0 to 2 as 8-bit 4:2:0; a fourth plane (alpha) is ignored.
bool is_yuv420p(int format) {
  return format == AV_PIX_FMT_YUV420P || format == AV_PIX_FMT_YUVJ420P ||
         format == AV_PIX_FMT_YUVA420P;
}

ImageView view_of(const AVFrame& picture, int plane) {
  const auto i = static_cast<std::size_t>(plane);
  const int width = plane == 0 ? picture.width : (picture.width + 1) / 2;
  const int height = plane == 0 ? picture.height : (picture.height + 1) / 2;
  return {reinterpret_cast<const std::byte*>(picture.data[i]), width, height, picture.linesize[i],
          PixelFormat::gray8};
}

void turn(const cv::Mat& stored, cv::Mat upright, Orientation how) {
  cv::Mat mirrored = stored;
  if (how.mirrored) cv::flip(stored, mirrored, 1);
  switch (how.rotation) {
    case 90:
      cv::rotate(mirrored, upright, cv::ROTATE_90_CLOCKWISE);
      break;
    case 180:
      cv::rotate(mirrored, upright, cv::ROTATE_180);
      break;
    case 270:
      cv::rotate(mirrored, upright, cv::ROTATE_90_COUNTERCLOCKWISE);
      break;
    default:
      mirrored.copyTo(upright);
  }
}

}  // namespace

Frame turned(const Frame& stored, Orientation how) {
  if (how.rotation == 0 && !how.mirrored) return stored;
  const bool swaps = how.rotation % 180 != 0;
  const int width = swaps ? stored.height() : stored.width();
  const int height = swaps ? stored.width() : stored.height();
  const bool packed = stored.format() == PixelFormat::bgr24;
  Planes upright = packed ? make_bgr24(width, height) : make_yuv420p(width, height);
  for (int i = 0; i < (packed ? 1 : 3); ++i) {
    turn(as_mat(stored.plane(i)), as_mat(upright.views[static_cast<std::size_t>(i)]), how);
  }
  return {std::move(upright.owner), upright.views, stored.format(), stored.time(), stored.color()};
}

Orientation orientation_of(const AVStream& stream) {
  return orientation_of(reinterpret_cast<const std::int32_t*>(
      av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, nullptr)));
}

Orientation orientation_of(const std::int32_t* matrix) {
  if (matrix == nullptr) return {};
  std::array<std::int32_t, 9> upright{};
  std::copy_n(matrix, upright.size(), upright.begin());
  const double determinant =
      static_cast<double>(matrix[0]) * matrix[4] - static_cast<double>(matrix[1]) * matrix[3];
  Orientation orientation{0, determinant < 0};
  // Undo the mirroring before asking for the angle, which FFmpeg gives counter-clockwise.
  if (orientation.mirrored) {
    upright[0] = -upright[0];
    upright[1] = -upright[1];
  }
  const double angle = -av_display_rotation_get(upright.data());
  if (std::isnan(angle)) return {};
  const double quarters = std::round(angle / 90.0);
  if (std::abs(angle - quarters * 90.0) > 1.0) return {};
  orientation.rotation = (static_cast<int>(quarters) % 4 + 4) % 4 * 90;
  return orientation;
}

FramePtr PictureMaker::to_yuv420p(const AVFrame& decoded) {
  const auto format = static_cast<AVPixelFormat>(decoded.format);
  if (sws_ == nullptr || sws_format_ != format || sws_width_ != decoded.width ||
      sws_height_ != decoded.height) {
    sws_.reset(sws_getContext(decoded.width, decoded.height, layout_of(format), width_, height_,
                              AV_PIX_FMT_YUV420P, SWS_BILINEAR | SWS_ACCURATE_RND, nullptr, nullptr,
                              nullptr));
    if (sws_ == nullptr) {
      const char* name = av_get_pix_fmt_name(format);
      throw Error(ErrorCode::unsupported, std::string("pixel format ") +
                                              (name != nullptr ? name : "unknown") +
                                              " cannot be converted");
    }
    sws_format_ = format;
    sws_width_ = decoded.width;
    sws_height_ = decoded.height;
    const ColorSpace color =
        color_of(decoded.colorspace, decoded.color_range, format, width_, height_);
    const int* coefficients = sws_coefficients(color.matrix);
    // Both sides have the same range and matrix, so that only the sampling changes, except from
    // RGB.
    sws_setColorspaceDetails(sws_.get(), coefficients, is_rgb(format) || color.full_range ? 1 : 0,
                             coefficients, color.full_range ? 1 : 0, 0, 1 << 16, 1 << 16);
  }
  FramePtr converted = make_frame();
  converted->format = AV_PIX_FMT_YUV420P;
  converted->width = width_;
  converted->height = height_;
  check(av_frame_get_buffer(converted.get(), 0), ErrorCode::backend,
        "a picture buffer cannot be allocated");
  check(sws_scale(sws_.get(), decoded.data, decoded.linesize, 0, decoded.height, converted->data,
                  converted->linesize),
        ErrorCode::backend, "the pixels cannot be converted");
  return converted;
}

Frame PictureMaker::make(const AVFrame& decoded, const FrameTime& time) {
  const ColorSpace color =
      color_of(decoded.colorspace, decoded.color_range, static_cast<AVPixelFormat>(decoded.format),
               decoded.width, decoded.height);
  FramePtr picture;
  // Planes with negative strides are copied, because they are rare.
  const bool as_is = is_yuv420p(decoded.format) && decoded.width == width_ &&
                     decoded.height == height_ && decoded.linesize[0] > 0;
  if (as_is) {
    picture.reset(check_alloc(av_frame_clone(&decoded)));
  } else {
    picture = to_yuv420p(decoded);
  }
  const std::array<ImageView, 3> planes{view_of(*picture, 0), view_of(*picture, 1),
                                        view_of(*picture, 2)};
  const Frame frame(std::shared_ptr<const AVFrame>(std::move(picture)), planes,
                    PixelFormat::yuv420p, time, color);
  return turned(frame, orientation_);
}

}  // namespace facetrack::media
