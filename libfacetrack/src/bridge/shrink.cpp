// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "bridge/shrink.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/fast.hpp"

namespace facetrack::bridge {
namespace {

// A coarse grid is halved again and again, which is several times faster where sizes are even.
constexpr int grid_multiple = 16;

FACETRACK_FAST void add_row(const unsigned char* row, unsigned short* sum, int count) {
  for (int i = 0; i < count; ++i) sum[i] = static_cast<unsigned short>(sum[i] + row[i]);
}

// The mean of each group of `by` neighbouring pixels, given the sums of `by` rows.
FACETRACK_INLINE void mean_row(const unsigned short* sums, int by, unsigned char* out, int width) {
  constexpr int bits = 22;  // what 255 times this leaves room for
  const int share = (1 << bits) / (by * by);
  for (int x = 0; x < width; ++x, sums += 3 * static_cast<std::ptrdiff_t>(by), out += 3) {
    for (int c = 0; c < 3; ++c) {
      int sum = 0;
      for (int i = 0; i < by; ++i) sum += sums[3 * i + c];
      out[c] = static_cast<unsigned char>((sum * share + (1 << (bits - 1))) >> bits);
    }
  }
}

// The usual sizes, 720p and 1080p, with loops of known length.
FACETRACK_FAST void mean_row_of(int by, const unsigned short* sums, unsigned char* out, int width) {
  if (by == 3) return mean_row(sums, 3, out, width);
  if (by == 4) return mean_row(sums, 4, out, width);
  mean_row(sums, by, out, width);
}

int round_up(int value, int to) { return (value + to - 1) / to * to; }

}  // namespace

// OpenCV's own takes several times as long for anything but 2.
cv::Mat shrink(const cv::Mat& bgr, int by) {
  cv::Mat small(round_up((bgr.rows + by - 1) / by, grid_multiple),
                round_up((bgr.cols + by - 1) / by, grid_multiple), CV_8UC3);
  std::vector<unsigned short> sums(static_cast<std::size_t>(3 * by * small.cols));
  for (int y = 0; y < small.rows; ++y) {
    std::fill_n(sums.begin(), 3 * bgr.cols, static_cast<unsigned short>(0));
    for (int i = 0; i < by; ++i) {
      add_row(bgr.ptr(std::min(y * by + i, bgr.rows - 1)), sums.data(), 3 * bgr.cols);
    }
    const auto end = sums.begin() + 3 * bgr.cols;
    for (auto to = end; to != sums.end(); to += 3) std::copy(end - 3, end, to);
    mean_row_of(by, sums.data(), small.ptr(y), small.cols);
  }
  return small;
}

}  // namespace facetrack::bridge
