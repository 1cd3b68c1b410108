// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "draw/overlay.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "facetrack/error.hpp"

namespace facetrack::media {
namespace {

constexpr Ink white{235, 128, 128};
constexpr std::uint8_t black = 16;

/// Planes of one's own, drawn on one after the other: no colour conversion, no loss elsewhere.
class Canvas {
 public:
  explicit Canvas(const Frame& frame) : time_(frame.time()), color_(frame.color()) {
    format_ = frame.format();
    for (std::size_t i = 0; i < 3; ++i) {
      const ImageView& plane = frame.plane(static_cast<int>(i));
      if (plane.empty()) continue;
      const cv::Mat view(plane.height, plane.width, CV_8UC1, const_cast<std::byte*>(plane.data),
                         static_cast<std::size_t>(plane.stride));
      (*planes_)[i] = view.clone();
    }
    // Readable at any size: about a 40th of the picture's height.
    unit_ = std::max(1, static_cast<int>(std::lround(frame.height() / 360.0)));
  }

  void rectangle(const cv::Rect& rect, int thickness, const Ink& ink) {
    for (std::size_t i = 0; i < 3; ++i) {
      cv::Mat& plane = (*planes_)[i];
      if (plane.empty()) continue;
      const int by = i == 0 ? 1 : 2;
      const cv::Rect scaled(rect.x / by, rect.y / by, std::max(1, rect.width / by),
                            std::max(1, rect.height / by));
      cv::rectangle(plane, scaled, cv::Scalar(ink[i]),
                    thickness < 0 ? cv::FILLED : std::max(1, thickness / by));
    }
  }

  /// Text on a filled ground, its upper left corner at (x, y), moved into the picture.
  void text(const std::string& text, int x, int y, const Ink& ground) {
    if (text.empty()) return;
    const double scale = 0.4 * unit_;
    int base = 0;
    const cv::Size size = cv::getTextSize(text, cv::FONT_HERSHEY_SIMPLEX, scale, unit_, &base);
    const cv::Mat& luma = planes_->front();
    const cv::Size box(size.width + 6 * unit_, size.height + base + 4 * unit_);
    x = std::clamp(x, 0, std::max(0, luma.cols - box.width));
    y = std::clamp(y, 0, std::max(0, luma.rows - box.height));
    rectangle({x, y, box.width, box.height}, -1, ground);
    cv::putText(planes_->front(), text, {x + 3 * unit_, y + 2 * unit_ + size.height},
                cv::FONT_HERSHEY_SIMPLEX, scale, cv::Scalar(ground[0] > 125 ? black : white[0]),
                unit_, cv::LINE_AA);
  }

  int unit() const { return unit_; }
  int text_height() const { return 18 * unit_; }
  cv::Size size() const { return planes_->front().size(); }

  Frame frame() const {
    std::array<ImageView, 3> views{};
    for (std::size_t i = 0; i < 3; ++i) {
      const cv::Mat& plane = (*planes_)[i];
      if (plane.empty()) continue;
      views[i] = {reinterpret_cast<const std::byte*>(plane.data), plane.cols, plane.rows,
                  static_cast<std::ptrdiff_t>(plane.step[0]), PixelFormat::gray8};
    }
    return {planes_, views, format_, time_, color_};
  }

 private:
  FrameTime time_;
  ColorSpace color_;
  PixelFormat format_ = PixelFormat::gray8;
  int unit_ = 1;
  std::shared_ptr<std::array<cv::Mat, 3>> planes_ = std::make_shared<std::array<cv::Mat, 3>>();
};

cv::Rect whole(const Box& box) {
  return {static_cast<int>(std::lround(box.x)), static_cast<int>(std::lround(box.y)),
          static_cast<int>(std::lround(box.width)), static_cast<int>(std::lround(box.height))};
}

}  // namespace

Frame draw_overlay(const Frame& frame, std::span<const Mark> marks, const std::string& caption,
                   bool flash) {
  if (frame.format() == PixelFormat::bgr24) {
    throw Error(ErrorCode::unsupported, "an overlay is drawn on decoded frames only");
  }
  try {
    Canvas canvas(frame);
    if (flash) {
      canvas.rectangle({{0, 0}, canvas.size()}, 6 * canvas.unit(), white);
    }
    for (const Mark& mark : marks) {
      const cv::Rect rect = whole(mark.box);
      canvas.rectangle(rect, 2 * canvas.unit(), mark.ink);
      canvas.text(mark.label, rect.x, rect.y - canvas.text_height(), mark.ink);
    }
    canvas.text(caption, 0, canvas.size().height, {16, 128, 128});
    return canvas.frame();
  } catch (const cv::Exception& error) {
    throw Error(ErrorCode::backend, "the overlay cannot be drawn (" + error.err + ")");
  }
}

}  // namespace facetrack::media
