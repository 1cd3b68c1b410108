// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "bridge/fast.hpp"
#include "bridge/motion.hpp"

namespace facetrack::bridge {
namespace {

// Two pixels of four channels (blue, green, red, nothing) at once.
using Float8 = float __attribute__((vector_size(32)));
using Float4 = float __attribute__((vector_size(16)));

constexpr int phases = 64;  // positions between two pixels; finer ones change no grey level
constexpr int border = 4;   // pixels added around, so that no tap falls outside

// Weights of the `taps` pixels around each position between two pixels, each four times.
template <int taps>
struct Kernel {
  alignas(32) float weights[phases + 1][4 * taps];
  float plain[phases + 1][taps];

  template <typename Weight>
  explicit Kernel(Weight weight) {
    for (int k = 0; k <= phases; ++k) {
      for (int i = 0; i < taps; ++i) {
        const double distance = i - (taps / 2 - 1) - static_cast<double>(k) / phases;
        plain[k][i] = static_cast<float>(weight(std::abs(distance)));
        for (int c = 0; c < 4; ++c) weights[k][4 * i + c] = plain[k][i];
      }
    }
  }
};

// The B-spline of degree 5: 0.035 grey levels better on Middlebury than the one of degree 3 and
// than Lanczos; degree 7 is no better. Its samples are coefficients, see sharpen_for_spline().
double spline(double x) {
  const double y = 3 - x;
  if (x < 1) return 0.55 - x * x / 2 + std::pow(x, 4) / 4 - std::pow(x, 5) / 12;
  if (x < 2) {
    return 0.425 + 5 * x / 8 - 7 * x * x / 4 + 5 * x * x * x / 4 - 3 * std::pow(x, 4) / 8 +
           std::pow(x, 5) / 24;
  }
  return x < 3 ? std::pow(y, 5) / 120 : 0;
}

// Cubic convolution with a = -0.75: sharper than Catmull-Rom, a third of the work of the spline.
double cubic(double x) {
  constexpr double a = -0.75;
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

// The coefficients with which the spline goes through every pixel: both of its poles, one after the
// other, as a filter long enough that nothing of it is lost.
void sharpen_for_spline(cv::Mat& picture) {
  for (const double pole : {-0.430575347099973, -0.0430962882032647}) {
    constexpr int reach = 14;
    std::vector<float> taps;
    for (int i = -reach; i <= reach; ++i) {
      taps.push_back(static_cast<float>((1 - pole) / (1 + pole) * std::pow(pole, std::abs(i))));
    }
    cv::sepFilter2D(picture, picture, -1, taps, taps, {-1, -1}, 0, cv::BORDER_REPLICATE);
  }
}

// A picture of for_sampling(), seen at any place.
struct Source {
  const float* pixels;
  std::ptrdiff_t stride;  // values
  float right, bottom;

  explicit Source(const cv::Mat& sampled)
      : pixels(sampled.ptr<float>()),
        stride(static_cast<std::ptrdiff_t>(sampled.step1())),
        right(static_cast<float>(sampled.cols - 2 * border - 1)),
        bottom(static_cast<float>(sampled.rows - 2 * border - 1)) {}
};

template <int taps>
FACETRACK_INLINE void sample(const Source& from, float x, float y, const Kernel<taps>& kernel,
                             Float8& out) {
  x = lesser(greater(x, 0.0F), from.right) + border;
  y = lesser(greater(y, 0.0F), from.bottom) + border;
  const int ix = static_cast<int>(x);
  const int iy = static_cast<int>(y);
  const int phase_x = static_cast<int>((x - static_cast<float>(ix)) * phases + 0.5F);
  const int phase_y = static_cast<int>((y - static_cast<float>(iy)) * phases + 0.5F);
  if (taps == 4 && phase_x == 0 && phase_y == 0) {  // still backgrounds: half of most pictures
    Float4 pixel;
    std::memcpy(&pixel, from.pixels + iy * from.stride + 4 * ix, sizeof pixel);
    out = Float8{pixel[0], pixel[1], pixel[2], pixel[3], 0, 0, 0, 0};
    return;
  }
  const float* wx = kernel.weights[phase_x];
  const float* wy = kernel.plain[phase_y];
  const float* row = from.pixels + (iy - (taps / 2 - 1)) * from.stride + 4 * (ix - (taps / 2 - 1));
  Float8 sum = {};
  for (int j = 0; j < taps; ++j, row += from.stride) {
    Float8 line = {};
    for (int i = 0; i < taps; i += 2) {
      Float8 pair;
      std::memcpy(&pair, row + 4 * i, sizeof pair);
      Float8 weight;
      std::memcpy(&weight, wx + 4 * i, sizeof weight);
      line += pair * weight;
    }
    sum += line * wy[j];
  }
  out = sum;
}

// Both halves' sum.
FACETRACK_INLINE void fold(const Float8& pair, float scale, float* out) {
  Float4 halves[2];
  std::memcpy(halves, &pair, sizeof halves);
  const Float4 sum = (halves[0] + halves[1]) * scale;
  std::memcpy(out, &sum, sizeof sum);
}

/// One row of motion on the picture's grid: `motion` as MotionAt::motion, `calm` as MotionAt::calm,
/// in the picture's pixels.
struct MotionRow {
  const float* motion;
  const float* calm;
  float scale_x, scale_y;
};

template <int taps>
FACETRACK_INLINE void mix_row(const Source& a, const Source& b, const Kernel<taps>& kernel,
                              const MotionRow& at, float y, int width, float t, float* mix,
                              float* difference) {
  for (int x = 0; x < width; ++x) {
    const float* m = at.motion + 4 * static_cast<std::ptrdiff_t>(x);
    const auto fx = static_cast<float>(x);
    const float vx = m[0] * at.scale_x;
    const float vy = m[1] * at.scale_y;
    Float8 p;
    Float8 q;
    sample<taps>(a, fx - t * vx, y - t * vy, kernel, p);
    sample<taps>(b, fx + (1 - t) * vx, y + (1 - t) * vy, kernel, q);
    const Float8 differ = p - q;
    Float8 result = q + differ * m[2];
    if (m[3] > 0.05F) {
      const float cx = at.calm[2 * x] * at.scale_x;
      const float cy = at.calm[2 * x + 1] * at.scale_y;
      sample<taps>(a, fx - t * cx, y - t * cy, kernel, p);
      sample<taps>(b, fx + (1 - t) * cx, y + (1 - t) * cy, kernel, q);
      result += (q + (p - q) * (1 - t) - result) * m[3];
    }
    fold(result, 1.0F, mix + 4 * static_cast<std::ptrdiff_t>(x));
    fold(differ, 0.5F, difference + 4 * static_cast<std::ptrdiff_t>(x));
  }
}

}  // namespace

FACETRACK_FAST void mix_thorough(const Source& a, const Source& b, const Kernel<6>& kernel,
                                 const MotionRow& at, float y, int width, float t, float* mix,
                                 float* difference) {
  mix_row<6>(a, b, kernel, at, y, width, t, mix, difference);
}

FACETRACK_FAST void mix_quick(const Source& a, const Source& b, const Kernel<4>& kernel,
                              const MotionRow& at, float y, int width, float t, float* mix,
                              float* difference) {
  mix_row<4>(a, b, kernel, at, y, width, t, mix, difference);
}

FACETRACK_FAST void blend_rows(const float* top, const float* bottom, float share, float* out,
                               int count) {
  for (int i = 0; i < count; ++i) out[i] = top[i] + share * (bottom[i] - top[i]);
}

FACETRACK_FAST void stretch_row(const float* row, const int* left, const float* share, int channels,
                                float* out, int width) {
  for (int x = 0; x < width; ++x) {
    const float* p = row + static_cast<std::ptrdiff_t>(channels) * left[x];
    for (int c = 0; c < channels; ++c) {
      out[channels * x + c] = p[c] + share[x] * (p[c + channels] - p[c]);
    }
  }
}

namespace {

// One row of a grid picture, brought to the picture's size.
class GridRow {
 public:
  GridRow(const cv::Mat& grid, cv::Size full)
      : grid_(grid),
        full_(full),
        // One more pixel, which the last one's neighbour may be; its share is then 0.
        blend_(static_cast<std::size_t>((grid.cols + 1) * grid.channels())),
        row_(static_cast<std::size_t>(full.width * grid.channels())) {
    for (int x = 0; x < full.width; ++x) {
      const float at = place(x, grid.cols, full.width);
      left_.push_back(static_cast<int>(at));
      share_.push_back(at - std::floor(at));
    }
  }

