// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

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

// A picture of for_sampling(), seen at any place.
class Source {
 public:
  explicit Source(const cv::Mat& sampled)
      : pixels_(sampled),
        right_(static_cast<float>(sampled.cols - 2 * border - 1)),
        bottom_(static_cast<float>(sampled.rows - 2 * border - 1)) {}

  template <int taps>
  Colour at(float x, float y, const Kernel<taps>& kernel) const {
    x = std::clamp(x, 0.0F, right_) + border;
    y = std::clamp(y, 0.0F, bottom_) + border;
    const int ix = static_cast<int>(x);
    const int iy = static_cast<int>(y);
    const auto phase_x = static_cast<std::size_t>((x - static_cast<float>(ix)) * phases + 0.5F);
    const auto phase_y = static_cast<std::size_t>((y - static_cast<float>(iy)) * phases + 0.5F);
    if (phase_x == 0 && phase_y == 0) {  // still backgrounds: half of most pictures
      return cv::v_load(pixels_.ptr<float>(iy) + 4 * ix);
    }
    const auto& wx = kernel[phase_x];
    const auto& wy = kernel[phase_y];
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
  float right_;
  float bottom_;
};

// One row of a grid picture, brought to the picture's size.
template <int channels>
class GridRow {
 public:
  GridRow(const cv::Mat& grid, cv::Size full)
      : grid_(grid),
        full_(full),
        blend_(static_cast<std::size_t>(grid.cols * channels)),
        row_(static_cast<std::size_t>(full.width * channels)) {
    for (int x = 0; x < full.width; ++x) {
      const float at = place(x, grid.cols, full.width);
      left_.push_back(static_cast<int>(at));
      share_.push_back(at - std::floor(at));
    }
  }

  void move_to(int y) {
    if (grid_.size() == full_) {
      data_ = grid_.ptr<float>(y);
      return;
    }
    const float at = place(y, grid_.rows, full_.height);
    const float* top = grid_.ptr<float>(static_cast<int>(at));
    const float* bottom = grid_.ptr<float>(std::min(static_cast<int>(at) + 1, grid_.rows - 1));
    const float k = at - std::floor(at);
    for (std::size_t i = 0; i < blend_.size(); ++i) blend_[i] = top[i] + k * (bottom[i] - top[i]);
    for (int x = 0; x < full_.width; ++x) {
      const int left = left_[static_cast<std::size_t>(x)];
      const float* p = blend_.data() + channels * left;
      const float* q = blend_.data() + channels * std::min(left + 1, grid_.cols - 1);
      float* r = row_.data() + channels * x;
      const float w = share_[static_cast<std::size_t>(x)];
      for (int c = 0; c < channels; ++c) r[c] = p[c] + w * (q[c] - p[c]);
    }
    data_ = row_.data();
  }
  const float* data() const { return data_; }

 private:
  // Of a pixel's middle among the middles of the grid.
  static float place(int i, int grid, int full) {
    const float at =
        (static_cast<float>(i) + 0.5F) * static_cast<float>(grid) / static_cast<float>(full) - 0.5F;
    return std::clamp(at, 0.0F, static_cast<float>(grid - 1));
  }

