// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "curate/bars.hpp"

#include <algorithm>
#include <cstddef>

namespace facetrack::curation {
namespace {

/// A bar has no luma above this. Encoders write 16 (limited range) or 0 with errors of a few steps;
/// dark parts of real pictures have noise beyond it.
constexpr int darkest = 10;
constexpr int limited_black = 16;
/// Thinner bars are the blurred edge of a picture (part of the side).
constexpr double thinnest = 0.015;
/// Opposite bars differ by at most this (part of the side): half a row of a macroblock at 720p.
constexpr double uneven = 0.02;

bool is_dark(const std::byte* first, std::ptrdiff_t step, int count, int limit) {
  for (int i = 0; i < count; ++i, first += step) {
    if (std::to_integer<int>(*first) > limit) return false;
  }
  return true;
}

/// Bars before and after the picture along one side of the frame.
struct Bars {
  int before = 0;
  int after = 0;
};

/// The bars that count, in even numbers of pixels, so that chroma samples stay in place.
Bars counted(Bars bars, int side) {
  const auto least = std::min(bars.before, bars.after);
  const auto most = std::max(bars.before, bars.after);
  if (least < thinnest * side || most - least > uneven * side) return {};
  return {(bars.before + 1) / 2 * 2, (bars.after + 1) / 2 * 2};
}

}  // namespace

Region without_bars(const ImageView& luma, bool full_range) {
  const int limit = full_range ? darkest : limited_black + darkest;
  const auto dark_row = [&](int y) { return is_dark(luma.row(y), 1, luma.width, limit); };
  int top = 0;
  while (top < luma.height && dark_row(top)) ++top;
  if (top == luma.height) return {};
  int bottom = luma.height;
  while (dark_row(bottom - 1)) --bottom;
  // Rows outside are dark, so columns are judged between them.
  const auto dark_column = [&](int x) {
    return is_dark(luma.row(top) + x, luma.stride, bottom - top, limit);
  };
  int left = 0;
  while (dark_column(left)) ++left;
  int right = luma.width;
  while (dark_column(right - 1)) --right;
  return {left, top, right - left, bottom - top};
}

Region picture_of(std::span<const PictureLook> looks, Size size) {
  Bars across{size.width, size.width};
  Bars down{size.height, size.height};
  bool any = false;
  for (const PictureLook& look : looks) {
    const Region& seen = look.picture;
    if (seen.width <= 0 || seen.height <= 0) continue;  // a black frame shows no bars
    any = true;
    across = {std::min(across.before, seen.x),
              std::min(across.after, size.width - seen.x - seen.width)};
    down = {std::min(down.before, seen.y),
            std::min(down.after, size.height - seen.y - seen.height)};
  }
  if (!any) return {0, 0, size.width, size.height};
  across = counted(across, size.width);
  down = counted(down, size.height);
  return {across.before, down.before, size.width - across.before - across.after,
          size.height - down.before - down.after};
}

}  // namespace facetrack::curation
