// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "redact/open_faces.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "redact/boxes.hpp"

namespace facetrack::redact {
namespace {

/// The inner part of a face, as a part of its box: eyes, nose and mouth without hair and chin.
constexpr float inner_part = 0.75F;
/// IoU of a face with one that is shown.
constexpr float iou_of_shown_face = 0.3F;
/// The inner part is compared as a picture of this many samples a side.
constexpr int samples = 32;
/// Half the side of the square, in samples, whose mean is taken away: what is coarser than it does
/// not tell people apart.
constexpr int half_window = 3;

using Samples = std::array<float, static_cast<std::size_t>(samples) * samples>;

float mean_of(const ImageView& luma, int left, int top, int right, int bottom) {
  int sum = 0;
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x) sum += static_cast<int>(luma.row(y)[x]);
  }
  return static_cast<float>(sum) / static_cast<float>((right - left) * (bottom - top));
}

/// The brightness of the box, each sample the mean of the pixels that it covers.
Samples sampled(const ImageView& luma, const Box& box) {
  Samples out{};
  const auto edge = [](float begin, float length, int i, int limit) {
    const float at = begin + length * static_cast<float>(i) / samples;
    return std::clamp(static_cast<int>(std::floor(at)), 0, limit - 1);
  };
  for (int row = 0; row < samples; ++row) {
    const int top = edge(box.y, box.height, row, luma.height);
    const int bottom = std::max(top + 1, edge(box.y, box.height, row + 1, luma.height));
    for (int column = 0; column < samples; ++column) {
      const int left = edge(box.x, box.width, column, luma.width);
      const int right = std::max(left + 1, edge(box.x, box.width, column + 1, luma.width));
      out[static_cast<std::size_t>(row * samples + column)] =
          mean_of(luma, left, top, right, bottom);
    }
  }
  return out;
}

/// The samples without the mean of their surroundings.
Samples detail_of(const Samples& picture) {
  Samples out{};
  for (int row = 0; row < samples; ++row) {
    for (int column = 0; column < samples; ++column) {
      float sum = 0;
      int count = 0;
      for (int y = std::max(0, row - half_window); y <= std::min(samples - 1, row + half_window);
           ++y) {
        for (int x = std::max(0, column - half_window);
             x <= std::min(samples - 1, column + half_window); ++x) {
          sum += picture[static_cast<std::size_t>(y * samples + x)];
          ++count;
        }
      }
      const auto i = static_cast<std::size_t>(row * samples + column);
      out[i] = picture[i] - sum / static_cast<float>(count);
    }
  }
  return out;
}

Box inner(const Box& face) {
  const Point c = face.center();
  return {c.x - inner_part * face.width / 2, c.y - inner_part * face.height / 2,
          inner_part * face.width, inner_part * face.height};
}

}  // namespace

bool is_shown(const Box& face, const FrameAreas& areas) {
  return std::any_of(areas.may_show.begin(), areas.may_show.end(), [&](const Box& shown) {
    return iou(shown, face) >= iou_of_shown_face || shared_part(shown, face) >= inner_part;
  });
}

float shared_detail(const Frame& source, const Frame& written, const Box& face) {
  const Samples before = detail_of(sampled(source.luma(), inner(face)));
  const Samples after = detail_of(sampled(written.luma(), inner(face)));
  float common = 0;
  float all = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    common += before[i] * after[i];
    all += before[i] * before[i];
  }
  return all > 0 ? common / all : 0;
}

}  // namespace facetrack::redact
