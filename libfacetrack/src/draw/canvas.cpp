// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include <opencv2/imgproc.hpp>

#include "facetrack/draw.hpp"
#include "facetrack/error.hpp"

namespace facetrack {
namespace {

/// Cells across a hidden area. With eight, recognisers still found 2 to 6 of 100 people among 300
/// (docs/redact.md, strength); with four, hardly more than by chance.
constexpr int cells = 4;

using Samples = std::array<std::uint8_t, 3>;

/// A colour as samples of a format: Y, Cb, Cr, or blue, green, red.
Samples samples_of(Color color, PixelFormat format, ColorSpace space) {
  if (format == PixelFormat::bgr24) return {color.blue, color.green, color.red};
  struct Weights {
    double red, blue;
  };
  const Weights w = space.matrix == ColorMatrix::bt709    ? Weights{0.2126, 0.0722}
                    : space.matrix == ColorMatrix::bt2020 ? Weights{0.2627, 0.0593}
                                                          : Weights{0.299, 0.114};
  const double y = w.red * color.red + (1 - w.red - w.blue) * color.green + w.blue * color.blue;
  const double cb = (color.blue - y) / (2 * (1 - w.blue));
  const double cr = (color.red - y) / (2 * (1 - w.red));
  const auto sample = [](double value) {
    return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
  };
  if (space.full_range) return {sample(y), sample(128 + cb), sample(128 + cr)};
  return {sample(16 + y * 219 / 255), sample(128 + cb * 224 / 255), sample(128 + cr * 224 / 255)};
}

/// The part of a box near the picture: larger numbers would overflow a pixel coordinate.
Box bounded(const Box& box, int width, int height) {
  const auto clamp = [](float value, int limit) {
    const auto bound = 2 * static_cast<float>(limit);
    return std::isnan(value) ? bound : std::clamp(value, -bound, bound);
  };
  const float left = clamp(box.x, width);
  const float top = clamp(box.y, height);
  return {left, top, std::max(0.0F, clamp(box.x + box.width, width) - left),
          std::max(0.0F, clamp(box.y + box.height, height) - top)};
}

}  // namespace

class Canvas::Impl {
 public:
  explicit Impl(const Frame& frame)
      : time_(frame.time()), color_(frame.color()), format_(frame.format()) {
    for (std::size_t i = 0; i < planes_->size(); ++i) {
      const ImageView& plane = frame.plane(static_cast<int>(i));
      if (plane.empty()) continue;
      const int type = format_ == PixelFormat::bgr24 ? CV_8UC3 : CV_8UC1;
      const cv::Mat view(plane.height, plane.width, type, const_cast<std::byte*>(plane.data),
                         static_cast<std::size_t>(plane.stride));
      (*planes_)[i] = view.clone();
    }
    unit_ = std::max(1, static_cast<int>(std::lround(frame.height() / 360.0)));
  }

  int width() const { return planes_->front().cols; }
  int height() const { return planes_->front().rows; }
  int unit() const { return unit_; }
  cv::Mat& plane(std::size_t i) { return (*planes_)[i]; }

  /// Calls `work` with each plane, the box in pixels of that plane, and the samples of `color`.
  template <typename Work>
  void on_planes(const Box& box, Color color, const Work& work) {
    const Box part = bounded(box, width(), height());
    const Samples samples = samples_of(color, format_, color_);
    for (std::size_t i = 0; i < planes_->size(); ++i) {
      if (plane(i).empty()) continue;
      const float by = i == 0 ? 1 : 2;
      const cv::Scalar value = format_ == PixelFormat::bgr24
                                   ? cv::Scalar(samples[0], samples[1], samples[2])
                                   : cv::Scalar(samples[i]);
      work(plane(i), {part.x / by, part.y / by, part.width / by, part.height / by}, value,
           static_cast<int>(by));
    }
  }

