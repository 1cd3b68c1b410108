// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/difference.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace facetrack {
namespace {

// Blocks of 8 x 6 cells: an eighth by a sixth of the picture, about the size of a face in a
// medium shot. The search covers 6 % of the width from one frame to the next; faster motion is
// blurred and lasts several frames, which the comparison with the neighbours takes care of.
constexpr int block_width = 8;
constexpr int block_height = 6;
constexpr int blocks_x = thumb_size.width / block_width;
constexpr int blocks_y = thumb_size.height / block_height;
constexpr std::size_t block_count = std::size_t{blocks_x} * blocks_y;
constexpr int block_area = block_width * block_height;
constexpr int search_x = 4;
constexpr int search_y = 3;

// A block counts as wholly new when what motion leaves over reaches half the mean contrast of the
// picture: two unrelated pictures differ by about 1.4 times their contrast, and the search finds
// about half of that by chance. The floor is what coding noise leaves in dark pictures.
constexpr float new_share_of_contrast = 0.5F;
constexpr float least_new = 4.0F;  // gray levels
constexpr float most_new = 16.0F;  // gray levels

constexpr float full_activity = 4.0F;  // gray levels of texture or change
constexpr float least_weight = 0.4F;

constexpr int padded_width = thumb_size.width + 2 * search_x;
constexpr int padded_height = thumb_size.height + 2 * search_y;
using Padded = std::array<std::uint8_t, std::size_t{padded_width} * padded_height>;

struct Match {
  int sad = std::numeric_limits<int>::max();
  int dx = 0;
  int dy = 0;
};
using Matches = std::array<Match, block_count>;

std::size_t at(int x, int y) { return static_cast<std::size_t>(y * thumb_size.width + x); }

Padded pad(const Thumb& thumb) {
  Padded out;
  for (int y = 0; y < padded_height; ++y) {
    const int row = std::clamp(y - search_y, 0, thumb_size.height - 1);
    auto* line = out.data() + static_cast<std::size_t>(y * padded_width);
    const auto* from = thumb.luma.data() + at(0, row);
    std::fill_n(line, search_x, from[0]);
    std::copy_n(from, thumb_size.width, line + search_x);
    std::fill_n(line + search_x + thumb_size.width, search_x, from[thumb_size.width - 1]);
  }
  return out;
}

/// The sums of |a - b| of one row of blocks, with `a` already shifted.
#if defined(__SSE2__)
// One instruction adds up 8 differences; the compiler does not find it by itself (12 times slower).
void row_of_sads(const std::uint8_t* a, const std::uint8_t* b, std::array<int, blocks_x>& sads) {
  static_assert(block_width == 8);
  for (std::size_t x = 0; x < blocks_x; x += 2) {
    __m128i sum = _mm_setzero_si128();
    for (std::size_t y = 0; y < block_height; ++y) {
      const auto* from = a + y * padded_width + x * block_width;
      const auto* to = b + y * thumb_size.width + x * block_width;
      sum = _mm_add_epi64(sum, _mm_sad_epu8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)),
                                            _mm_loadu_si128(reinterpret_cast<const __m128i*>(to))));
    }
    sads[x] = _mm_cvtsi128_si32(sum);
    sads[x + 1] = _mm_cvtsi128_si32(_mm_srli_si128(sum, 8));
  }
}
#else
void row_of_sads(const std::uint8_t* a, const std::uint8_t* b, std::array<int, blocks_x>& sads) {
  sads.fill(0);
  for (int y = 0; y < block_height; ++y, a += padded_width, b += thumb_size.width)
    for (std::size_t x = 0; x < thumb_size.width; ++x)
      sads[x / block_width] += std::abs(a[x] - b[x]);
}
#endif

