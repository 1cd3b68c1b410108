// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/difference.hpp"

#include "shot/light.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>
#include <span>
#include <vector>

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
struct Reach {
  int x = 0;
  int y = 0;
};
constexpr Reach step_reach{4, 3};
// From the end of a window to a frame inside it: a fifth of the picture.
constexpr Reach window_reach{12, 7};

// A block counts as wholly new when what motion leaves over reaches half the mean contrast of the
// picture: two unrelated pictures differ by about 1.4 times their contrast, and the search finds
// about half of that by chance. The floor is what coding noise leaves in dark pictures.
constexpr float new_share_of_contrast = 0.5F;
constexpr float least_new = 4.0F;  // gray levels
constexpr float most_new = 16.0F;  // gray levels

constexpr float least_weight = 0.4F;

// Motion that carries more than this out of the picture leaves too little to judge by.
constexpr float least_seen = 0.15F;

template <Reach reach>
struct Padded {
  static constexpr int width = thumb_size.width + 2 * reach.x;
  static constexpr int height = thumb_size.height + 2 * reach.y;
  std::array<std::uint8_t, std::size_t{width} * height> luma;
};

struct Match {
  int sad = std::numeric_limits<int>::max();
  int dx = 0;
  int dy = 0;
};
using Matches = std::array<Match, block_count>;

std::size_t at(int x, int y) { return static_cast<std::size_t>(y * thumb_size.width + x); }

template <Reach reach>
Padded<reach> pad(const Thumb& thumb) {
  Padded<reach> out;
  for (int y = 0; y < out.height; ++y) {
    const int row = std::clamp(y - reach.y, 0, thumb_size.height - 1);
    auto* line = out.luma.data() + static_cast<std::size_t>(y * out.width);
    const auto* from = thumb.luma.data() + at(0, row);
    std::fill_n(line, reach.x, from[0]);
    std::copy_n(from, thumb_size.width, line + reach.x);
    std::fill_n(line + reach.x + thumb_size.width, reach.x, from[thumb_size.width - 1]);
  }
  return out;
}

/// The sums of |a - b| of one row of blocks, with `a` already shifted and `stride` wide.
#if defined(__SSE2__)
// One instruction adds up 8 differences; the compiler does not find it by itself (12 times slower).
void row_of_sads(const std::uint8_t* a, std::size_t stride, const std::uint8_t* b,
                 std::array<int, blocks_x>& sads) {
  static_assert(block_width == 8);
  for (std::size_t x = 0; x < blocks_x; x += 2) {
    __m128i sum = _mm_setzero_si128();
    for (std::size_t y = 0; y < block_height; ++y) {
      const auto* from = a + y * stride + x * block_width;
      const auto* to = b + y * thumb_size.width + x * block_width;
      sum = _mm_add_epi64(sum, _mm_sad_epu8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)),
                                            _mm_loadu_si128(reinterpret_cast<const __m128i*>(to))));
    }
    sads[x] = _mm_cvtsi128_si32(sum);
    sads[x + 1] = _mm_cvtsi128_si32(_mm_srli_si128(sum, 8));
  }
}
#else
void row_of_sads(const std::uint8_t* a, std::size_t stride, const std::uint8_t* b,
                 std::array<int, blocks_x>& sads) {
  sads.fill(0);
  for (int y = 0; y < block_height; ++y, a += stride, b += thumb_size.width)
    for (std::size_t x = 0; x < thumb_size.width; ++x)
      sads[x / block_width] += std::abs(a[x] - b[x]);
}
#endif

