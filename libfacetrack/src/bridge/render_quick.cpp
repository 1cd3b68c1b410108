// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "bridge/agreed_luma.hpp"
#include "bridge/grid_row.hpp"
#include "bridge/motion.hpp"
#include "bridge/sample.hpp"
#include "core/fast.hpp"

namespace facetrack::bridge {
namespace {

FACETRACK_INLINE Float4 load(const float* from) {
  Float4 to;
  std::memcpy(&to, from, sizeof to);
  return to;
}

/// The positions of the pixels of one row in both pictures.
struct Geometry {
  float t;
  Float4 scale;      // scales a motion on the grid to the paths into a and into b
  Float4 low, high;  // the corners of the pictures

  Geometry(int shrink, cv::Size full, float moment) : t(moment) {
    scale = Float4{-t, -t, 1 - t, 1 - t} * static_cast<float>(shrink);
    low = Float4{} + static_cast<float>(sampling_border);
    const auto right = static_cast<float>(full.width - 1);
    const auto bottom = static_cast<float>(full.height - 1);
    high = low + Float4{right, bottom, right, bottom};
  }

  FACETRACK_INLINE Float4 places(int x, float y, Float4 motion) const {
    const float fx = static_cast<float>(x) + static_cast<float>(sampling_border);
    const Float4 at = Float4{fx, y, fx, y} + motion * scale;
    const Float4 right = at > low ? at : low;
    return right < high ? right : high;
  }
};

FACETRACK_FAST void place_row(const float* motion, const Geometry& geometry, float y, int width,
                              Float4* places) {
  for (int x = 0; x < width; ++x) {
    const Float4 m = load(motion + 4 * static_cast<std::ptrdiff_t>(x));
    places[x] = geometry.places(x, y, __builtin_shufflevector(m, m, 0, 1, 0, 1));
  }
}

constexpr Float4 luma_weights = {0.25F, 0.5F, 0.25F, 0};

FACETRACK_FAST void mix_row(const Int4* from_a, const Int4* from_b, const float* motion, int width,
                            Float4* mix, float* pairs) {
  for (int x = 0; x < width; ++x) {
    const Float4 p = __builtin_convertvector(from_a[x], Float4);
    const Float4 q = __builtin_convertvector(from_b[x], Float4);
    const Float4 differ = p - q;
    mix[x] = (q + differ * motion[4 * static_cast<std::ptrdiff_t>(x) + 2]) * sample_unit +
             static_cast<float>(sample_middle);
    const Float4 luma = mix[x] * luma_weights;
    const Float4 half = differ * (luma_weights * (0.5F * sample_unit));
    const Float4 sums = __builtin_shufflevector(luma, half, 0, 4, 1, 5) +
                        __builtin_shufflevector(luma, half, 2, 6, 3, 7);
    pairs[2 * x] = sums[0] + sums[2];
    pairs[2 * x + 1] = sums[1] + sums[3];
  }
}

using Bytes4 = unsigned char __attribute__((vector_size(4)));
using Bytes16 = unsigned char __attribute__((vector_size(16)));

FACETRACK_INLINE Bytes4 finished(Float4 mix, float disputed_detail) {
  const Float4 value = mix - disputed_detail + 0.5F;
  const Float4 low = value > 0.0F ? value : Float4{};
  const Float4 in_range = low < 255.0F ? low : Float4{} + 255.0F;
  // The lowest byte of each number. GCC takes four times as long to convert one number at a time.
  const auto all = reinterpret_cast<Bytes16>(__builtin_convertvector(in_range, Int4));
  return __builtin_shufflevector(all, all, 0, 4, 8, 12);
}

FACETRACK_FAST void finish_row(const Float4* mix, const float* disputed_detail, unsigned char* bgr,
                               int width) {
  // The fourth byte of each pixel is overwritten by the first of the next.
  for (int x = 0; x + 1 < width; ++x, bgr += 3) {
    const Bytes4 bytes = finished(mix[x], disputed_detail[x]);
    std::memcpy(bgr, &bytes, 4);
  }
  const Bytes4 last = finished(mix[width - 1], disputed_detail[width - 1]);
  std::memcpy(bgr, &last, 3);
}

/// Computes rows of the mix of two pictures, from the top down.
class Mixer {
 public:
  Mixer(const cv::Mat& a, const cv::Mat& b, const MotionAt& at, cv::Size size, float t)
      : a_(a),
        b_(b),
        width_(size.width),
        motions_(at.motion, at.shrink, size.width),
        calms_(at.calm, at.shrink, size.width),
        geometry_(at.shrink, size, t),
        places_(static_cast<std::size_t>(width_)),
        from_a_(places_.size()),
        from_b_(places_.size()) {}

