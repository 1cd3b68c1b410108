// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "facetrack/error.hpp"
#include "facetrack/frame.hpp"

#include "picture/buffer.hpp"
#include "picture/color.hpp"
#include "picture/ffmpeg.hpp"
#include "picture/resample.hpp"

namespace facetrack {
namespace {

/// Limit for the sides of a region or a result and for the distance of a region from the picture's
/// corner, in pixels.
constexpr int largest_side = 1 << 15;
constexpr int farthest = 1 << 20;

using media::Planes;
using media::Window;

/// Cached conversions per thread: setting one up costs as much as a small picture, and a thread
/// uses few sizes at a time.
constexpr std::size_t kept_conversions = 12;

class Conversions {
 public:
  SwsContext* yuv_to_bgr(int width, int height, ColorSpace color) {
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      if (kept_[i].width != width || kept_[i].height != height || kept_[i].color != color) continue;
      std::rotate(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(i),
                  kept_.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      return kept_.front().context.get();
    }
    media::SwsPtr context(media::check_alloc(
        sws_getContext(width, height, AV_PIX_FMT_YUV420P, width, height, AV_PIX_FMT_BGR24,
                       SWS_BILINEAR, nullptr, nullptr, nullptr)));
    const int* from = media::sws_coefficients(color.matrix);
    sws_setColorspaceDetails(context.get(), from, color.full_range ? 1 : 0,
                             sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, 1 << 16, 1 << 16);
    if (kept_.size() == kept_conversions) kept_.pop_back();
    kept_.insert(kept_.begin(), {width, height, color, std::move(context)});
    return kept_.front().context.get();
  }

