// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "picture/resample.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "core/fast.hpp"
#include "picture/buffer.hpp"

namespace facetrack::media {
namespace {

/// Bilinear sampling reads two pixels per row, so a reduction by less than this loses little. A
/// larger one averages whole blocks first. With 1.4 both ways have the same error (measured on a
/// zone plate).
constexpr double block_from = 1.4;
constexpr int weight_bits = 7;
constexpr int one = 1 << weight_bits;

std::uint8_t* writable_row_of(const ImageView& plane, int y) {
  return reinterpret_cast<std::uint8_t*>(const_cast<std::byte*>(plane.row(y)));
}

int block_size(double scale) {
  return scale < block_from ? 1 : std::max(1, static_cast<int>(std::lround(scale)));
}

FACETRACK_FAST void add_row(const std::uint8_t* row, std::uint16_t* sums, int width) {
  for (int x = 0; x < width; ++x) sums[x] = static_cast<std::uint16_t>(sums[x] + row[x]);
}

/// `weight` / `one` is the share of the lower row.
FACETRACK_FAST void blend_two_rows(const std::uint8_t* upper, const std::uint8_t* lower, int weight,
                                   std::uint16_t* out, int width) {
  for (int x = 0; x < width; ++x) {
    out[x] = static_cast<std::uint16_t>(upper[x] * (one - weight) + lower[x] * weight);
  }
}

FACETRACK_FAST void blend_columns(const std::uint16_t* row, const int* left, const int* right,
                                  const int* weight, std::uint8_t* out, int width) {
  for (int x = 0; x < width; ++x) {
    const int value = row[left[x]] * (one - weight[x]) + row[right[x]] * weight[x];
    out[x] = static_cast<std::uint8_t>((value + (1 << (2 * weight_bits - 1))) >> (2 * weight_bits));
  }
}

/// Adds `count` rows from `y` on to `sums`; repeats the first and last row outside.
void add_rows(const ImageView& plane, int y, int count, int x0, int width,
              std::vector<std::uint16_t>& sums) {
  std::fill(sums.begin(), sums.end(), std::uint16_t{0});
  for (int i = 0; i < count; ++i) {
    add_row(writable_row_of(plane, std::clamp(y + i, 0, plane.height - 1)) + x0, sums.data(),
            width);
  }
}

template <int fixed>
void add_columns(const std::uint16_t* sums, int block, std::uint32_t factor, std::uint8_t* out,
                 int width) {
  const int n = fixed > 0 ? fixed : block;
  for (int x = 0; x < width; ++x, sums += n) {
    std::uint32_t sum = 0;
    for (int i = 0; i < n; ++i) sum += sums[i];
    // factor is 2^24 / area: the product fits, as a sum is at most 255 * area.
    out[x] = static_cast<std::uint8_t>((std::uint64_t{sum} * factor + (1U << 23U)) >> 24U);
  }
}

/// Averages blocks of bx * by pixels, the first one at (x0, y0), into `out`.
void average_blocks(const ImageView& plane, int x0, int y0, int bx, int by, const ImageView& out) {
  const int needed = out.width * bx;
  const int inside_from = std::clamp(x0, 0, plane.width);
  const int inside_to = std::clamp(x0 + needed, inside_from, plane.width);
  std::vector<std::uint16_t> sums(static_cast<std::size_t>(needed));
  std::vector<std::uint16_t> inner(static_cast<std::size_t>(std::max(inside_to - inside_from, 1)));
  const bool whole = inside_from == x0 && inside_to == x0 + needed;
  const auto factor = static_cast<std::uint32_t>((1U << 24U) / static_cast<unsigned>(bx * by));
  for (int y = 0; y < out.height; ++y) {
    if (whole) {
      add_rows(plane, y0 + y * by, by, x0, needed, sums);
    } else {
      const int from = std::min(inside_from, plane.width - 1);
      const int width = static_cast<int>(inner.size());
      add_rows(plane, y0 + y * by, by, from, width, inner);
      for (int x = 0; x < needed; ++x) {
        sums[static_cast<std::size_t>(x)] =
            inner[static_cast<std::size_t>(std::clamp(x0 + x - from, 0, width - 1))];
      }
    }
    std::uint8_t* const to = writable_row_of(out, y);
    switch (bx) {
      case 1:
        add_columns<1>(sums.data(), bx, factor, to, out.width);
        break;
      case 2:
        add_columns<2>(sums.data(), bx, factor, to, out.width);
        break;
      case 4:
        add_columns<4>(sums.data(), bx, factor, to, out.width);
        break;
      case 8:
        add_columns<8>(sums.data(), bx, factor, to, out.width);
        break;
      default:
        add_columns<0>(sums.data(), bx, factor, to, out.width);
    }
  }
}

/// The source of each output pixel along one axis: the left pixel and the weight of the right one.
struct Taps {
  std::vector<int> left;
  std::vector<int> right;
  std::vector<int> weight;
};

Taps make_taps(double start, double length, int out, int limit) {
  Taps taps;
  const auto n = static_cast<std::size_t>(out);
  taps.left.resize(n);
  taps.right.resize(n);
  taps.weight.resize(n);
  const double step = length / out;
  for (std::size_t i = 0; i < n; ++i) {
    const double center = start + (static_cast<double>(i) + 0.5) * step - 0.5;
    const double whole = std::floor(center);
    const int left = static_cast<int>(std::clamp(whole, -1e9, 1e9));
    taps.left[i] = std::clamp(left, 0, limit - 1);
    taps.right[i] = std::clamp(left + 1, 0, limit - 1);
    taps.weight[i] = static_cast<int>(std::lround((center - whole) * one));
  }
  return taps;
}

void bilinear(const ImageView& plane, const Window& window, const ImageView& out) {
  Taps across = make_taps(window.x, window.width, out.width, plane.width);
  const Taps down = make_taps(window.y, window.height, out.height, plane.height);
  const int from = *std::min_element(across.left.begin(), across.left.end());
  const int to = *std::max_element(across.right.begin(), across.right.end()) + 1;
  for (int& left : across.left) left -= from;
  for (int& right : across.right) right -= from;
  std::vector<std::uint16_t> row(static_cast<std::size_t>(to - from));
  for (int y = 0; y < out.height; ++y) {
    const auto i = static_cast<std::size_t>(y);
    blend_two_rows(writable_row_of(plane, down.left[i]) + from,
                   writable_row_of(plane, down.right[i]) + from, down.weight[i], row.data(),
                   to - from);
    blend_columns(row.data(), across.left.data(), across.right.data(), across.weight.data(),
                  writable_row_of(out, y), out.width);
  }
}

bool whole_number(double value) { return std::abs(value - std::round(value)) < 1e-6; }

void copy_window(const ImageView& plane, int x0, int y0, const ImageView& out) {
  for (int y = 0; y < out.height; ++y) {
    const std::uint8_t* const from =
        writable_row_of(plane, std::clamp(y0 + y, 0, plane.height - 1));
    std::uint8_t* const to = writable_row_of(out, y);
    if (x0 >= 0 && x0 + out.width <= plane.width) {
      std::memcpy(to, from + x0, static_cast<std::size_t>(out.width));
      continue;
    }
    for (int x = 0; x < out.width; ++x) to[x] = from[std::clamp(x0 + x, 0, plane.width - 1)];
  }
}

}  // namespace

void resample(const ImageView& plane, const Window& window, const ImageView& out) {
  const double scale_x = window.width / out.width;
  const double scale_y = window.height / out.height;
  const int bx = block_size(scale_x);
  const int by = block_size(scale_y);
  const double x0 = std::floor(window.x + 1e-6);
  const double y0 = std::floor(window.y + 1e-6);
  const bool on_grid = whole_number(window.x) && whole_number(window.y);
  if (on_grid && std::abs(scale_x - bx) < 1e-9 && std::abs(scale_y - by) < 1e-9) {
    if (bx == 1 && by == 1)
      return copy_window(plane, static_cast<int>(x0), static_cast<int>(y0), out);
    return average_blocks(plane, static_cast<int>(x0), static_cast<int>(y0), bx, by, out);
  }
  if (bx == 1 && by == 1) return bilinear(plane, window, out);
  // One more block on every side, for the neighbours that bilinear sampling reads.
  const int columns = static_cast<int>(std::ceil((window.x + window.width - x0) / bx)) + 2;
  const int rows = static_cast<int>(std::ceil((window.y + window.height - y0) / by)) + 2;
  const Planes blocks = make_gray8(columns, rows);
  average_blocks(plane, static_cast<int>(x0) - bx, static_cast<int>(y0) - by, bx, by,
                 blocks.views[0]);
  const Window inside{(window.x - x0) / bx + 1, (window.y - y0) / by + 1, window.width / bx,
                      window.height / by};
  bilinear(blocks.views[0], inside, out);
}

}  // namespace facetrack::media
