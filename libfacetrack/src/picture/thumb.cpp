// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "picture/thumb.hpp"

#include <algorithm>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "facetrack/error.hpp"

namespace facetrack {
namespace {

// About this many rows of a cell are read: more do not change a mean of 8 bits visibly, but cost
// memory traffic, which is all the cost (at 720p 3 rows instead of 20: 0.07 ms instead of 0.25).
constexpr int rows_per_cell = 3;

ImageView view(std::span<const std::uint8_t> pixels, int width, int height) {
  return {reinterpret_cast<const std::byte*>(pixels.data()), width, height, width,
          PixelFormat::gray8};
}

/// One channel of a plane (of 1 channel: gray, of 3: packed BGR) averaged into `out`.
template <std::size_t channels>
void average(const ImageView& plane, std::size_t channel, int width, int height,
             std::span<std::uint8_t> out) {
  // Sums of columns: rows_per_cell values of 8 bits fit into 16.
  std::vector<std::uint16_t> column(static_cast<std::size_t>(plane.width));
  std::vector<std::size_t> edges;  // of the cells in a row, once: divisions are slow
  for (int x = 0; x <= width; ++x)
    edges.push_back(static_cast<std::size_t>(x * plane.width / width));
  for (int y = 0; y < height; ++y) {
    const int top = y * plane.height / height;
    const int bottom = std::max(top + 1, (y + 1) * plane.height / height);
    const int row_step = (bottom - top + rows_per_cell - 1) / rows_per_cell;
    std::fill(column.begin(), column.end(), std::uint16_t{0});
    std::uint32_t rows = 0;
    for (int row = top; row < bottom; row += row_step, ++rows) {
      const auto* line = reinterpret_cast<const std::uint8_t*>(plane.row(row)) + channel;
      for (std::size_t x = 0; x < column.size(); ++x)
        column[x] = static_cast<std::uint16_t>(column[x] + line[x * channels]);
    }
    for (std::size_t x = 0; x < static_cast<std::size_t>(width); ++x) {
      const std::size_t right = std::max(edges[x] + 1, edges[x + 1]);
      std::uint32_t sum = 0;
      for (std::size_t i = edges[x]; i < right; ++i) sum += column[i];
      const auto count = static_cast<float>(rows * (right - edges[x]));
      out[static_cast<std::size_t>(y * width) + x] =
          static_cast<std::uint8_t>(static_cast<float>(sum) / count + 0.5F);
    }
  }
}

/// Luma, Cb and Cr of packed BGR, ITU-R BT.601 full range: exact colour does not matter here.
void from_bgr(const ImageView& image, Thumb& out) {
  std::array<std::array<std::uint8_t, Thumb::luma_size>, 3> bgr{};
  for (std::size_t c = 0; c < 3; ++c) average<3>(image, c, thumb_width, thumb_height, bgr[c]);
  const auto byte = [](float v) { return static_cast<std::uint8_t>(std::clamp(v, 0.0F, 255.0F)); };
  for (std::size_t i = 0; i < Thumb::luma_size; ++i) {
    const float luma = 0.114F * bgr[0][i] + 0.587F * bgr[1][i] + 0.299F * bgr[2][i];
    out.luma[i] = byte(luma + 0.5F);
  }
  for (std::size_t y = 0; y < thumb_height / 2; ++y) {
    for (std::size_t x = 0; x < thumb_width / 2; ++x) {
      const std::size_t full = 2 * y * thumb_width + 2 * x;
      const std::size_t half = y * (thumb_width / 2) + x;
      out.cb[half] = byte(128.5F + 0.564F * (bgr[0][full] - static_cast<float>(out.luma[full])));
      out.cr[half] = byte(128.5F + 0.713F * (bgr[2][full] - static_cast<float>(out.luma[full])));
    }
  }
}

void copy_plane(const ImageView& plane, std::span<std::uint8_t> out) {
  for (int y = 0; y < plane.height; ++y) {
    const auto* line = reinterpret_cast<const std::uint8_t*>(plane.row(y));
    std::copy_n(line, plane.width, out.data() + static_cast<std::ptrdiff_t>(y) * plane.width);
  }
}

bool is_thumb(const Frame& frame) {
  const ImageView& chroma = frame.plane(1);
  return frame.format() == PixelFormat::yuv420p && frame.width() == thumb_width &&
         frame.height() == thumb_height && chroma.width == thumb_width / 2 &&
         chroma.height == thumb_height / 2;
}

}  // namespace

Thumb make_thumb(const Frame& frame) {
  if (frame.empty()) throw Error(ErrorCode::invalid_argument, "shot detection: an empty frame");
  Thumb out;
  out.index = frame.time().index;
  if (is_thumb(frame)) {
    copy_plane(frame.plane(0), out.luma);
    copy_plane(frame.plane(1), out.cb);
    copy_plane(frame.plane(2), out.cr);
    return out;
  }
  out.cb.fill(128);
  out.cr.fill(128);
  if (frame.format() == PixelFormat::bgr24) {
    from_bgr(frame.image(), out);
    return out;
  }
  average<1>(frame.luma(), 0, thumb_width, thumb_height, out.luma);
  if (frame.format() == PixelFormat::yuv420p) {
    average<1>(frame.plane(1), 0, thumb_width / 2, thumb_height / 2, out.cb);
    average<1>(frame.plane(2), 0, thumb_width / 2, thumb_height / 2, out.cr);
  }
  return out;
}

Frame thumb_frame(const Thumb& thumb, const FrameTime& time) {
  auto owner = std::make_shared<const Thumb>(thumb);
  const std::array<ImageView, 3> planes{
      view(owner->luma, thumb_width, thumb_height),
      view(owner->cb, thumb_width / 2, thumb_height / 2),
      view(owner->cr, thumb_width / 2, thumb_height / 2),
  };
  return {std::move(owner), planes, PixelFormat::yuv420p, time};
}

}  // namespace facetrack