 private:
  struct Kept {
    int width;
    int height;
    ColorSpace color;
    media::SwsPtr context;
  };
  std::vector<Kept> kept_;
};

void convert_yuv(const std::array<ImageView, 3>& planes, ColorSpace color, const ImageView& out) {
  thread_local Conversions conversions;
  // FFmpeg is fast for even sizes only; the caller's planes have space for one more pixel.
  SwsContext* context = conversions.yuv_to_bgr(planes[0].width, planes[0].height, color);
  std::array<const std::uint8_t*, 4> from{};
  std::array<int, 4> from_stride{};
  for (std::size_t i = 0; i < 3; ++i) {
    from[i] = reinterpret_cast<const std::uint8_t*>(planes[i].data);
    from_stride[i] = static_cast<int>(planes[i].stride);
  }
  const std::array<std::uint8_t*, 4> to{
      reinterpret_cast<std::uint8_t*>(const_cast<std::byte*>(out.data))};
  const std::array<int, 4> to_stride{static_cast<int>(out.stride)};
  media::check(sws_scale(context, from.data(), from_stride.data(), 0, planes[0].height, to.data(),
                         to_stride.data()),
               ErrorCode::backend, "the frame cannot be converted to BGR");
}

void gray_to_bgr(const ImageView& gray, const ImageView& out) {
  for (int y = 0; y < out.height; ++y) {
    const std::byte* from = gray.row(y);
    auto* to = const_cast<std::byte*>(out.row(y));
    for (int x = 0; x < out.width; ++x, to += 3) to[0] = to[1] = to[2] = from[x];
  }
}

cv::Mat bgr_mat(const ImageView& view) {
  return {view.height, view.width, CV_8UC3, const_cast<std::byte*>(view.data),
          static_cast<std::size_t>(view.stride)};
}

Frame bgr_frame(Planes&& planes, const Frame& source) {
  return {std::move(planes.owner), planes.views, PixelFormat::bgr24, source.time()};
}

Window window_of(const Region& region) {
  return {static_cast<double>(region.x), static_cast<double>(region.y),
          static_cast<double>(region.width), static_cast<double>(region.height)};
}

/// Converts packed BGR to yuv420p: BT.601, limited range.
Planes yuv_of_bgr(const ImageView& image) {
  const cv::Mat bgr = bgr_mat(image);
  cv::Mat even;  // the conversion only accepts even sizes
  cv::copyMakeBorder(bgr, even, 0, bgr.rows % 2, 0, bgr.cols % 2, cv::BORDER_REPLICATE);
  cv::Mat yuv;
  cv::cvtColor(even, yuv, cv::COLOR_BGR2YUV_I420);
  Planes out = media::make_yuv420p(bgr.cols, bgr.rows);
  const std::uint8_t* from = yuv.data;
  for (int plane = 0; plane < 3; ++plane) {
    const ImageView& to = out.views[static_cast<std::size_t>(plane)];
    const int stride = plane == 0 ? even.cols : even.cols / 2;
    const int rows = plane == 0 ? even.rows : even.rows / 2;
    for (int y = 0; y < to.height; ++y) {
      std::memcpy(out.data(plane) + y * to.stride, from + y * stride,
                  static_cast<std::size_t>(to.width));
    }
    from += stride * rows;
  }
  return out;
}

/// Scales the planes before the conversion, so that only the wanted pixels become BGR.
void scale_yuv(const Frame& frame, const Window& window, Planes& scaled) {
  media::resample(frame.plane(0), window, scaled.views[0]);
  // With an odd size, the last chroma sample extends half of its size beyond the window.
  const ImageView& chroma = scaled.views[1];
  const double over_x = 2.0 * chroma.width / scaled.views[0].width;
  const double over_y = 2.0 * chroma.height / scaled.views[0].height;
  const Window half{window.x / 2, window.y / 2, window.width / 2 * over_x,
                    window.height / 2 * over_y};
  media::resample(frame.plane(1), half, scaled.views[1]);
  media::resample(frame.plane(2), half, scaled.views[2]);
}

Frame bgr_region(const Frame& frame, const Region& region, int width, int height) {
  const cv::Mat source = bgr_mat(frame.image());
  const int left = std::max(0, -region.x);
  const int top = std::max(0, -region.y);
  const int right = std::max(0, region.x + region.width - frame.width());
  const int bottom = std::max(0, region.y + region.height - frame.height());
  const cv::Rect wanted(region.x, region.y, region.width, region.height);
  const cv::Rect inside = wanted & cv::Rect(0, 0, frame.width(), frame.height());
  cv::Mat part;
  if (inside.area() == 0) {
    const cv::Rect corner(std::clamp(region.x, 0, frame.width() - 1),
                          std::clamp(region.y, 0, frame.height() - 1), 1, 1);
    part = cv::Mat(region.height, region.width, CV_8UC3);
    part.setTo(source.at<cv::Vec3b>(corner.y, corner.x));
  } else if (left + top + right + bottom > 0) {
    cv::copyMakeBorder(source(inside), part, top, bottom, left, right,
                       cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
  } else {
    part = source(inside);
  }
  Planes out = media::make_bgr24(width, height);
  cv::Mat target = bgr_mat(out.views[0]);
  const bool smaller = width < region.width || height < region.height;
  cv::resize(part, target, target.size(), 0, 0, smaller ? cv::INTER_AREA : cv::INTER_LINEAR);
  return bgr_frame(std::move(out), frame);
}

}  // namespace

Frame to_bgr24(const Frame& frame) {
  if (frame.empty()) throw Error(ErrorCode::unsupported, "to_bgr24: the frame is empty");
  Planes out = media::make_bgr24(frame.width(), frame.height());
  switch (frame.format()) {
    case PixelFormat::yuv420p:
      convert_yuv({frame.plane(0), frame.plane(1), frame.plane(2)}, frame.color(), out.views[0]);
      break;
    case PixelFormat::gray8:
      gray_to_bgr(frame.image(), out.views[0]);
      break;
    case PixelFormat::bgr24:
      bgr_mat(frame.image()).copyTo(bgr_mat(out.views[0]));
      break;
  }
  return bgr_frame(std::move(out), frame);
}

Frame to_bgr24(const Frame& frame, const Region& region, int width, int height) {
  const auto size = [](int value) { return value > 0 && value <= largest_side; };
  const auto place = [](int value) { return value >= -farthest && value <= farthest; };
  if (frame.empty() || !size(region.width) || !size(region.height) || !size(width) ||
      !size(height) || !place(region.x) || !place(region.y)) {
    throw Error(ErrorCode::invalid_argument,
                "to_bgr24: region " + std::to_string(region.width) + "x" +
                    std::to_string(region.height) + " at " + std::to_string(region.x) + ", " +
                    std::to_string(region.y) + " to " + std::to_string(width) + "x" +
                    std::to_string(height) + " is empty, too large or too far");
  }
  if (frame.format() == PixelFormat::bgr24) {
    try {
      return bgr_region(frame, region, width, height);
    } catch (const cv::Exception& error) {
      if (error.code == cv::Error::StsNoMem) throw std::bad_alloc();
      throw Error(ErrorCode::backend, std::string("to_bgr24: ") + error.what());
    }
  }
  Planes out = media::make_bgr24(width, height);
  if (frame.format() == PixelFormat::gray8) {
    const Planes gray = media::make_gray8(width, height);
    media::resample(frame.image(), window_of(region), gray.views[0]);
    gray_to_bgr(gray.views[0], out.views[0]);
  } else {
    Planes scaled = media::make_yuv420p(width, height);
    scale_yuv(frame, window_of(region), scaled);
    convert_yuv(scaled.views, frame.color(), out.views[0]);
  }
  return bgr_frame(std::move(out), frame);
}

Frame to_yuv420p(const Frame& frame) {
  if (frame.empty()) throw Error(ErrorCode::unsupported, "to_yuv420p: the frame is empty");
  if (frame.format() != PixelFormat::bgr24) return frame;
  Planes out = yuv_of_bgr(frame.image());
  return {std::move(out.owner), out.views, PixelFormat::yuv420p, frame.time(), ColorSpace{}};
}

Frame shrink(const Frame& frame, int width, int height) {
  if (width <= 0 || height <= 0 || width % 2 != 0 || height % 2 != 0 || width > frame.width() ||
      height > frame.height()) {
    throw Error(ErrorCode::invalid_argument,
                "shrink: cannot make " + std::to_string(width) + "x" + std::to_string(height) +
                    " of " + std::to_string(frame.width()) + "x" + std::to_string(frame.height()));
  }
  const Region all{0, 0, frame.width(), frame.height()};
  Planes out;
  switch (frame.format()) {
    case PixelFormat::bgr24:
      return bgr_region(frame, all, width, height);
    case PixelFormat::gray8:
      out = media::make_gray8(width, height);
      media::resample(frame.image(), window_of(all), out.views[0]);
      break;
    case PixelFormat::yuv420p:
      out = media::make_yuv420p(width, height);
      scale_yuv(frame, window_of(all), out);
      break;
  }
  return {std::move(out.owner), out.views, frame.format(), frame.time(), frame.color()};
}

}  // namespace facetrack