  Frame finish() {
    std::array<ImageView, 3> views{};
    for (std::size_t i = 0; i < planes_->size(); ++i) {
      const cv::Mat& from = plane(i);
      if (from.empty()) continue;
      views[i] = {reinterpret_cast<const std::byte*>(from.data), from.cols, from.rows,
                  static_cast<std::ptrdiff_t>(from.step[0]),
                  format_ == PixelFormat::bgr24 ? PixelFormat::bgr24 : PixelFormat::gray8};
    }
    return {std::exchange(planes_, {}), views, format_, time_, color_};
  }

 private:
  FrameTime time_;
  ColorSpace color_;
  PixelFormat format_;
  int unit_ = 1;
  std::shared_ptr<std::array<cv::Mat, 3>> planes_ = std::make_shared<std::array<cv::Mat, 3>>();
};

namespace {

/// All pixels that a box touches; empty if it misses the plane.
cv::Rect pixels_of(const Box& box, const cv::Mat& plane) {
  const int left = static_cast<int>(std::floor(box.x));
  const int top = static_cast<int>(std::floor(box.y));
  const int right = static_cast<int>(std::ceil(box.x + box.width));
  const int bottom = static_cast<int>(std::ceil(box.y + box.height));
  return cv::Rect(left, top, right - left, bottom - top) & cv::Rect(0, 0, plane.cols, plane.rows);
}

/// The pixels of `rect` that the ellipse in `box` covers.
cv::Mat ellipse_mask(const Box& box, const cv::Rect& rect) {
  cv::Mat mask = cv::Mat::zeros(rect.size(), CV_8UC1);
  // The ellipse is drawn in sixteenths of a pixel, because small faces need it exact.
  constexpr int shift = 4;
  constexpr float fine = 1 << shift;
  const auto fixed = [](float value) { return static_cast<int>(std::lround(value * fine)); };
  cv::ellipse(mask,
              {fixed(box.x + box.width / 2 - static_cast<float>(rect.x) - 0.5F),
               fixed(box.y + box.height / 2 - static_cast<float>(rect.y) - 0.5F)},
              {fixed(box.width / 2), fixed(box.height / 2)}, 0, 0, 360, 255, cv::FILLED, cv::LINE_8,
              shift);
  return mask;
}

/// Replaces the ellipse in `box` by `cells` x `cells` mean values, enlarged with `interpolation`.
void hide(cv::Mat& plane, const Box& box, int interpolation) {
  const cv::Rect rect = pixels_of(box, plane);
  if (rect.empty() || box.width <= 0 || box.height <= 0) return;
  // A box that the border cuts has fewer cells, not smaller ones.
  const auto count = [](int visible, float whole) {
    // Whole pixels may reach a little beyond the box.
    const float share = std::min(1.0F, static_cast<float>(visible) / whole);
    return std::clamp(static_cast<int>(std::ceil(cells * share)), 1, std::max(1, visible));
  };
  cv::Mat part = plane(rect);
  cv::Mat small;
  cv::Mat hidden;
  cv::resize(part, small, {count(rect.width, box.width), count(rect.height, box.height)}, 0, 0,
             cv::INTER_AREA);
  cv::resize(small, hidden, part.size(), 0, 0, interpolation);
  hidden.copyTo(part, ellipse_mask(box, rect));
}

template <typename Work>
void drawn(const Work& work) {
  try {
    work();
  } catch (const cv::Exception& error) {
    throw Error(ErrorCode::backend, "the picture cannot be drawn on (" + error.err + ")");
  }
}

}  // namespace

Canvas::Canvas(const Frame& frame) {
  if (frame.empty()) throw Error(ErrorCode::invalid_argument, "Canvas: the frame is empty");
  drawn([&] { impl_ = std::make_unique<Impl>(frame); });
}
Canvas::~Canvas() = default;
Canvas::Canvas(Canvas&&) noexcept = default;
Canvas& Canvas::operator=(Canvas&&) noexcept = default;

int Canvas::width() const noexcept { return impl_->width(); }
int Canvas::height() const noexcept { return impl_->height(); }
int Canvas::text_height() const noexcept { return 18 * impl_->unit(); }

void Canvas::blur(const Box& box) {
  drawn([&] {
    impl_->on_planes(box, {}, [](cv::Mat& plane, const Box& part, const cv::Scalar&, int) {
      hide(plane, part, cv::INTER_LINEAR);
    });
  });
}

void Canvas::pixelate(const Box& box) {
  drawn([&] {
    impl_->on_planes(box, {}, [](cv::Mat& plane, const Box& part, const cv::Scalar&, int) {
      hide(plane, part, cv::INTER_NEAREST);
    });
  });
}

void Canvas::fill(const Box& box, Color color) {
  drawn([&] {
    impl_->on_planes(box, color, [](cv::Mat& plane, const Box& part, const cv::Scalar& value, int) {
      const cv::Rect rect = pixels_of(part, plane);
      if (!rect.empty()) plane(rect).setTo(value);
    });
  });
}

void Canvas::fill_oval(const Box& box, Color color) {
  drawn([&] {
    impl_->on_planes(box, color, [](cv::Mat& plane, const Box& part, const cv::Scalar& value, int) {
      const cv::Rect rect = pixels_of(part, plane);
      if (!rect.empty()) plane(rect).setTo(value, ellipse_mask(part, rect));
    });
  });
}

void Canvas::outline(const Box& box, Color color, int thickness) {
  const auto wide = static_cast<float>(std::max(1, thickness));
  const float across = std::min(wide, box.width / 2);
  const float down = std::min(wide, box.height / 2);
  if (!(across > 0) || !(down > 0)) return;
  const float inner = box.height - 2 * down;
  fill({box.x, box.y, box.width, down}, color);
  fill({box.x, box.y + box.height - down, box.width, down}, color);
  fill({box.x, box.y + down, across, inner}, color);
  fill({box.x + box.width - across, box.y + down, across, inner}, color);
}

void Canvas::text(const Point& at, std::string_view ascii, Color color) {
  if (ascii.empty()) return;
  std::string shown(ascii);
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  drawn([&] {
    const int unit = impl_->unit();
    const double scale = 0.4 * unit;
    int base = 0;
    const cv::Size size = cv::getTextSize(shown, cv::FONT_HERSHEY_SIMPLEX, scale, unit, &base);
    const cv::Size ground(size.width + 6 * unit, size.height + base + 4 * unit);
    const auto place = [](float wanted, int room) {
      const auto most = static_cast<float>(std::max(0, room));
      return static_cast<int>(std::isnan(wanted) ? 0 : std::clamp(wanted, 0.0F, most));
    };
    const int x = place(at.x, width() - ground.width);
    const int y = place(at.y, height() - ground.height);
    fill({static_cast<float>(x), static_cast<float>(y), static_cast<float>(ground.width),
          static_cast<float>(ground.height)},
         color);
    // Grey letters need no chroma, so they are sharp in every format.
    const bool bright = 299 * color.red + 587 * color.green + 114 * color.blue > 128'000;
    const cv::Scalar ink = bright ? cv::Scalar::all(16) : cv::Scalar::all(235);
    cv::putText(impl_->plane(0), shown, {x + 3 * unit, y + 2 * unit + size.height},
                cv::FONT_HERSHEY_SIMPLEX, scale, ink, unit, cv::LINE_AA);
  });
}

std::span<std::byte> Canvas::row(int plane, int y) noexcept {
  cv::Mat& rows = impl_->plane(static_cast<std::size_t>(plane));
  return {reinterpret_cast<std::byte*>(rows.ptr(y)),
          static_cast<std::size_t>(rows.cols) * rows.elemSize()};
}

Frame Canvas::finish() { return impl_->finish(); }

}  // namespace facetrack
