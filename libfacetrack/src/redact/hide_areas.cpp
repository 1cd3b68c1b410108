// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>

#include "facetrack/draw.hpp"
#include "facetrack/redact.hpp"

#include "redact/frame_areas.hpp"

namespace facetrack {
namespace {

using redact::FrameAreas;
using redact::with_margin;

constexpr Color black{0, 0, 0};
/// Added to boxes of faces that were found, so that an ellipse covers the face beyond the box's
/// corners.
constexpr float ellipse_margin = 0.1F;

void hide(Canvas& canvas, const Box& box, HideMode mode) {
  switch (mode) {
    case HideMode::blur:
      return canvas.blur(box);
    case HideMode::pixelate:
      return canvas.pixelate(box);
    case HideMode::fill:
      return canvas.fill(box, black);
    case HideMode::oval:
      return canvas.fill_oval(box, black);
  }
}

/// Copies the ellipse in `box` from one row of a plane to the same row of another.
void copy_row(std::span<const std::byte> from, std::span<std::byte> to, const Box& box, int y) {
  const float down = (static_cast<float>(y) + 0.5F - box.center().y) / (box.height / 2);
  if (!(std::abs(down) < 1)) return;
  const float half = box.width / 2 * std::sqrt(1 - down * down);
  const auto last = static_cast<float>(from.size());
  const auto column = [&](float x) {
    return static_cast<std::size_t>(std::lround(std::clamp(x, 0.0F, last)));
  };
  const std::size_t begin = column(box.center().x - half);
  const std::size_t end = column(box.center().x + half);
  std::copy(from.begin() + static_cast<std::ptrdiff_t>(begin),
            from.begin() + static_cast<std::ptrdiff_t>(std::max(begin, end)),
            to.begin() + static_cast<std::ptrdiff_t>(begin));
}

/// Draws the ellipse in `box` of the frame over the canvas. Requires: yuv420p.
void show(const Frame& frame, const Box& box, Canvas& canvas) {
  for (int plane = 0; plane < 3; ++plane) {
    const ImageView& view = frame.plane(plane);
    const float by = plane == 0 ? 1 : 2;
    const Box part{box.x / by, box.y / by, box.width / by, box.height / by};
    const auto limit = static_cast<float>(view.height);
    const int top = static_cast<int>(std::clamp(part.y, 0.0F, limit));
    const int bottom = static_cast<int>(std::clamp(std::ceil(part.y + part.height), 0.0F, limit));
    for (int y = top; y < bottom; ++y) {
      copy_row({view.row(y), static_cast<std::size_t>(view.width)}, canvas.row(plane, y), part, y);
    }
  }
}

Frame hidden(const Frame& frame, const FrameAreas& areas, HideMode mode) {
  if (areas.hidden.empty()) return frame;
  Canvas canvas(frame);
  for (const Box& box : areas.hidden) hide(canvas, box, mode);
  if (areas.shown.empty() || frame.format() != PixelFormat::yuv420p) return canvas.finish();
  for (const Box& box : areas.shown) show(frame, with_margin(box, ellipse_margin), canvas);
  for (const Box& box : areas.found) hide(canvas, with_margin(box, ellipse_margin), mode);
  return canvas.finish();
}

}  // namespace

std::function<Frame(const Frame&)> hide_areas(const Redaction& redaction, HideMode mode) {
  const auto frames =
      std::make_shared<const redact::AreasByFrame>(redact::areas_by_frame(redaction));
  return [frames, mode](const Frame& frame) {
    const auto found = frames->find(frame.time().index);
    return found == frames->end() ? frame : hidden(frame, found->second, mode);
  };
}

}  // namespace facetrack