Matches search(const Padded& a, const Thumb& b) {
  Matches matches;
  std::array<int, blocks_x> sads{};
  for (int dy = -search_y; dy <= search_y; ++dy) {
    for (int dx = -search_x; dx <= search_x; ++dx) {
      // A small price for motion keeps flat blocks still.
      const int price = (std::abs(dx) + std::abs(dy)) * 4;
      for (int by = 0; by < blocks_y; ++by) {
        const int y = by * block_height;
        row_of_sads(a.data() + (y + search_y + dy) * padded_width + search_x + dx,
                    b.luma.data() + at(0, y), sads);
        for (int bx = 0; bx < blocks_x; ++bx) {
          Match& best = matches[static_cast<std::size_t>(by * blocks_x + bx)];
          const int sad = sads[static_cast<std::size_t>(bx)] + price;
          if (sad < best.sad) best = {sad, dx, dy};
        }
      }
    }
  }
  return matches;
}

struct BlockStats {
  float mean = 0;
  float texture = 0;  ///< mean distance from the mean, gray levels
};

BlockStats block_stats(const Thumb& thumb, int bx, int by) {
  int sum = 0;
  for (int y = 0; y < block_height; ++y)
    for (int x = 0; x < block_width; ++x)
      sum += thumb.luma[at(bx * block_width + x, by * block_height + y)];
  const int mean = sum / block_area;
  int spread = 0;
  for (int y = 0; y < block_height; ++y)
    for (int x = 0; x < block_width; ++x)
      spread += std::abs(thumb.luma[at(bx * block_width + x, by * block_height + y)] - mean);
  return {static_cast<float>(sum) / block_area, static_cast<float>(spread) / block_area};
}

int chroma_sad(const Thumb& a, const Thumb& b, int bx, int by, const Match& match) {
  constexpr int width = thumb_size.width / 2;
  constexpr int height = thumb_size.height / 2;
  int sum = 0;
  for (int y = by * block_height / 2; y < (by + 1) * block_height / 2; ++y) {
    for (int x = bx * block_width / 2; x < (bx + 1) * block_width / 2; ++x) {
      const int ax = std::clamp(x + match.dx / 2, 0, width - 1);
      const int ay = std::clamp(y + match.dy / 2, 0, height - 1);
      const auto from = static_cast<std::size_t>(ay * width + ax);
      const auto to = static_cast<std::size_t>(y * width + x);
      sum += std::abs(a.cb[from] - b.cb[to]) + std::abs(a.cr[from] - b.cr[to]);
    }
  }
  return sum;
}

/// The mean distance of the luma from its mean: how many gray levels this picture plays in.
float contrast(const Thumb& thumb) {
  int sum = 0;
  for (const std::uint8_t value : thumb.luma) sum += value;
  const int mean = sum / static_cast<int>(Thumb::luma_size);
  int spread = 0;
  for (const std::uint8_t value : thumb.luma) spread += std::abs(value - mean);
  return static_cast<float>(spread) / Thumb::luma_size;
}

/// A part of the picture in blocks.
struct BlockRange {
  int left = 0;
  int top = 0;
  int right = blocks_x;
  int bottom = blocks_y;
};

Difference difference_within(const Thumb& a, const Thumb& b, const BlockRange& range) {
  const Matches matches = search(pad(a), b);
  const float scale =
      std::clamp(new_share_of_contrast * std::max(contrast(a), contrast(b)), least_new, most_new);
  Difference out;
  float weights = 0;
  for (int by = range.top; by < range.bottom; ++by) {
    for (int bx = range.left; bx < range.right; ++bx) {
      const Match& match = matches[static_cast<std::size_t>(by * blocks_x + bx)];
      const BlockStats in_a = block_stats(a, bx, by);
      const BlockStats in_b = block_stats(b, bx, by);
      const float left = static_cast<float>(match.sad) / block_area +
                         static_cast<float>(chroma_sad(a, b, bx, by, match)) / (block_area / 4.0F);
      // Blocks that are flat and alike in both (black bars, a studio wall) say little.
      const float activity =
          std::max({in_a.texture, in_b.texture, std::abs(in_a.mean - in_b.mean), left});
      const float weight = std::clamp(activity / full_activity, least_weight, 1.0F);
      out.change += weight * std::min(1.0F, left / scale);
      out.residual += weight * left;
      weights += weight;
    }
  }
  out.change /= weights;
  out.residual /= weights;
  return out;
}