  /// `mix`: the row; `pairs`: the input of AgreedLuma::push().
  void row(int y, Float4* mix, float* pairs) {
    const float* motion = motions_.at(y);
    const float fy = static_cast<float>(y) + static_cast<float>(sampling_border);
    place_row(motion, geometry_, fy, width_, places_.data());
    sample_places(a_, b_, places_.data(), width_, from_a_.data(), from_b_.data());
    mix_row(from_a_.data(), from_b_.data(), motion, width_, mix, pairs);
    calm_row(motion, y, fy, mix, pairs);
  }

 private:
  // If the motion does not explain the pictures, the motion of the surroundings is mixed in.
  void calm_row(const float* motion, int y, float fy, Float4* mix, float* pairs) {
    unclear_.clear();
    const float* calm = nullptr;
    for (int x = 0; x < width_; ++x) {
      if (motion[4 * static_cast<std::ptrdiff_t>(x) + 3] <= unclear_enough) continue;
      if (calm == nullptr) calm = calms_.at(y);
      const float* c = calm + 2 * static_cast<std::ptrdiff_t>(x);
      places_[unclear_.size()] = geometry_.places(x, fy, Float4{c[0], c[1], c[0], c[1]});
      unclear_.push_back(x);
    }
    const auto count = static_cast<int>(unclear_.size());
    sample_places(a_, b_, places_.data(), count, from_a_.data(), from_b_.data());
    for (std::size_t i = 0; i < unclear_.size(); ++i) {
      const auto x = static_cast<std::ptrdiff_t>(unclear_[i]);
      const Float4 p = __builtin_convertvector(from_a_[i], Float4);
      const Float4 q = __builtin_convertvector(from_b_[i], Float4);
      const Float4 fade =
          (q + (p - q) * (1 - geometry_.t)) * sample_unit + static_cast<float>(sample_middle);
      mix[x] += (fade - mix[x]) * motion[4 * x + 3];
      const Float4 luma = mix[x] * luma_weights;
      pairs[2 * x] = luma[0] + luma[1] + luma[2];
    }
  }

  ByteSource a_, b_;
  int width_;
  GridRow motions_, calms_;
  Geometry geometry_;
  std::vector<Float4> places_;
  std::vector<Int4> from_a_, from_b_;
  std::vector<int> unclear_;
};

}  // namespace

cv::Mat byte_source(const cv::Mat& bgr) {
  constexpr int border = sampling_border;
  cv::Mat picture(bgr.rows + 2 * border, bgr.cols + 2 * border, CV_8UC4);
  cv::Mat inner = picture({border, border, bgr.cols, bgr.rows});
  cv::cvtColor(bgr, inner, cv::COLOR_BGR2BGRA);
  cv::copyMakeBorder(inner, picture, border, border, border, border,
                     cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
  return picture;
}

cv::Mat render_quick(const cv::Mat& a, const cv::Mat& b, const MotionAt& at, float t) {
  const cv::Size size(a.cols - 2 * sampling_border, a.rows - 2 * sampling_border);
  Mixer mixer(a, b, at, size, t);
  AgreedLuma detail(size.width);
  constexpr int reach = AgreedLuma::reach;
  constexpr int waiting = reach + 1;  // rows of the mix that wait for their detail
  const auto width = static_cast<std::size_t>(size.width);
  std::vector<Float4> mixes(width * waiting);
  const auto mix = [&](int y) {
    return mixes.data() + static_cast<std::size_t>(y % waiting) * width;
  };
  std::vector<float> pairs(2 * width);
  cv::Mat out(size, CV_8UC3);
  // The first and last rows are repeated outside the picture.
  for (int next = -reach; next < size.height + reach; ++next) {
    if (next == -reach || (next > 0 && next < size.height)) {
      const int y = std::max(next, 0);
      mixer.row(y, mix(y), pairs.data());
    }
    detail.push(pairs.data());
    const int done = next - reach;
    if (done >= 0) finish_row(mix(done), detail.disputed_detail(), out.ptr(done), size.width);
  }
  return out;
}

}  // namespace facetrack::bridge