  const cv::Mat& grid_;
  cv::Size full_;
  std::vector<float> blend_;
  std::vector<float> row_;
  std::vector<int> left_;
  std::vector<float> share_;
  const float* data_ = nullptr;
};

// Keeps the detail in which both pictures agree and calms where they differ, which is noise or a
// motion not found: each pixel's fine structure is scaled by its share of agreement (a Wiener
// gain). `difference` is half of what the pictures differ by; both CV_32FC4.
constexpr double detail_sigma = 0.8;
constexpr int agreement_window = 7;
constexpr float noise_weight = 0.7F;
// The picture is made in strips that stay in the cache; the margin is what the windows reach.
constexpr int strip = 96;
constexpr int strip_margin = 8;

cv::Mat fine(const cv::Mat& luma) {
  cv::Mat coarse;
  cv::GaussianBlur(luma, coarse, {5, 5}, detail_sigma);
  return luma - coarse;
}

void keep_agreed_detail(const cv::Mat& mix, const cv::Mat& luma, const cv::Mat& difference,
                        cv::Range rows, cv::Mat out) {
  const cv::Mat detail = fine(luma);
  const cv::Mat noise = fine(difference);
  cv::Mat energy = detail.mul(detail);
  cv::Mat doubt = noise.mul(noise);
  const cv::Size window(agreement_window, agreement_window);
  cv::blur(energy, energy, window);
  cv::blur(doubt, doubt, window);
  for (int y = rows.start; y < rows.end; ++y) {
    const auto* m = mix.ptr<cv::Vec4f>(y);
    const auto* h = detail.ptr<float>(y);
    const auto* e = energy.ptr<float>(y);
    const auto* d = doubt.ptr<float>(y);
    auto* o = out.ptr<cv::Vec3b>(y - rows.start);
    for (int x = 0; x < mix.cols; ++x) {
      const float gain = std::max(e[x] - noise_weight * d[x], 0.0F) / (e[x] + 1e-3F);
      const float less = (1 - gain) * h[x];
      for (int c = 0; c < 3; ++c) o[x][c] = cv::saturate_cast<uchar>(m[x][c] - less);
    }
  }
}

template <int taps>
cv::Mat render_with(const Kernel<taps>& kernel, const cv::Mat& a, const cv::Mat& b,
                    const MotionAt& at, float t) {
  // Grid pixels. Motions nearer than this are two measurements of one, and are averaged: sampling
  // once instead of twice halves the work and loses nothing.
  static constexpr float same = 0.5F;
  const Kernel<2> soft = [] {
    Kernel<2> linear{};
    for (std::size_t k = 0; k <= phases; ++k) {
      linear[k] = {1 - static_cast<float>(k) / phases, static_cast<float>(k) / phases};
    }
    return linear;
  }();
  const Source from_a(a);
  const Source from_b(b);
  const cv::Size size(a.cols - 2 * border, a.rows - 2 * border);
  GridRow<4> motions(at.motion, size);
  GridRow<3> shares(at.shares, size);
  GridRow<2> calm(at.calm, size);
  const float sx = static_cast<float>(size.width) / static_cast<float>(at.motion.cols);
  const float sy = static_cast<float>(size.height) / static_cast<float>(at.motion.rows);
  const int rows = std::min(strip + 2 * strip_margin, size.height);
  cv::Mat mix(rows, size.width, CV_32FC4);
  cv::Mat luma(rows, size.width, CV_32F);
  cv::Mat difference(rows, size.width, CV_32F);
  cv::Mat out(size, CV_8UC3);
  const Colour luma_weights(0.25F, 0.5F, 0.25F, 0.0F);
  const auto mix_row = [&](int y, int to) {
    motions.move_to(y);
    shares.move_to(y);
    calm.move_to(y);
    const auto fy = static_cast<float>(y);
    for (int x = 0; x < size.width; ++x) {
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
      const float k = s[1];
      const bool one = std::abs(m[0] - m[2]) + std::abs(m[1] - m[3]) < same;
      Colour result = one ? pick(m[2] + k * (m[0] - m[2]), m[3] + k * (m[1] - m[3]), differ)
                          : pick(m[0], m[1], differ);
      if (!one) {
        Colour other;
        const Colour second = pick(m[2], m[3], other);
        const Colour first_share = cv::v_setall_f32(k);
        result = cv::v_muladd(result - second, first_share, second);
        differ = cv::v_muladd(differ - other, first_share, other);
      }
      if (s[2] > 0.01F) {
        const float* v = calm.data() + 2 * x;
        const Colour p = from_a.at<2>(fx - t * v[0] * sx, fy - t * v[1] * sy, soft);
        const Colour q = from_b.at<2>(fx + (1 - t) * v[0] * sx, fy + (1 - t) * v[1] * sy, soft);
        const Colour quiet = cv::v_muladd(p - q, cv::v_setall_f32(1 - t), q);
        result = cv::v_muladd(quiet - result, cv::v_setall_f32(s[2]), result);
      }
      cv::v_store(mix.ptr<float>(to) + 4 * x, result);
      luma.ptr<float>(to)[x] = cv::v_reduce_sum(result * luma_weights);
      difference.ptr<float>(to)[x] = 0.5F * cv::v_reduce_sum(differ * luma_weights);
    }
  };
  for (int top = 0; top < size.height; top += strip) {
    const int first = std::max(top - strip_margin, 0);
    const int bottom = std::min(top + strip, size.height);
    const int last = std::min(bottom + strip_margin, size.height);
    for (int y = first; y < last; ++y) mix_row(y, y - first);
    const cv::Range all(0, last - first);
    keep_agreed_detail(mix.rowRange(all), luma.rowRange(all), difference.rowRange(all),
                       {top - first, bottom - first}, out.rowRange(top, bottom));
  }
  return out;
}

}  // namespace

cv::Mat for_sampling(const cv::Mat& bgr) {
  cv::Mat four;
  cv::cvtColor(bgr, four, cv::COLOR_BGR2BGRA);
  cv::copyMakeBorder(four, four, border, border, border, border, cv::BORDER_REPLICATE);
  cv::Mat sampled;
  four.convertTo(sampled, CV_32F);
  return sampled;
}

cv::Mat render(const cv::Mat& a, const cv::Mat& b, const MotionAt& at, int shrink, float t) {
  static const Kernel<6> lanczos = make_lanczos();
  static const Kernel<4> cubic = make_cubic();
  return shrink == 1 ? render_with<6>(lanczos, a, b, at, t) : render_with<4>(cubic, a, b, at, t);
}

}  // namespace facetrack::bridge
