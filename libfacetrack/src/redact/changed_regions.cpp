// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "redact/changed_regions.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>

namespace facetrack::redact {
namespace {

/// Grey levels by which the mean of a cell may differ: the noise of cameras and encoders changes
/// the mean of 16 pixels by less, and a face of 20 pixels changes some of its 25 cells by more.
constexpr int most_noise = 3;
/// If this part of the tiles is to be searched, the whole frame is.
constexpr double nearly_all = 0.7;

/// The mean brightness of cells of `size` pixels a side. The last row and column may be smaller.
std::vector<std::uint8_t> cells_of(const ImageView& luma, int size, int across, int down) {
  std::vector<std::uint8_t> cells;
  cells.reserve(static_cast<std::size_t>(across) * static_cast<std::size_t>(down));
  std::vector<int> sums(static_cast<std::size_t>(across));
  for (int row = 0; row < down; ++row) {
    std::fill(sums.begin(), sums.end(), 0);
    const int bottom = std::min(luma.height, (row + 1) * size);
    for (int y = row * size; y < bottom; ++y) {
      const std::byte* line = luma.row(y);
      for (int x = 0; x < luma.width; ++x) {
        sums[static_cast<std::size_t>(x / size)] += static_cast<int>(line[x]);
      }
    }
    for (int column = 0; column < across; ++column) {
      const int right = std::min(luma.width, (column + 1) * size);
      const int pixels = (bottom - row * size) * (right - column * size);
      cells.push_back(
          static_cast<std::uint8_t>(sums[static_cast<std::size_t>(column)] / std::max(1, pixels)));
    }
  }
  return cells;
}

int parts(int length, int part) { return (length + part - 1) / part; }

bool touches(const Box& box, int x, int y, int size) {
  const auto left = static_cast<float>(x);
  const auto top = static_cast<float>(y);
  const auto side = static_cast<float>(size);
  return box.x < left + side && box.x + box.width > left && box.y < top + side &&
         box.y + box.height > top;
}

}  // namespace

void ChangedRegions::restart(const Frame& frame) {
  width_ = frame.width();
  height_ = frame.height();
  cells_across_ = parts(width_, cell);
  cells_down_ = parts(height_, cell);
  across_ = parts(width_, tile);
  down_ = parts(height_, tile);
  searched_ = cells_of(frame.luma(), cell, cells_across_, cells_down_);
  changed_.assign(static_cast<std::size_t>(across_) * static_cast<std::size_t>(down_), true);
}

bool ChangedRegions::differs(const std::vector<std::uint8_t>& now, int row, int column) const {
  constexpr int side = tile / cell;
  const int bottom = std::min(cells_down_, (row + 1) * side);
  const int right = std::min(cells_across_, (column + 1) * side);
  for (int y = row * side; y < bottom; ++y) {
    for (int x = column * side; x < right; ++x) {
      const auto i = static_cast<std::size_t>(y * cells_across_ + x);
      if (std::abs(int{now[i]} - int{searched_[i]}) > most_noise) return true;
    }
  }
  return false;
}

void ChangedRegions::keep(const std::vector<std::uint8_t>& now, int row, int column) {
  constexpr int side = tile / cell;
  const int bottom = std::min(cells_down_, (row + 1) * side);
  const int left = column * side;
  const int right = std::min(cells_across_, left + side);
  for (int y = row * side; y < bottom; ++y) {
    const auto begin = static_cast<std::ptrdiff_t>(y * cells_across_ + left);
    std::copy_n(now.begin() + begin, right - left, searched_.begin() + begin);
  }
}

std::vector<Region> ChangedRegions::take(const Frame& frame, int margin,
                                         std::span<const Box> places) {
  if (frame.width() != width_ || frame.height() != height_) {
    restart(frame);
    return {{0, 0, width_, height_}};
  }
  const std::vector<std::uint8_t> now = cells_of(frame.luma(), cell, cells_across_, cells_down_);
  for (int row = 0; row < down_; ++row) {
    for (int column = 0; column < across_; ++column) {
      const bool counts =
          places.empty() || std::any_of(places.begin(), places.end(), [&](const Box& place) {
            return touches(place, column * tile, row * tile, tile);
          });
      const bool changed = counts && differs(now, row, column);
      if (changed) keep(now, row, column);
      changed_[static_cast<std::size_t>(row * across_ + column)] = changed;
    }
  }
  return regions_around(parts(margin, tile));
}

bool ChangedRegions::was_changed(const Box& box) const {
  for (int row = 0; row < down_; ++row) {
    for (int column = 0; column < across_; ++column) {
      if (changed_[static_cast<std::size_t>(row * across_ + column)] &&
          touches(box, column * tile, row * tile, tile)) {
        return true;
      }
    }
  }
  return false;
}

/// The bounding boxes of the changed tiles with `tiles` more on every side, without overlap.
std::vector<Region> ChangedRegions::regions_around(int tiles) const {
  struct Span {
    int left, top, right, bottom;  // of tiles, the last two not included
  };
  std::vector<Span> spans;
  for (int row = 0; row < down_; ++row) {
    for (int column = 0; column < across_; ++column) {
      if (!changed_[static_cast<std::size_t>(row * across_ + column)]) continue;
      Span span{std::max(0, column - tiles), std::max(0, row - tiles),
                std::min(across_, column + tiles + 1), std::min(down_, row + tiles + 1)};
      for (auto other = spans.begin(); other != spans.end();) {
        const bool apart = other->left >= span.right || other->right <= span.left ||
                           other->top >= span.bottom || other->bottom <= span.top;
        if (apart) {
          ++other;
          continue;
        }
        span = {std::min(span.left, other->left), std::min(span.top, other->top),
                std::max(span.right, other->right), std::max(span.bottom, other->bottom)};
        spans.erase(other);
        other = spans.begin();
      }
      spans.push_back(span);
    }
  }
  double area = 0;
  std::vector<Region> regions;
  for (const Span& span : spans) {
    const int left = span.left * tile;
    const int top = span.top * tile;
    regions.push_back({left, top, std::min(width_, span.right * tile) - left,
                       std::min(height_, span.bottom * tile) - top});
    area += static_cast<double>(regions.back().width) * regions.back().height;
  }
  if (area >= nearly_all * width_ * height_) return {{0, 0, width_, height_}};
  return regions;
}

}  // namespace facetrack::redact