template <Reach reach>
Matches search(const Padded<reach>& a, const Thumb& b) {
  Matches matches;
  std::array<int, blocks_x> sads{};
  for (int dy = -reach.y; dy <= reach.y; ++dy) {
    for (int dx = -reach.x; dx <= reach.x; ++dx) {
      // A small price for motion keeps flat blocks still.
      const int price = (std::abs(dx) + std::abs(dy)) * 4;
      for (int by = 0; by < blocks_y; ++by) {
        const int y = by * block_height;
        row_of_sads(a.luma.data() + (y + reach.y + dy) * a.width + reach.x + dx,
                    static_cast<std::size_t>(a.width), b.luma.data() + at(0, y), sads);
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

/// A part of the picture in blocks.
struct BlockRange {
  int left = 0;
  int top = 0;
  int right = blocks_x;
  int bottom = blocks_y;
};

/// How much a block counts. Blocks that are flat and alike in both (black bars, a studio wall) say
/// little. `left`: the gray levels that its best match leaves.
float block_weight(const Thumb& a, const Thumb& b, int bx, int by, float left) {
  const BlockStats in_a = block_stats(a, bx, by);
  const BlockStats in_b = block_stats(b, bx, by);
  const float activity =
      std::max({in_a.texture, in_b.texture, std::abs(in_a.mean - in_b.mean), left});
  return std::clamp(activity / full_activity, least_weight, 1.0F);
}

/// The difference, in gray levels, from which on a block counts as wholly new.
float full_change(const Thumb& a, const Thumb& b) {
  return std::clamp(new_share_of_contrast * std::max(contrast(a), contrast(b)), least_new,
                    most_new);
}

Difference difference_within(const Thumb& a, const Thumb& b, const BlockRange& range) {
  const Matches matches = search(pad<step_reach>(a), b);
  const float scale = full_change(a, b);
  Difference out;
  float weights = 0;
  for (int by = range.top; by < range.bottom; ++by) {
    for (int bx = range.left; bx < range.right; ++bx) {
      const Match& match = matches[static_cast<std::size_t>(by * blocks_x + bx)];
      const float left = static_cast<float>(match.sad) / block_area +
                         static_cast<float>(chroma_sad(a, b, bx, by, match)) / (block_area / 4.0F);
      const float weight = block_weight(a, b, bx, by, left);
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

template <std::size_t size>
void smooth_plane(std::array<std::uint8_t, size>& plane, int width, int height) {
  constexpr std::array weights{1, 4, 6, 4, 1};
  const auto along = [&](int across, int down) {
    const std::array<std::uint8_t, size> from = plane;
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        int sum = 8;
        for (int i = -2; i <= 2; ++i) {
          const int from_x = std::clamp(x + i * across, 0, width - 1);
          const int from_y = std::clamp(y + i * down, 0, height - 1);
          sum += weights[static_cast<std::size_t>(i + 2)] *
                 from[static_cast<std::size_t>(from_y * width + from_x)];
        }
        plane[static_cast<std::size_t>(y * width + x)] = static_cast<std::uint8_t>(sum / 16);
      }
    }
  };
  along(1, 0);
  along(0, 1);
}

/// Without the finest detail, which a motion by half a cell changes completely.
Thumb smoothed(const Thumb& thumb) {
  Thumb out = thumb;
  smooth_plane(out.luma, thumb_size.width, thumb_size.height);
  smooth_plane(out.cb, thumb_size.width / 2, thumb_size.height / 2);
  smooth_plane(out.cr, thumb_size.width / 2, thumb_size.height / 2);
  return out;
}

/// Where each block of a later frame was in an earlier one: the motion from there, reversed.
using Origins = std::array<Shift, block_count>;

Origins follow(std::span<const Thumb> frames) {
  Origins origins{};
  for (std::size_t i = frames.size() - 1; i > 0; --i) {
    const Matches step = search(pad<window_reach>(frames[i - 1]), frames[i]);
    for (std::size_t block = 0; block < block_count; ++block) {
      Shift& origin = origins[block];
      const int x = static_cast<int>(block) % blocks_x * block_width + block_width / 2 + origin.dx;
      const int y =
          static_cast<int>(block) / blocks_x * block_height + block_height / 2 + origin.dy;
      const int bx = std::clamp(x / block_width, 0, blocks_x - 1);
      const int by = std::clamp(y / block_height, 0, blocks_y - 1);
      const Match& match = step[static_cast<std::size_t>(by * blocks_x + bx)];
      origin.dx += match.dx;
      origin.dy += match.dy;
    }
  }
  return origins;
}

/// The best match of one block near `origin`, by luma and chroma; nothing if most of it comes from
/// outside.
std::optional<Match> match_near(const Thumb& a, const Thumb& b, int bx, int by, Shift origin) {
  constexpr int around = 2;
  const int left = bx * block_width;
  const int top = by * block_height;
  if (left + origin.dx < -block_width / 2 || top + origin.dy < -block_height / 2 ||
      left + origin.dx > thumb_size.width - block_width / 2 ||
      top + origin.dy > thumb_size.height - block_height / 2)
    return std::nullopt;
  Match best;
  for (int dy = origin.dy - around; dy <= origin.dy + around; ++dy) {
    for (int dx = origin.dx - around; dx <= origin.dx + around; ++dx) {
      int sad = 0;
      for (int y = top; y < top + block_height; ++y) {
        const int from_y = std::clamp(y + dy, 0, thumb_size.height - 1);
        for (int x = left; x < left + block_width; ++x) {
          const int from_x = std::clamp(x + dx, 0, thumb_size.width - 1);
          sad += std::abs(a.luma[at(from_x, from_y)] - b.luma[at(x, y)]);
        }
      }
      sad += chroma_sad(a, b, bx, by, {0, dx, dy}) * 4;
      if (sad < best.sad) best = {sad, dx, dy};
    }
  }
  return best;
}

/// The change from `a` to `b` when each block is looked for near its origin. A block that leaves
/// `scale` gray levels is wholly new.
float change_from(const Thumb& a, const Thumb& b, const Origins& origins, float scale) {
  float change = 0;
  float weights = 0;
  for (int by = 0; by < blocks_y; ++by) {
    for (int bx = 0; bx < blocks_x; ++bx) {
      const auto match =
          match_near(a, b, bx, by, origins[static_cast<std::size_t>(by * blocks_x + bx)]);
      if (!match) continue;
      const float left = static_cast<float>(match->sad) / block_area;
      const float weight = block_weight(a, b, bx, by, left);
      change += weight * std::min(1.0F, left / scale);
      weights += weight;
    }
  }
  return weights >= least_seen * block_count ? change / weights : 1.0F;
}

}  // namespace

float followed_change(std::span<const Thumb* const> frames) {
  std::vector<Thumb> smooth;
  std::vector<Thumb> lit;  // all in the light of the first frame
  for (const Thumb* frame : frames) {
    smooth.push_back(smoothed(*frame));
    lit.push_back(relit(smooth.front(), smooth.back()));
  }
  const float scale = full_change(*frames.front(), *frames.back());
  const Thumb& first = smooth.front();
  const Thumb& last = smooth.back();
  const Origins origins = follow(smooth);
  return std::min({change_from(first, last, origins, scale),
                   change_from(first, lit.back(), follow(lit), scale),
                   change_from(exposed_as(first, last), last, origins, scale),
                   change_from(first, exposed_as(last, first), origins, scale)});
}

Difference difference(const Thumb& a, const Thumb& b) { return difference_within(a, b, {}); }

float unexplained_change(const Thumb& a, const Thumb& b) {
  return std::min({shifted_change(a, b), difference(a, relit(a, b)).change,
                   difference(exposed_as(a, b), b).change, difference(a, exposed_as(b, a)).change});
}

}  // namespace facetrack
