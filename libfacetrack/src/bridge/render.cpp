// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "bridge/motion.hpp"
#include "core/fast.hpp"

namespace facetrack::bridge {
namespace {

// Two pixels of four channels (blue, green, red, nothing) at once, and four pixels.
using Float8 = float __attribute__((vector_size(32)));
using Float4 = float __attribute__((vector_size(16)));
using Short16 = short __attribute__((vector_size(32)));

// Eight floats or sixteen shorts from anywhere.
template <typename Vector, typename Value>
FACETRACK_INLINE void load(const Value* from, Vector& to) {
  using Anywhere __attribute__((vector_size(32), aligned(alignof(Value)), may_alias)) = Value;
  to = *reinterpret_cast<const Anywhere*>(from);
}

constexpr int phases = 64;  // positions between two pixels; finer ones change no grey level
constexpr int border = 4;   // pixels added around, so that no tap falls outside

// Of the tap `i` of `taps` at a position between two pixels.
double tap_distance(int i, int taps, int phase) {
  const int pixels = i - (taps / 2 - 1);
  return std::abs(pixels - static_cast<double>(phase) / phases);
}

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

// Cubic convolution with a = -0.75: sharper than Catmull-Rom, a fifth of the work of the spline.
double cubic(double x) {
  constexpr double a = -0.75;
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

// Weights of the pixels around each position between two pixels.
struct SplineKernel {
  static constexpr int taps = 6;
  alignas(32) float across[phases + 1][4 * taps];  // each four times, for the channels
  float down[phases + 1][taps];

  SplineKernel() {
    for (int k = 0; k <= phases; ++k) {
      for (int i = 0; i < taps; ++i) {
        down[k][i] = static_cast<float>(spline(tap_distance(i, taps, k)));
        std::fill_n(across[k] + 4 * i, 4, down[k][i]);
      }
    }
  }
};

// The same of the cubic. Rows are summed in 16-bit numbers: 128 * 128 * 1.375 fits, the latter
// being the most that the weights' sizes sum up to.
struct CubicKernel {
  static constexpr int taps = 4;
  static constexpr int whole = 128;
  alignas(32) float across[phases + 1][4 * taps];
  short down[phases + 1][taps];  // of `whole`

  CubicKernel() {
    for (int k = 0; k <= phases; ++k) {
      int rest = whole;
      for (int i = 0; i < taps; ++i) {
        const double weight = cubic(tap_distance(i, taps, k));
        std::fill_n(across[k] + 4 * i, 4, static_cast<float>(weight / whole));
        down[k][i] = static_cast<short>(std::lround(weight * whole));
        rest -= down[k][i];
      }
      short& largest = down[k][k <= phases / 2 ? taps / 2 - 1 : taps / 2];
      largest = static_cast<short>(largest + rest);  // a plain area stays what it is
    }
  }
};

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

// A picture of for_sampling(), seen at any place: coefficients of the spline, or grey levels less
// 128.
template <typename Value>
struct Source {
  const Value* pixels;
  std::ptrdiff_t stride;  // values
  float right, bottom;

  explicit Source(const cv::Mat& sampled)
      : pixels(sampled.ptr<Value>()),
        stride(static_cast<std::ptrdiff_t>(sampled.step1())),
        right(static_cast<float>(sampled.cols - 2 * border - 1)),
        bottom(static_cast<float>(sampled.rows - 2 * border - 1)) {}

  const Value* at(int x, int y) const { return pixels + y * stride + 4 * x; }
};
using SplineSource = Source<float>;
using ShortSource = Source<short>;

// The pixel left of and above a place, and how far behind it that is.
struct Place {
  int x, y;
  int phase_x, phase_y;
};

template <typename Value>
FACETRACK_INLINE Place find_place(const Source<Value>& from, float x, float y) {
  x = lesser(greater(x, 0.0F), from.right) + border;
  y = lesser(greater(y, 0.0F), from.bottom) + border;
  const int ix = static_cast<int>(x);
  const int iy = static_cast<int>(y);
  return {ix, iy, static_cast<int>((x - static_cast<float>(ix)) * phases + 0.5F),
          static_cast<int>((y - static_cast<float>(iy)) * phases + 0.5F)};
}

// The value at a place, in two parts that sum up to it.
FACETRACK_INLINE void sample(const SplineSource& from, float x, float y, const SplineKernel& kernel,
                             Float8& out) {
  constexpr int taps = SplineKernel::taps;
  const Place place = find_place(from, x, y);
  const float* across = kernel.across[place.phase_x];
  const float* down = kernel.down[place.phase_y];
  const float* row = from.at(place.x - (taps / 2 - 1), place.y - (taps / 2 - 1));
  Float8 sum = {};
  for (int j = 0; j < taps; ++j, row += from.stride) {
    Float8 line = {};
    for (int i = 0; i < taps; i += 2) {
      Float8 pair;
      load(row + 4 * i, pair);
      Float8 weight;
      load(across + 4 * i, weight);
      line += pair * weight;
    }
    sum += line * down[j];
  }
  out = sum;
}

FACETRACK_INLINE void sample(const ShortSource& from, float x, float y, const CubicKernel& kernel,
                             Float8& out) {
  constexpr int taps = CubicKernel::taps;
  const Place place = find_place(from, x, y);
  const short* down = kernel.down[place.phase_y];
  const short* row = from.at(place.x - (taps / 2 - 1), place.y - (taps / 2 - 1));
  Short16 sum = {};
  for (int j = 0; j < taps; ++j, row += from.stride) {
    Short16 pixels;
    load(row, pixels);
    sum += pixels * down[j];
  }
  Float8 left_weights;
  Float8 right_weights;
  load(kernel.across[place.phase_x], left_weights);
  load(kernel.across[place.phase_x] + 8, right_weights);
  const auto left = __builtin_shufflevector(sum, sum, 0, 1, 2, 3, 4, 5, 6, 7);
  const auto right = __builtin_shufflevector(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15);
  out = __builtin_convertvector(left, Float8) * left_weights +
        __builtin_convertvector(right, Float8) * right_weights;
}

// Both parts' sum.
FACETRACK_INLINE void fold(const Float8& parts, float scale, float offset, float* out) {
  Float4 halves[2];
  std::memcpy(halves, &parts, sizeof halves);
  const Float4 sum = (halves[0] + halves[1]) * scale + offset;
  std::memcpy(out, &sum, sizeof sum);
}

/// One row of motion on the picture's grid: `motion` as MotionAt::motion, `calm` as MotionAt::calm,
/// in the picture's pixels.
struct MotionRow {
  const float* motion;
  const float* calm;
  float scale_x, scale_y;
};

template <typename Source, typename Kernel>
FACETRACK_INLINE void mix_row(const Source& a, const Source& b, const Kernel& kernel,
                              const MotionRow& at, float y, int width, float t, float offset,
                              float* mix, float* difference) {
  for (int x = 0; x < width; ++x) {
    const float* m = at.motion + 4 * static_cast<std::ptrdiff_t>(x);
    const auto fx = static_cast<float>(x);
    const float vx = m[0] * at.scale_x;
    const float vy = m[1] * at.scale_y;
    Float8 p;
    Float8 q;
    sample(a, fx - t * vx, y - t * vy, kernel, p);
    sample(b, fx + (1 - t) * vx, y + (1 - t) * vy, kernel, q);
    const Float8 differ = p - q;
    Float8 result = q + differ * m[2];
    if (m[3] > 0.05F) {
      const float cx = at.calm[2 * x] * at.scale_x;
      const float cy = at.calm[2 * x + 1] * at.scale_y;
      sample(a, fx - t * cx, y - t * cy, kernel, p);
      sample(b, fx + (1 - t) * cx, y + (1 - t) * cy, kernel, q);
      result += (q + (p - q) * (1 - t) - result) * m[3];
    }
    fold(result, 1.0F, offset, mix + 4 * static_cast<std::ptrdiff_t>(x));
    fold(differ, 0.5F, 0.0F, difference + 4 * static_cast<std::ptrdiff_t>(x));
  }
}

FACETRACK_FAST void mix_thorough(const SplineSource& a, const SplineSource& b,
                                 const SplineKernel& kernel, const MotionRow& at, float y,
                                 int width, float t, float* mix, float* difference) {
  mix_row(a, b, kernel, at, y, width, t, 0.0F, mix, difference);
}

FACETRACK_FAST void mix_quick(const ShortSource& a, const ShortSource& b, const CubicKernel& kernel,
                              const MotionRow& at, float y, int width, float t, float* mix,
                              float* difference) {
  mix_row(a, b, kernel, at, y, width, t, 128.0F, mix, difference);
}

FACETRACK_FAST void blend_rows(const float* top, const float* bottom, float share, float* out,
                               int count) {
  for (int i = 0; i < count; ++i) out[i] = top[i] + share * (bottom[i] - top[i]);
}

template <int channels>
FACETRACK_INLINE void stretch(const float* row, const int* left, const float* share, float* out,
                              int width) {
  for (int x = 0; x < width; ++x) {
    const float* p = row + static_cast<std::ptrdiff_t>(channels) * left[x];
    for (int c = 0; c < channels; ++c) {
      out[channels * x + c] = p[c] + share[x] * (p[c + channels] - p[c]);
    }
  }
}

FACETRACK_FAST void stretch_four(const float* row, const int* left, const float* share, float* out,
                                 int width) {
  stretch<4>(row, left, share, out, width);
}

FACETRACK_FAST void stretch_two(const float* row, const int* left, const float* share, float* out,
                                int width) {
  stretch<2>(row, left, share, out, width);
}

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
    const auto stretch_row = grid_.channels() == 4 ? stretch_four : stretch_two;
    stretch_row(blend_.data(), left_.data(), share_.data(), row_.data(), full_.width);
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
  if (!thorough) {
    four.convertTo(sampled, CV_16S, 1, -128);
    return sampled;
  }
  four.convertTo(sampled, CV_32F);
  sharpen_for_spline(sampled);
  return sampled;
}

cv::Mat render(const cv::Mat& a, const cv::Mat& b, const MotionAt& at, bool thorough, float t) {
  static const SplineKernel fine;
  static const CubicKernel quick;
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
      if (thorough) {
        mix_thorough(SplineSource(a), SplineSource(b), fine, row, fy, size.width, t, to, differ);
      } else {
        mix_quick(ShortSource(a), ShortSource(b), quick, row, fy, size.width, t, to, differ);
      }
    }
    const cv::Range all(0, last - first);
    cv::Mat strip_out = out.rowRange(top, bottom);
    keep_agreed_detail(mix.rowRange(all), difference.rowRange(all), {top - first, bottom - first},
                       thorough, strip_out);
  }
  return out;
}

}  // namespace facetrack::bridge
