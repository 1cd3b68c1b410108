// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "curate/camera_motion.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <vector>

namespace facetrack::curation {
namespace {

constexpr int block = 16;  // pixels of a picture of motion_width
constexpr int coarse = 4;  // the whole picture is compared at a quarter of the width
constexpr int coarse_reach = motion_width / coarse / 4;
constexpr int fine_reach = 5;  // beyond the shift of the whole picture
/// Smallest eigenvalue of the structure tensor per pixel, in gray levels squared: less is noise or
/// an edge that can slide along itself.
constexpr double least_detail = 6;
/// A block is found again if less than this part of its contrast is left.
constexpr double most_left = 0.5;
/// Parts of a face's box that the person covers beside and above it.
constexpr float beside = 0.8F;
constexpr float above = 0.5F;

int at(const ImageView& image, int x, int y) { return std::to_integer<int>(image.row(y)[x]); }

struct Shift {
  int x = 0;
  int y = 0;
};

/// Does a block at this place show a person, or something below the face of one?
bool shows_person(int x, int y, std::span<const Box> faces) {
  const auto left = static_cast<float>(x);
  const auto bottom = static_cast<float>(y + block);
  return std::any_of(faces.begin(), faces.end(), [&](const Box& face) {
    const float from = face.x - beside * face.width;
    const float to = face.x + (1 + beside) * face.width;
    const float top = face.y - above * face.height;
    return left + block > from && left < to && bottom > top;
  });
}

/// Means of `coarse` x `coarse` pixels.
std::vector<int> reduced(const ImageView& image) {
  const int columns = image.width / coarse;
  const int rows = image.height / coarse;
  std::vector<int> cells;
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < columns; ++x) {
      int sum = 0;
      for (int i = 0; i < coarse * coarse; ++i) {
        sum += at(image, x * coarse + i % coarse, y * coarse + i / coarse);
      }
      cells.push_back(sum / (coarse * coarse));
    }
  }
  return cells;
}

/// The shift of the whole picture, to a multiple of `coarse`. Ignores cells with a person.
Shift whole_shift(const ImageView& from, const ImageView& to, std::span<const Box> faces) {
  const int columns = to.width / coarse;
  const int rows = to.height / coarse;
  const std::vector<int> before = reduced(from);
  const std::vector<int> now = reduced(to);
  std::vector<int> places;
  for (int i = 0; i < columns * rows; ++i) {
    if (!shows_person(i % columns * coarse, i / columns * coarse, faces)) places.push_back(i);
  }
  Shift best;
  double least = std::numeric_limits<double>::max();
  const int reach_y = std::min(coarse_reach, rows / 3);
  for (int dy = -reach_y; dy <= reach_y; ++dy) {
    for (int dx = -coarse_reach; dx <= coarse_reach; ++dx) {
      std::int64_t sum = 0;
      int count = 0;
      for (const int place : places) {
        const int x = place % columns - dx;
        const int y = place / columns - dy;
        if (x < 0 || x >= columns || y < 0 || y >= rows) continue;
        sum += std::abs(now[static_cast<std::size_t>(place)] -
                        before[static_cast<std::size_t>(y * columns + x)]);
        ++count;
      }
      if (count * 3 < std::ssize(places)) continue;
      const double error = static_cast<double>(sum) / std::max(count, 1);
      // Of equal shifts the smaller one is meant.
      const double with_length = error + 1e-3 * std::hypot(dx, dy);
      if (with_length >= least) continue;
      least = with_length;
      best = {dx * coarse, dy * coarse};
    }
  }
  return best;
}

/// Detail and contrast of a block.
struct Texture {
  double detail = 0;    ///< smallest eigenvalue of the structure tensor, per pixel
  double contrast = 0;  ///< mean distance from the mean
};

