// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <opencv2/imgproc.hpp>

#include "bridge/detail_gain.hpp"
#include "bridge/motion.hpp"
#include "core/fast.hpp"

namespace facetrack::bridge {
namespace {

// The detail of each pixel is scaled by how well both pictures agree around it (a Wiener gain), in
// two bands. Sigmas and windows are the best of a few on Middlebury and on faces.
constexpr double fine_sigma = 1.0;
constexpr double coarse_sigma = 2.0;
constexpr int fine_window = 9;
constexpr int coarse_window = 15;

/// `plane` minus the noise, estimated from its detail and the detail of the difference.
FACETRACK_FAST void take_off(const float* detail, const float* energy, const float* doubt,
                             float* plane, int count) {
  for (int i = 0; i < count; ++i) {
    // Rounding of a running sum may give slightly less than zero.
    plane[i] -= noise_share(greater(doubt[i], 0.0F), greater(energy[i], 0.0F) + 1e-3F) * detail[i];
  }
}

FACETRACK_FAST void split_detail(const float* from, const float* smooth, float* detail,
                                 float* energy, int count) {
  for (int i = 0; i < count; ++i) {
    detail[i] = from[i] - smooth[i];
    energy[i] = detail[i] * detail[i];
  }
}

// Works on luma, blue minus green and red minus green, so that colour noise is reduced without
// changing the luma.
FACETRACK_FAST void to_planes(const float* bgra, float* luma, float* blue, float* red, int count) {
  for (int i = 0; i < count; ++i) {
    const float* p = bgra + 4 * static_cast<std::ptrdiff_t>(i);
    luma[i] = 0.25F * (p[0] + p[2]) + 0.5F * p[1];
    blue[i] = p[0] - p[1];
    red[i] = p[2] - p[1];
  }
}

FACETRACK_INLINE unsigned char to_byte(float value) {
  return static_cast<unsigned char>(lesser(greater(value + 0.5F, 0.0F), 255.0F));
}

FACETRACK_FAST void from_planes(const float* luma, const float* blue, const float* red,
                                unsigned char* bgr, int count) {
  for (int i = 0; i < count; ++i) {
    const float green = luma[i] - 0.25F * (blue[i] + red[i]);
    bgr[3 * i] = to_byte(green + blue[i]);
    bgr[3 * i + 1] = to_byte(green);
    bgr[3 * i + 2] = to_byte(green + red[i]);
  }
}

// Reduces the noise of one band, from `plane` to `smooth`; the same band of the difference shows
// the noise.
void reduce_band_noise(const cv::Mat& band, const cv::Mat& smooth, const cv::Mat& noise_band,
                       const cv::Mat& noise_smooth, int window, cv::Mat& plane) {
  const auto count = static_cast<int>(plane.total());
  cv::Mat detail(plane.size(), CV_32F);
  cv::Mat energy(plane.size(), CV_32F);
  cv::Mat noise(plane.size(), CV_32F);
  cv::Mat doubt(plane.size(), CV_32F);
  split_detail(noise_band.ptr<float>(), noise_smooth.ptr<float>(), noise.ptr<float>(),
               doubt.ptr<float>(), count);
  split_detail(band.ptr<float>(), smooth.ptr<float>(), detail.ptr<float>(), energy.ptr<float>(),
               count);
  cv::blur(energy, energy, {window, window});
  cv::blur(doubt, doubt, {window, window});
  take_off(detail.ptr<float>(), energy.ptr<float>(), doubt.ptr<float>(), plane.ptr<float>(), count);
}

void reduce_noise(cv::Mat& plane, const cv::Mat& difference) {
  const cv::Mat original = plane.clone();
  cv::Mat smooth;
  cv::Mat noise_smooth;
  cv::GaussianBlur(original, smooth, {}, fine_sigma);
  cv::GaussianBlur(difference, noise_smooth, {}, fine_sigma);
  reduce_band_noise(original, smooth, difference, noise_smooth, fine_window, plane);
  cv::Mat smoother;
  cv::Mat noise_smoother;
  cv::GaussianBlur(original, smoother, {}, coarse_sigma);
  cv::GaussianBlur(difference, noise_smoother, {}, coarse_sigma);
  reduce_band_noise(smooth, smoother, noise_smooth, noise_smoother, coarse_window, plane);
}

}  // namespace

void keep_agreed_detail(const cv::Mat& mix, const cv::Mat& difference, cv::Range rows,
                        cv::Mat& out) {
  const auto count = static_cast<int>(mix.total());
  std::array<cv::Mat, 3> planes;
  std::array<cv::Mat, 3> differences;
  for (cv::Mat& plane : planes) plane.create(mix.size(), CV_32F);
  for (cv::Mat& plane : differences) plane.create(mix.size(), CV_32F);
  to_planes(mix.ptr<float>(), planes[0].ptr<float>(), planes[1].ptr<float>(),
            planes[2].ptr<float>(), count);
  to_planes(difference.ptr<float>(), differences[0].ptr<float>(), differences[1].ptr<float>(),
            differences[2].ptr<float>(), count);
  for (std::size_t i = 0; i < planes.size(); ++i) reduce_noise(planes[i], differences[i]);
  for (int y = rows.start; y < rows.end; ++y) {
    from_planes(planes[0].ptr<float>(y), planes[1].ptr<float>(y), planes[2].ptr<float>(y),
                out.ptr<unsigned char>(y - rows.start), mix.cols);
  }
}

}  // namespace facetrack::bridge
