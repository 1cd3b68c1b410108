// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/barcode.hpp"

#include <algorithm>
#include <array>

#include <opencv2/imgproc.hpp>

namespace facetrack::testing {
namespace {

constexpr int number_bits = 20;
constexpr int check_bits = 4;
constexpr int bars = 1 + number_bits + check_bits + 1;  // white, number, check, black
constexpr int dark_level = 24;
constexpr int light_level = 232;

unsigned checksum(std::int64_t number) {
  unsigned sum = 5;  // so that an all-dark picture is no valid zero
  for (auto rest = static_cast<std::uint64_t>(number); rest != 0; rest >>= 4U) {
    sum = (sum * 3 + static_cast<unsigned>(rest & 15U)) & 15U;
  }
  return sum;
}

bool bit_of(std::int64_t number, int bar) {
  if (bar == 0) return true;
  if (bar == bars - 1) return false;
  if (bar <= number_bits) return (number >> (number_bits - bar) & 1) != 0;
  return (checksum(number) >> (number_bits + check_bits - bar) & 1U) != 0;
}

double level(const Frame& frame, int x, int y) {
  const ImageView& view = frame.plane(0);
  if (view.format != PixelFormat::bgr24) return std::to_integer<int>(view.row(y)[x]);
  const std::byte* pixel = view.row(y) + std::ptrdiff_t{3} * x;
  return (std::to_integer<int>(pixel[0]) + std::to_integer<int>(pixel[1]) +
          std::to_integer<int>(pixel[2])) /
         3.0;
}

}  // namespace

Region barcode_strip(int width, int height) { return {0, 0, width, std::max(height / 8, 4)}; }

void draw_barcode(cv::Mat& picture, std::int64_t number, const Region& where) {
  for (int bar = 0; bar < bars; ++bar) {
    const int from = where.x + where.width * bar / bars;
    const int to = where.x + where.width * (bar + 1) / bars;
    const cv::Rect rect = cv::Rect(from, where.y, to - from, where.height) &
                          cv::Rect(0, 0, picture.cols, picture.rows);
    picture(rect).setTo(cv::Scalar::all(bit_of(number, bar) ? light_level : dark_level));
  }
}

void draw_barcode(cv::Mat& picture, std::int64_t number) {
  draw_barcode(picture, number, barcode_strip(picture.cols, picture.rows));
}

std::optional<std::int64_t> read_barcode(const Frame& frame, const Region& where) {
  std::array<double, bars> levels{};
  for (int bar = 0; bar < bars; ++bar) {
    // The middle of each bar: its edges belong to both neighbours after scaling.
    const double width = static_cast<double>(where.width) / bars;
    const int from = where.x + static_cast<int>(width * (bar + 0.35));
    const int to = std::max(where.x + static_cast<int>(width * (bar + 0.65)), from);
    const int top = where.y + where.height * 3 / 10;
    const int bottom = std::max(where.y + where.height * 7 / 10, top);
    if (from < 0 || top < 0 || to >= frame.width() || bottom >= frame.height()) return std::nullopt;
    double sum = 0;
    for (int y = top; y <= bottom; ++y) {
      for (int x = from; x <= to; ++x) sum += level(frame, x, y);
    }
    levels[static_cast<std::size_t>(bar)] = sum / ((bottom - top + 1) * (to - from + 1));
  }
  const auto [low, high] = std::minmax_element(levels.begin(), levels.end());
  if (*high - *low < 60) return std::nullopt;
  const double middle = (*high + *low) / 2;
  std::int64_t number = 0;
  for (int bar = 1; bar <= number_bits; ++bar) {
    number = number * 2 + (levels[static_cast<std::size_t>(bar)] > middle ? 1 : 0);
  }
  for (int bar = 0; bar < bars; ++bar) {
    if (bit_of(number, bar) != (levels[static_cast<std::size_t>(bar)] > middle))
      return std::nullopt;
  }
  return number;
}

std::optional<std::int64_t> read_barcode(const Frame& frame) {
  return read_barcode(frame, barcode_strip(frame.width(), frame.height()));
}

}  // namespace facetrack::testing
