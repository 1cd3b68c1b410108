// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "bridge/grid_row.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>

#include "bridge/sample.hpp"
#include "core/fast.hpp"

namespace facetrack::bridge {
namespace {

FACETRACK_FAST void blend_rows(const float* top, const float* bottom, float share, float* out,
                               int count) {
  for (int i = 0; i < count; ++i) out[i] = top[i] + share * (bottom[i] - top[i]);
}

using Float2 = float __attribute__((vector_size(8)));

// All numbers of a pixel are processed together.
template <typename Pixel>
FACETRACK_INLINE void stretch(const float* row, const int* left, const float* share, float* out,
                              int width) {
  constexpr std::ptrdiff_t channels = sizeof(Pixel) / sizeof(float);
  for (int x = 0; x < width; ++x, out += channels) {
    Pixel here;
    Pixel next;
    std::memcpy(&here, row + channels * left[x], sizeof here);
    std::memcpy(&next, row + channels * (left[x] + 1), sizeof next);
    const Pixel between = here + share[x] * (next - here);
    std::memcpy(out, &between, sizeof between);
  }
}

FACETRACK_FAST void stretch_four(const float* row, const int* left, const float* share, float* out,
                                 int width) {
  stretch<Float4>(row, left, share, out, width);
}

FACETRACK_FAST void stretch_two(const float* row, const int* left, const float* share, float* out,
                                int width) {
  stretch<Float2>(row, left, share, out, width);
}

// Maps the centre of a pixel to the centres of the grid.
float place(int i, int shrink, int grid) {
  const float at = (static_cast<float>(i) + 0.5F) / static_cast<float>(shrink) - 0.5F;
  return std::clamp(at, 0.0F, static_cast<float>(grid - 1));
}

}  // namespace

GridRow::GridRow(const cv::Mat& grid, int shrink, int width)
    : grid_(grid),
      shrink_(shrink),
      // One more pixel, as the neighbour of the last one; its share is then 0.
      blend_(static_cast<std::size_t>((grid.cols + 1) * grid.channels())),
      row_(static_cast<std::size_t>(width * grid.channels())) {
  for (int x = 0; x < width; ++x) {
    const float at = place(x, shrink, grid.cols);
    left_.push_back(static_cast<int>(at));
    share_.push_back(at - std::floor(at));
  }
}

const float* GridRow::at(int y) {
  const float at = place(y, shrink_, grid_.rows);
  const int top = static_cast<int>(at);
  blend_rows(grid_.ptr<float>(top), grid_.ptr<float>(std::min(top + 1, grid_.rows - 1)),
             at - std::floor(at), blend_.data(), grid_.cols * grid_.channels());
  const auto stretch_row = grid_.channels() == 4 ? stretch_four : stretch_two;
  stretch_row(blend_.data(), left_.data(), share_.data(), row_.data(),
              static_cast<int>(left_.size()));
  return row_.data();
}

}  // namespace facetrack::bridge