struct Shift {
  int dx = 0;
  int dy = 0;
};

/// The shift of `a` that makes it most like `b`, coarsely: every second cell, steps of two cells.
Shift best_shift(const Thumb& a, const Thumb& b) {
  constexpr int reach_x = thumb_size.width / 3 / 2 * 2;
  constexpr int reach_y = thumb_size.height / 3 / 2 * 2;
  Shift best;
  double least = std::numeric_limits<double>::max();
  for (int dy = -reach_y; dy <= reach_y; dy += 2) {
    for (int dx = -reach_x; dx <= reach_x; dx += 2) {
      int sum = 0;
      int count = 0;
      for (int y = std::max(0, -dy); y < std::min(thumb_size.height, thumb_size.height - dy);
           y += 2) {
        for (int x = std::max(0, -dx); x < std::min(thumb_size.width, thumb_size.width - dx);
             x += 2) {
          sum += std::abs(a.luma[at(x + dx, y + dy)] - b.luma[at(x, y)]);
          ++count;
        }
      }
      const double mean = static_cast<double>(sum) / count;
      if (mean < least) {
        least = mean;
        best = {dx, dy};
      }
    }
  }
  return best;
}

float shifted_change(const Thumb& a, const Thumb& b) {
  const Shift shift = best_shift(a, b);
  Thumb moved = a;
  for (int y = 0; y < thumb_size.height; ++y) {
    for (int x = 0; x < thumb_size.width; ++x) {
      const int from_x = std::clamp(x + shift.dx, 0, thumb_size.width - 1);
      const int from_y = std::clamp(y + shift.dy, 0, thumb_size.height - 1);
      moved.luma[at(x, y)] = a.luma[at(from_x, from_y)];
      const auto half = [](int hx, int hy) {
        return static_cast<std::size_t>(hy / 2 * (thumb_size.width / 2) + hx / 2);
      };
      moved.cb[half(x, y)] = a.cb[half(from_x, from_y)];
      moved.cr[half(x, y)] = a.cr[half(from_x, from_y)];
    }
  }
  // Only where both pictures show something: blocks that the shift filled are left out.
  BlockRange seen;
  if (shift.dx > 0) seen.right -= (shift.dx + block_width - 1) / block_width;
  if (shift.dx < 0) seen.left += (-shift.dx + block_width - 1) / block_width;
  if (shift.dy > 0) seen.bottom -= (shift.dy + block_height - 1) / block_height;
  if (shift.dy < 0) seen.top += (-shift.dy + block_height - 1) / block_height;
  return difference_within(moved, b, seen).change;
}

float relit_change(const Thumb& a, const Thumb& b) {
  const float from = contrast(b);
  const float to = contrast(a);
  // A flat picture can be relit into anything.
  if (std::min(from, to) < full_activity) return 1.0F;
  double mean_a = 0;
  double mean_b = 0;
  for (std::size_t i = 0; i < Thumb::luma_size; ++i) {
    mean_a += a.luma[i];
    mean_b += b.luma[i];
  }
  mean_a /= Thumb::luma_size;
  mean_b /= Thumb::luma_size;
  Thumb relit = b;
  for (std::uint8_t& value : relit.luma) {
    const double matched = (value - mean_b) * static_cast<double>(to / from) + mean_a;
    value = static_cast<std::uint8_t>(std::clamp(matched + 0.5, 0.0, 255.0));
  }
  return difference(a, relit).change;
}

}  // namespace

Difference difference(const Thumb& a, const Thumb& b) { return difference_within(a, b, {}); }

float unexplained_change(const Thumb& a, const Thumb& b) {
  return std::min(shifted_change(a, b), relit_change(a, b));
}

}  // namespace facetrack