Texture texture_of(const ImageView& image, int left, int top) {
  double xx = 0, xy = 0, yy = 0;
  int sum = 0;
  for (int y = top; y < top + block; ++y) {
    for (int x = left; x < left + block; ++x) {
      const double gx =
          (at(image, std::min(x + 1, image.width - 1), y) - at(image, std::max(x - 1, 0), y)) / 2.0;
      const double gy =
          (at(image, x, std::min(y + 1, image.height - 1)) - at(image, x, std::max(y - 1, 0))) /
          2.0;
      xx += gx * gx;
      xy += gx * gy;
      yy += gy * gy;
      sum += at(image, x, y);
    }
  }
  constexpr int count = block * block;
  Texture texture;
  texture.detail = ((xx + yy) / 2 - std::hypot((xx - yy) / 2, xy)) / count;
  for (int y = top; y < top + block; ++y) {
    for (int x = left; x < left + block; ++x) {
      texture.contrast += std::abs(at(image, x, y) - sum / count) / static_cast<double>(count);
    }
  }
  return texture;
}

/// Mean difference of a block of `to` from the place in `from` that it comes from; infinite
/// outside.
double difference(const ImageView& from, const ImageView& to, int left, int top, Shift shift) {
  const int from_x = left - shift.x;
  const int from_y = top - shift.y;
  if (from_x < 0 || from_y < 0 || from_x + block > from.width || from_y + block > from.height) {
    return std::numeric_limits<double>::infinity();
  }
  int sum = 0;
  for (int y = 0; y < block; ++y) {
    const std::byte* a = from.row(from_y + y) + from_x;
    const std::byte* b = to.row(top + y) + left;
    for (int x = 0; x < block; ++x) {
      sum += std::abs(std::to_integer<int>(a[x]) - std::to_integer<int>(b[x]));
    }
  }
  return static_cast<double>(sum) / (block * block);
}

/// The place of the least difference between three neighbours, from the middle one.
double between(double before, double middle, double after) {
  if (!std::isfinite(before) || !std::isfinite(after)) return 0;
  // A mean of absolute differences rises linearly from its minimum, so two lines are fitted.
  const double steepest = std::max(before, after) - middle;
  return steepest > 0 ? std::clamp((before - after) / (2 * steepest), -0.5, 0.5) : 0;
}

}  // namespace

std::optional<float> background_shift(const ImageView& from, const ImageView& to,
                                      std::span<const Box> faces) {
  const Shift whole = whole_shift(from, to, faces);
  std::vector<double> lengths;
  int detailed = 0;
  for (int top = 0; top + block <= to.height; top += block) {
    for (int left = 0; left + block <= to.width; left += block) {
      if (shows_person(left, top, faces)) continue;
      const Texture texture = texture_of(to, left, top);
      if (texture.detail < least_detail) continue;
      ++detailed;
      const auto left_over = [&](int dx, int dy) {
        return difference(from, to, left, top, {whole.x + dx, whole.y + dy});
      };
      Shift best;
      double least = left_over(0, 0);
      for (int dy = -fine_reach; dy <= fine_reach; ++dy) {
        for (int dx = -fine_reach; dx <= fine_reach; ++dx) {
          const double error = left_over(dx, dy);
          if (error >= least) continue;
          least = error;
          best = {dx, dy};
        }
      }
      if (!(least < most_left * texture.contrast)) continue;
      const double x = whole.x + best.x +
                       between(left_over(best.x - 1, best.y), least, left_over(best.x + 1, best.y));
      const double y = whole.y + best.y +
                       between(left_over(best.x, best.y - 1), least, left_over(best.x, best.y + 1));
      lengths.push_back(std::hypot(x, y));
    }
  }
  if (detailed == 0) return 0.0F;
  // A third is enough: blocks that come in at the edge of a moving picture have no earlier place.
  if (std::ssize(lengths) * 3 < detailed) return std::nullopt;
  const auto middle = lengths.begin() + (std::ssize(lengths) - 1) / 2;
  std::nth_element(lengths.begin(), middle, lengths.end());
  return static_cast<float>(*middle);
}

}  // namespace facetrack::curation
