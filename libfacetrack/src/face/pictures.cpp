// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/pictures.hpp"

#include <algorithm>
#include <cmath>

#include <opencv2/core/utility.hpp>
#include <opencv2/imgproc.hpp>

#include "facetrack/opencv.hpp"

#include "face/align.hpp"

namespace facetrack {
namespace {

// The part of the picture that the crop needs, with one more pixel on each side for the
// interpolation.
cv::Rect needed_part(const Similarity& to_crop, int width, int height, const cv::Size& picture) {
  const Similarity back = to_crop.inverse();
  const auto w = static_cast<float>(width);
  const auto h = static_cast<float>(height);
  float left = INFINITY;
  float top = INFINITY;
  float right = -INFINITY;
  float bottom = -INFINITY;
  for (const Point corner : {Point{0, 0}, Point{w, 0}, Point{0, h}, Point{w, h}}) {
    const Point p = back(corner);
    left = std::min(left, p.x);
    right = std::max(right, p.x);
    top = std::min(top, p.y);
    bottom = std::max(bottom, p.y);
  }
  const auto inside = [](float value, int limit) {
    return static_cast<int>(std::clamp(value, 0.0F, static_cast<float>(limit)));
  };
  const int x0 = inside(std::floor(left) - 1, picture.width - 1);
  const int y0 = inside(std::floor(top) - 1, picture.height - 1);
  const int x1 = std::max(x0 + 1, inside(std::ceil(right) + 2, picture.width));
  const int y1 = std::max(y0 + 1, inside(std::ceil(bottom) + 2, picture.height));
  return {x0, y0, x1 - x0, y1 - y0};
}

}  // namespace

void require_bgr(const ImageView& image, const char* who) {
  if (image.format != PixelFormat::bgr24) {
    throw Error(ErrorCode::invalid_argument,
                std::string(who) + ": the picture must be bgr24; to_bgr24() converts");
  }
}

void require_faces(const ImageView& image, std::span<const Detection> faces, const char* who) {
  require_bgr(image, who);
  if (std::all_of(faces.begin(), faces.end(), is_usable)) return;
  throw Error(
      ErrorCode::invalid_argument,
      std::string(who) + ": a face's box or landmarks are not usable (not finite, or empty)");
}

ImageView as_view(const cv::Mat& picture) noexcept {
  return {reinterpret_cast<const std::byte*>(picture.data), picture.cols, picture.rows,
          static_cast<std::ptrdiff_t>(picture.step[0]), PixelFormat::bgr24};
}

cv::Mat crop(const ImageView& image, Similarity to_crop, int width, int height) {
  if (image.empty()) return cv::Mat::zeros(height, width, CV_8UC3);
  const cv::Mat picture = as_mat(image);
  const cv::Rect part = needed_part(to_crop, width, height, picture.size());
  cv::Mat source = picture(part);
  // Maps points into the part: first its shift, then its reduction.
  Point origin{static_cast<float>(part.x), static_cast<float>(part.y)};
  const Point moved = to_crop(origin);
  to_crop.x0 = moved.x;
  to_crop.y0 = moved.y;

  // Bilinear sampling reads four pixels. Below half size it would skip some, so average first.
  const int shrink = static_cast<int>(1.0F / to_crop.scale());
  if (shrink >= 2 && part.width >= shrink && part.height >= shrink) {
    const cv::Size size(part.width / shrink, part.height / shrink);
    const cv::Rect even(0, 0, size.width * shrink, size.height * shrink);
    cv::Mat small;
    cv::resize(source(even), small, size, 0, 0, cv::INTER_AREA);
    source = small;
    const auto factor = static_cast<float>(shrink);
    // Pixel centres: small pixel k covers k*factor .. and has its centre at k*factor + rest.
    const float rest = (factor - 1) / 2;
    const Point start = to_crop({rest, rest});
    to_crop = {to_crop.a * factor, to_crop.b * factor, start.x, start.y};
  }
  const cv::Matx23f matrix(to_crop.a, -to_crop.b, to_crop.x0, to_crop.b, to_crop.a, to_crop.y0);
  cv::Mat result;
  cv::warpAffine(source, result, matrix, cv::Size(width, height), cv::INTER_LINEAR,
                 cv::BORDER_REPLICATE);
  return result;
}

cv::Mat crop_face(const ImageView& image, const Landmarks& points, const Landmarks& target,
                  int width, int height) {
  const auto to_crop = fit_similarity(points, target);
  return to_crop ? crop(image, *to_crop, width, height) : cv::Mat::zeros(height, width, CV_8UC3);
}

void make_unit_length(std::vector<float>& values) noexcept {
  double square = 0;
  for (const float value : values) square += static_cast<double>(value) * value;
  if (!(square > 0)) return;
  const auto factor = static_cast<float>(1.0 / std::sqrt(square));
  for (float& value : values) value *= factor;
}

void without_inner_threads(const std::function<void()>& work) {
  cv::parallel_for_(cv::Range(0, 1), [&work](const cv::Range&) { work(); });
}

}  // namespace facetrack
