// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/core/hal/intrin.hpp>
#include <opencv2/imgproc.hpp>

#include "bridge/motion.hpp"

namespace facetrack::bridge {
namespace {

using Colour = cv::v_float32x4;  // blue, green, red, nothing

constexpr int phases = 64;  // positions between two pixels; finer ones change no grey level
constexpr int border = 4;   // pixels added around, so that no tap falls outside

// Weights of the `taps` pixels around each position between two pixels.
template <int taps>
using Kernel = std::array<std::array<float, taps>, phases + 1>;

// Lanczos of three lobes: loses least of the finest detail. For pictures whose motion is known to
// each pixel; 0.1 grey levels better than the cubic on Middlebury.
Kernel<6> make_lanczos() {
  Kernel<6> kernel{};
  for (std::size_t k = 0; k <= phases; ++k) {
    double sum = 0;
    std::array<double, 6> w{};
    for (int i = 0; i < 6; ++i) {
      const double z = CV_PI * (i - 2 - static_cast<double>(k) / phases);
      double value = 1;
      if (std::abs(z) >= 3 * CV_PI - 1e-9)
        value = 0;
      else if (std::abs(z) > 1e-9)
        value = 3 * std::sin(z) * std::sin(z / 3) / (z * z);
      w[static_cast<std::size_t>(i)] = value;
      sum += value;
    }
    for (std::size_t i = 0; i < 6; ++i) kernel[k][i] = static_cast<float>(w[i] / sum);
  }
  return kernel;
}

// Cubic convolution with a = -0.75: sharper than Catmull-Rom, a third of the work of Lanczos.
Kernel<4> make_cubic() {
  Kernel<4> kernel{};
  constexpr double a = -0.75;
  const auto far = [](double d) { return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a; };
  const auto near = [](double d) { return ((a + 2) * d - (a + 3)) * d * d + 1; };
  for (std::size_t k = 0; k <= phases; ++k) {
    const double p = static_cast<double>(k) / phases;
    kernel[k] = {static_cast<float>(far(1 + p)), static_cast<float>(near(p)),
                 static_cast<float>(near(1 - p)), static_cast<float>(far(2 - p))};
  }
  return kernel;
}

// A picture as CV_32FC4 with a border, sampled anywhere.
class Source {
 public:
  explicit Source(const cv::Mat& bgr) {
    cv::Mat four;
    cv::cvtColor(bgr, four, cv::COLOR_BGR2BGRA);
    cv::copyMakeBorder(four, four, border, border, border, border, cv::BORDER_REPLICATE);
    four.convertTo(pixels_, CV_32F);
    right_ = static_cast<float>(bgr.cols - 1);
    bottom_ = static_cast<float>(bgr.rows - 1);
  }

  template <int taps>
  Colour at(float x, float y, const Kernel<taps>& kernel) const {
    x = std::clamp(x, 0.0F, right_) + border;
    y = std::clamp(y, 0.0F, bottom_) + border;
    const int ix = static_cast<int>(x);
    const int iy = static_cast<int>(y);
    const auto& wx = kernel[static_cast<std::size_t>((x - static_cast<float>(ix)) * phases + 0.5F)];
    const auto& wy = kernel[static_cast<std::size_t>((y - static_cast<float>(iy)) * phases + 0.5F)];
    Colour sum = cv::v_setzero_f32();
    for (int j = 0; j < taps; ++j) {
      const float* p = pixels_.ptr<float>(iy + j - (taps / 2 - 1)) + 4 * (ix - (taps / 2 - 1));
      Colour row = cv::v_setzero_f32();
      for (int i = 0; i < taps; ++i) {
        row = cv::v_muladd(cv::v_load(p + 4 * i), cv::v_setall_f32(wx[static_cast<std::size_t>(i)]),
                           row);
      }
      sum = cv::v_muladd(row, cv::v_setall_f32(wy[static_cast<std::size_t>(j)]), sum);
    }
    return sum;
  }

 private:
  cv::Mat pixels_;
  float right_ = 0;
  float bottom_ = 0;
};

// One row of a grid picture, brought to the picture's size.
class GridRow {
 public:
  GridRow(const cv::Mat& grid, cv::Size full) : grid_(grid), full_(full) {}
  void move_to(int y) {
    const float at = std::clamp((static_cast<float>(y) + 0.5F) * static_cast<float>(grid_.rows) /
                                        static_cast<float>(full_.height) -
                                    0.5F,
                                0.0F, static_cast<float>(grid_.rows - 1));
    const int top = static_cast<int>(at);
    const int bottom = std::min(top + 1, grid_.rows - 1);
    const auto k = static_cast<double>(at - static_cast<float>(top));
    if (grid_.size() == full_) {
      row_ = grid_.row(y);
      return;
    }
    cv::addWeighted(grid_.row(top), 1 - k, grid_.row(bottom), k, 0, blend_);
    cv::resize(blend_, row_, {full_.width, 1}, 0, 0, cv::INTER_LINEAR);
  }
  const float* data() const { return row_.ptr<float>(); }