  const float* at(int y) {
    if (grid_.size() == full_) return grid_.ptr<float>(y);
    const float at = place(y, grid_.rows, full_.height);
    const int top = static_cast<int>(at);
    blend_rows(grid_.ptr<float>(top), grid_.ptr<float>(std::min(top + 1, grid_.rows - 1)),
               at - std::floor(at), blend_.data(), grid_.cols * grid_.channels());
    stretch_row(blend_.data(), left_.data(), share_.data(), grid_.channels(), row_.data(),
                full_.width);
    return row_.data();
  }

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
};

constexpr int strip = 96;  // rows; the picture is made in strips that stay in the cache

}  // namespace

cv::Mat for_sampling(const cv::Mat& bgr, bool thorough) {
  cv::Mat four;
  cv::cvtColor(bgr, four, cv::COLOR_BGR2BGRA);
  cv::copyMakeBorder(four, four, border, border, border, border, cv::BORDER_REPLICATE);
  cv::Mat sampled;
  four.convertTo(sampled, CV_32F);
  if (thorough) sharpen_for_spline(sampled);
  return sampled;
}

cv::Mat render(const cv::Mat& a, const cv::Mat& b, const MotionAt& at, bool thorough, float t) {
  static const Kernel<6> fine(spline);
  static const Kernel<4> quick(cubic);
  const Source from_a(a);
  const Source from_b(b);
  const cv::Size size(a.cols - 2 * border, a.rows - 2 * border);
  GridRow motions(at.motion, size);
  GridRow calms(at.calm, size);
  const float sx = static_cast<float>(size.width) / static_cast<float>(at.motion.cols);
  const float sy = static_cast<float>(size.height) / static_cast<float>(at.motion.rows);
  const int reach = detail_reach(thorough);
  const int rows = std::min(strip + 2 * reach, size.height);
  cv::Mat mix(rows, size.width, CV_32FC4);
  cv::Mat difference(rows, size.width, CV_32FC4);
  cv::Mat out(size, CV_8UC3);
  for (int top = 0; top < size.height; top += strip) {
    const int first = std::max(top - reach, 0);
    const int bottom = std::min(top + strip, size.height);
    const int last = std::min(bottom + reach, size.height);
    for (int y = first; y < last; ++y) {
      const MotionRow row{motions.at(y), calms.at(y), sx, sy};
      auto* to = mix.ptr<float>(y - first);
      auto* differ = difference.ptr<float>(y - first);
      const auto fy = static_cast<float>(y);
      if (thorough)
        mix_thorough(from_a, from_b, fine, row, fy, size.width, t, to, differ);
      else
        mix_quick(from_a, from_b, quick, row, fy, size.width, t, to, differ);
    }
    const cv::Range all(0, last - first);
    cv::Mat strip_out = out.rowRange(top, bottom);
    keep_agreed_detail(mix.rowRange(all), difference.rowRange(all), {top - first, bottom - first},
                       thorough, strip_out);
  }
  return out;
}

}  // namespace facetrack::bridge
