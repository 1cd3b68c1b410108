// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "picture/crop.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "core/fast.hpp"
#include "picture/buffer.hpp"
#include "picture/resample.hpp"

namespace facetrack::media {
namespace {

/// Catmull-Rom: sharp, with hardly any ringing, and exact without motion or scaling.
constexpr double cubic_a = -0.5;
constexpr double cubic_reach = 2.0;
constexpr int filter_bits = 12;
constexpr std::int32_t filter_sum = 1 << filter_bits;
constexpr int tap_group = 8;  // pixels that one vector instruction processes
/// The edge fades into the fill colour over this part of the window.
constexpr double fade_part = 0.08;

double cubic(double x) {
  x = std::abs(x);
  if (x < 1) return ((cubic_a + 2) * x - (cubic_a + 3)) * x * x + 1;
  if (x < 2) return ((cubic_a * x - 5 * cubic_a) * x + 8 * cubic_a) * x - 4 * cubic_a;
  return 0;
}

/// The filter along one axis: the pixels and weights of each output pixel.
struct Filter {
  int taps = 0;                       ///< stored per output pixel
  int used = 0;                       ///< of these; the rest are zero
  std::vector<int> first;             ///< per output pixel; may lie outside
  std::vector<std::int16_t> weights;  ///< taps per output pixel, adding up to `filter_sum`
};

/// `group`: the number of taps is rounded up to a multiple of it.
Filter make_filter(double start, double length, int out, int group) {
  const double step = length / out;
  const double stretch = std::max(step, 1.0);
  const double reach = cubic_reach * stretch;
  Filter filter;
  filter.used = static_cast<int>(std::ceil(2 * reach)) + 1;
  filter.taps = (filter.used + group - 1) / group * group;
  std::vector<double> exact(static_cast<std::size_t>(filter.used));
  for (int i = 0; i < out; ++i) {
    const double center = start + (i + 0.5) * step - 0.5;
    const int first = static_cast<int>(std::floor(center - reach)) + 1;
    double sum = 0;
    for (int k = 0; k < filter.used; ++k) {
      auto& weight = exact[static_cast<std::size_t>(k)];
      weight = cubic((first + k - center) / stretch);
      sum += weight;
    }
    // The rounding error is added to the largest weight, so that flat areas stay flat.
    std::int32_t rest = filter_sum;
    const std::size_t base = filter.weights.size();
    std::size_t largest = base;
    for (const double weight : exact) {
      const auto rounded = static_cast<std::int32_t>(std::lround(weight / sum * filter_sum));
      filter.weights.push_back(static_cast<std::int16_t>(rounded));
      rest -= rounded;
      if (filter.weights.back() > filter.weights[largest]) largest = filter.weights.size() - 1;
    }
    filter.weights.resize(base + static_cast<std::size_t>(filter.taps));
    filter.weights[largest] = static_cast<std::int16_t>(filter.weights[largest] + rest);
    filter.first.push_back(first);
  }
  return filter;
}

void shift_filter(Filter& filter, int by) {
  for (int& first : filter.first) first -= by;
}

const std::uint8_t* row_of(const ImageView& plane, int y) {
  return reinterpret_cast<const std::uint8_t*>(plane.row(y));
}

double fade(int distance, double reach) {
  const double t = std::min(distance / std::max(reach, 1.0), 1.0);
  return t * t * (3 - 2 * t);
}

/// A copy of the pixels (x0, y0, width, height) of the plane, with its edge repeated outside.
Planes extended(const ImageView& plane, const Region& part, std::uint8_t fill, double reach) {
  Planes out = make_gray8(part.width, part.height);
  const int inside_from = std::clamp(-part.x, 0, part.width);
  const int inside_to = std::clamp(plane.width - part.x, inside_from, part.width);
  for (int y = 0; y < part.height; ++y) {
    const int at = part.y + y;
    const int outside_y = std::max({-at, at - plane.height + 1, 0});
    const std::uint8_t* from = row_of(plane, std::clamp(at, 0, plane.height - 1));
    auto* to = reinterpret_cast<std::uint8_t*>(out.data(0) + y * out.views[0].stride);
    const auto continued = [&](int begin, int end) {
      for (int x = begin; x < end; ++x) {
        const int source = std::clamp(part.x + x, 0, plane.width - 1);
        const int outside_x = std::abs(part.x + x - source);
        // Far outside there is only the fill colour, which is most of a large window.
        if (std::max(outside_x, outside_y) >= std::max(reach, 1.0) + 1) {
          to[x] = fill;
          continue;
        }
        const double outside = std::hypot(outside_x, outside_y);
        const double mix = fade(static_cast<int>(std::lround(outside)), reach);
        to[x] = static_cast<std::uint8_t>(std::lround(from[source] + (fill - from[source]) * mix));
      }
    };
    if (outside_y > 0) {
      continued(0, part.width);
      continue;
    }
    continued(0, inside_from);
    std::copy(from + part.x + inside_from, from + part.x + inside_to, to + inside_from);
    continued(inside_to, part.width);
  }
  return out;
}

/// Five fractional bits are kept, because the second pass rounds once more.
constexpr int kept_bits = 5;

FACETRACK_FAST void add_weighted(const std::uint8_t* row, std::int32_t weight, std::int32_t* sums,
                                 int width) {
  for (int x = 0; x < width; ++x) sums[x] += row[x] * weight;
}

/// Requires: `row` can be read up to the last pixel of every group of taps.
FACETRACK_FAST void weigh_columns(const std::int16_t* row, const int* first,
                                  const std::int16_t* weight, int taps, std::uint8_t* out,
                                  int width) {
  constexpr int shift = filter_bits + kept_bits;
  for (int x = 0; x < width; ++x) {
    const std::int16_t* pixel = row + first[x];
    std::int32_t sum = 1 << (shift - 1);
    for (int group = 0; group < taps; group += tap_group) {
      for (int k = 0; k < tap_group; ++k) sum += pixel[group + k] * weight[group + k];
    }
    weight += taps;
    const std::int32_t value = sum >> shift;
    out[x] = static_cast<std::uint8_t>(value < 0 ? 0 : value > 255 ? 255 : value);
  }
}

/// Computes one output row as a weighted sum of rows.
void weigh_rows(const ImageView& plane, const Filter& down, int y, int left, int width,
                std::vector<std::int32_t>& sums, std::int16_t* out) {
  constexpr int shift = filter_bits - kept_bits;
  std::fill(sums.begin(), sums.end(), 1 << (shift - 1));
  const auto i = static_cast<std::size_t>(y);
  for (int k = 0; k < down.taps; ++k) {
    const std::int32_t weight =
        down.weights[i * static_cast<std::size_t>(down.taps) + static_cast<std::size_t>(k)];
    if (weight == 0) continue;
    add_weighted(row_of(plane, down.first[i] + k) + left, weight, sums.data(), width);
  }
  for (int x = 0; x < width; ++x) {
    out[x] = static_cast<std::int16_t>(sums[static_cast<std::size_t>(x)] >> shift);
  }
}

/// Requires: `plane` holds the `needed` pixels; `across` counts from the first of them.
void apply(const ImageView& plane, const Region& needed, const Filter& across, const Filter& down,
           const ImageView& out) {
  const auto width = static_cast<std::size_t>(needed.width);
  std::vector<std::int32_t> sums(width);
  // Weights after the last needed pixel are zero, but the pixels must be readable.
  std::vector<std::int16_t> row(width + static_cast<std::size_t>(tap_group));
  for (int y = 0; y < out.height; ++y) {
    weigh_rows(plane, down, y, needed.x, needed.width, sums, row.data());
    auto* const to = reinterpret_cast<std::uint8_t*>(const_cast<std::byte*>(out.row(y)));
    weigh_columns(row.data(), across.first.data(), across.weights.data(), across.taps, to,
                  out.width);
  }
}

/// The pixels that have a weight in the filters.
Region needed_by(const Filter& across, const Filter& down) {
  return {across.first.front(), down.first.front(),
          across.first.back() + across.used - across.first.front(),
          down.first.back() + down.used - down.first.front()};
}

void crop_plane(const ImageView& plane, const Window& window, std::uint8_t fill, double fade_reach,
                const ImageView& out) {
  Filter across = make_filter(window.x, window.width, out.width, tap_group);
  Filter down = make_filter(window.y, window.height, out.height, 1);
  const Region needed = needed_by(across, down);
  shift_filter(across, needed.x);
  const bool inside = needed.x >= 0 && needed.y >= 0 && needed.x + needed.width <= plane.width &&
                      needed.y + needed.height <= plane.height;
  if (inside) return apply(plane, needed, across, down, out);
  const Planes part = extended(plane, needed, fill, fade_reach);
  shift_filter(down, needed.y);
  apply(part.views[0], {0, 0, needed.width, needed.height}, across, down, out);
}

}  // namespace

Fill edge_color(const Frame& frame) {
  Fill fill{};
  for (int i = 0; i < 3; ++i) {
    const ImageView& plane = frame.plane(i);
    std::int64_t sum = 0;
    for (int x = 0; x < plane.width; ++x) {
      sum += row_of(plane, 0)[x] + row_of(plane, plane.height - 1)[x];
    }
    for (int y = 0; y < plane.height; ++y) {
      sum += row_of(plane, y)[0] + row_of(plane, y)[plane.width - 1];
    }
    fill[static_cast<std::size_t>(i)] =
        static_cast<std::uint8_t>(sum / (2 * (plane.width + plane.height)));
  }
  return fill;
}

Frame crop_frame(const Frame& frame, const Box& window, int width, int height, const Fill& fill) {
  Planes out = make_yuv420p(width, height);
  const double scale = static_cast<double>(window.width) / width;
  const double reach = fade_part * std::max(window.width, window.height);
  crop_plane(frame.plane(0), {window.x, window.y, window.width, window.height}, fill[0], reach,
             out.views[0]);
  // A chroma sample is at the left one of two luma columns. Scaling about another point would shift
  // the colours by a part of a pixel.
  const double even_x = 2.0 * out.views[1].width / width;
  const double even_y = 2.0 * out.views[1].height / height;
  const Window half{window.x / 2.0 + 0.25 * (1 - scale), window.y / 2.0,
                    window.width / 2.0 * even_x, window.height / 2.0 * even_y};
  crop_plane(frame.plane(1), half, fill[1], reach / 2, out.views[1]);
  crop_plane(frame.plane(2), half, fill[2], reach / 2, out.views[2]);
  return {std::move(out.owner), out.views, PixelFormat::yuv420p, frame.time(), frame.color()};
}

}  // namespace facetrack::media