 private:
  const cv::Mat& grid_;
  cv::Size full_;
  cv::Mat blend_;
  cv::Mat row_;
};

// Keeps the detail in which both pictures agree and calms where they differ, which is noise or a
// motion not found: each pixel's fine structure is scaled by its share of agreement (a Wiener
// gain). `difference` is half of what the pictures differ by; both CV_32FC4.
constexpr double detail_sigma = 0.8;
constexpr int agreement_window = 7;
constexpr float noise_weight = 0.7F;

cv::Mat luma_of(const cv::Mat& colour) {
  cv::Mat luma;
  cv::transform(colour, luma, cv::Matx14f(0.25F, 0.5F, 0.25F, 0.0F));
  return luma;
}

cv::Mat fine(const cv::Mat& luma) {
  cv::Mat coarse;
  cv::GaussianBlur(luma, coarse, {5, 5}, detail_sigma);
  return luma - coarse;
}

cv::Mat keep_agreed_detail(const cv::Mat& mix, const cv::Mat& difference) {
  const cv::Mat detail = fine(luma_of(mix));
  const cv::Mat noise = fine(luma_of(difference));
  cv::Mat energy = detail.mul(detail);
  cv::Mat doubt = noise.mul(noise);
  const cv::Size window(agreement_window, agreement_window);
  cv::blur(energy, energy, window);
  cv::blur(doubt, doubt, window);
  cv::Mat out(mix.size(), CV_8UC3);
  for (int y = 0; y < mix.rows; ++y) {
    const auto* m = mix.ptr<cv::Vec4f>(y);
    const auto* h = detail.ptr<float>(y);
    const auto* e = energy.ptr<float>(y);
    const auto* d = doubt.ptr<float>(y);
    auto* o = out.ptr<cv::Vec3b>(y);
    for (int x = 0; x < mix.cols; ++x) {
      const float gain = std::max(e[x] - noise_weight * d[x], 0.0F) / (e[x] + 1e-3F);
      const float less = (1 - gain) * h[x];
      for (int c = 0; c < 3; ++c) o[x][c] = cv::saturate_cast<uchar>(m[x][c] - less);
    }
  }
  return out;
}

template <int taps>
cv::Mat render_with(const Kernel<taps>& kernel, const cv::Mat& a, const cv::Mat& b,
                    const MotionAt& at, float t) {
  static constexpr float same = 0.02F;  // grid pixels; motions nearer than this are one
  const Kernel<2> soft = [] {
    Kernel<2> linear{};
    for (std::size_t k = 0; k <= phases; ++k) {
      linear[k] = {1 - static_cast<float>(k) / phases, static_cast<float>(k) / phases};
    }
    return linear;
  }();
  const Source from_a(a);
  const Source from_b(b);
  GridRow motions(at.motion, a.size());
  GridRow shares(at.shares, a.size());
  GridRow calm(at.calm, a.size());
  const float sx = static_cast<float>(a.cols) / static_cast<float>(at.motion.cols);
  const float sy = static_cast<float>(a.rows) / static_cast<float>(at.motion.rows);
  cv::Mat mix(a.size(), CV_32FC4);
  cv::Mat difference(a.size(), CV_32FC4);
  for (int y = 0; y < a.rows; ++y) {
    motions.move_to(y);
    shares.move_to(y);
    calm.move_to(y);
    const auto fy = static_cast<float>(y);
    for (int x = 0; x < a.cols; ++x) {
      const auto fx = static_cast<float>(x);
      const float* m = motions.data() + 4 * x;
      const float* s = shares.data() + 3 * x;
      const Colour share_a = cv::v_setall_f32(s[0]);
      const auto pick = [&](float vx, float vy, Colour& differ) {
        const Colour p = from_a.template at<taps>(fx - t * vx * sx, fy - t * vy * sy, kernel);
        const Colour q =
            from_b.template at<taps>(fx + (1 - t) * vx * sx, fy + (1 - t) * vy * sy, kernel);
        differ = p - q;
        return cv::v_muladd(differ, share_a, q);
      };
      Colour differ;
      Colour result = pick(m[0], m[1], differ);
      if (std::abs(m[0] - m[2]) + std::abs(m[1] - m[3]) > same) {
        Colour other;
        const Colour second = pick(m[2], m[3], other);
        const Colour k = cv::v_setall_f32(s[1]);
        result = cv::v_muladd(result - second, k, second);
        differ = cv::v_muladd(differ - other, k, other);
      }
      if (s[2] > 0.01F) {
        const float* v = calm.data() + 2 * x;
        const Colour p = from_a.at<2>(fx - t * v[0] * sx, fy - t * v[1] * sy, soft);
        const Colour q = from_b.at<2>(fx + (1 - t) * v[0] * sx, fy + (1 - t) * v[1] * sy, soft);
        const Colour quiet = cv::v_muladd(p - q, cv::v_setall_f32(1 - t), q);
        result = cv::v_muladd(quiet - result, cv::v_setall_f32(s[2]), result);
      }
      cv::v_store(mix.ptr<float>(y) + 4 * x, result);
      cv::v_store(difference.ptr<float>(y) + 4 * x, differ * cv::v_setall_f32(0.5F));
    }
  }
  return keep_agreed_detail(mix, difference);
}

}  // namespace

cv::Mat render(const cv::Mat& a, const cv::Mat& b, const MotionAt& at, int shrink, float t) {
  static const Kernel<6> lanczos = make_lanczos();
  static const Kernel<4> cubic = make_cubic();
  return shrink == 1 ? render_with<6>(lanczos, a, b, at, t) : render_with<4>(cubic, a, b, at, t);
}

}  // namespace facetrack::bridge
