// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/overlays.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace facetrack::testing {
namespace {

constexpr std::array overlay_words{"we",    "never",  "said",    "so",     "tomorrow", "Anna",
                                   "at",    "the",    "station", "please", "wait",     "for",
                                   "news",  "from",   "Oslo",    "why",    "perhaps",  "later",
                                   "quite", "simple", "really",  "don't",  "know",     "Zoe"};
constexpr double hershey_height = 21;  // pixels of a capital at scale 1

class OverlayPainter {
 public:
  OverlayPainter(cv::Mat& picture, const BurnedIn& overlay, int frame)
      : picture_(picture), frame_(frame), random_(static_cast<unsigned>(overlay.seed * 7919 + 11)) {
    constexpr std::array fonts{cv::FONT_HERSHEY_SIMPLEX, cv::FONT_HERSHEY_DUPLEX,
                               cv::FONT_HERSHEY_COMPLEX, cv::FONT_HERSHEY_TRIPLEX};
    font_ = fonts.at(index(fonts.size()));
    value_ = between(200, 255);
  }

  void subtitle() {
    const double height = between(0.04, 0.06) * rows();
    const bool box = chance(0.3);
    const bool outline = !box && chance(0.7);
    const int lines = chance(0.4) ? 2 : 1;
    for (int line = 0; line < lines; ++line) {
      const std::string text = words(2 + index(3));
      const cv::Size size = size_of(text, height);
      const cv::Point at((picture_.cols - size.width) / 2,
                         static_cast<int>(rows() * 0.93 - height * 1.7 * (lines - 1 - line)));
      if (box) fill({at.x - 5, at.y - size.height - 4, size.width + 10, size.height + 10}, 10, 0.8);
      write(text, at, height, value_, outline);
    }
  }

  void plate() {
    const double height = between(0.04, 0.055) * rows();
    const double back = chance(0.5) ? between(10, 90) : between(190, 250);
    const double fore = back > 128 ? 10 : 245;
    const int x = static_cast<int>(between(0.04, 0.15) * picture_.cols);
    int y = static_cast<int>(between(0.7, 0.78) * rows());
    for (int line = 0; line < 2; ++line) {
      const std::string text = words(2);
      const cv::Size size = size_of(text, height);
      fill({x, y, size.width + 16, size.height + 14}, back, 0.9);
      write(text, {x + 8, y + size.height + 6}, height, fore, false);
      y += size.height + 14;
    }
  }

  void logo() { emblem(between(0.75, 1)); }

  void watermark() {
    if (chance(0.5)) return emblem(0.45);
    cv::Mat layer = picture_.clone();
    const std::string text = words(2);
    const double height = between(0.08, 0.12) * rows();
    const cv::Size size = size_of(text, height);
    std::swap(layer, picture_);
    write(text, {(picture_.cols - size.width) / 2, (picture_.rows + size.height) / 2}, height, 250,
          false);
    std::swap(layer, picture_);
    cv::addWeighted(layer, 0.4, picture_, 0.6, 0, picture_);
  }

  void clock() {
    const double height = between(0.04, 0.06) * rows();
    const int second = static_cast<int>(index(86400)) + frame_ / 25;
    std::string text;
    for (const int part : {second / 3600 % 24, second / 60 % 60, second % 60}) {
      text += (text.empty() ? "" : ":") + std::string(part < 10 ? "0" : "") + std::to_string(part);
    }
    const cv::Size size = size_of(text, height);
    const bool left = chance(0.5);
    write(text, {left ? 14 : picture_.cols - size.width - 14, static_cast<int>(rows() * 0.1)},
          height, value_, true);
  }

  void controls() {
    const int y = static_cast<int>(rows() * 0.9);
    const int margin = picture_.cols / 30;
    const double part = 0.1 + std::fmod(frame_ / 5000.0 + between(0, 0.7), 0.8);
    fill({0, y - 12, picture_.cols, picture_.rows - y + 12}, 5, 0.5);
    fill({margin, y - 6, picture_.cols - 2 * margin, 3}, 150, 0.8);
    fill({margin, y - 6, static_cast<int>(part * (picture_.cols - 2 * margin)), 3}, 230, 1);
    const int side = picture_.rows / 28;
    const std::vector<cv::Point> play{
        {margin, y + 5}, {margin, y + 5 + side}, {margin + side, y + 5 + side / 2}};
    cv::fillConvexPoly(picture_, play, cv::Scalar::all(value_), cv::LINE_AA);
    write("0:" + std::to_string(10 + frame_ / 25 % 50) + " / 3:27",
          {margin + 3 * side, y + 5 + side}, 0.035 * rows(), value_, false);
  }

 private:
  double rows() const { return picture_.rows; }
  double between(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random_);
  }
  bool chance(double part) { return between(0, 1) < part; }
  std::size_t index(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }
  std::string words(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
      text += (i == 0 ? "" : " ") + std::string(overlay_words.at(index(overlay_words.size())));
    }
    return text;
  }

  static int thickness(double height) { return std::max(1, static_cast<int>(height / 8)); }
  cv::Size size_of(const std::string& text, double height) const {
    int below = 0;
    return cv::getTextSize(text, font_, height / hershey_height, thickness(height), &below);
  }
  void write(const std::string& text, cv::Point at, double height, double value, bool outline) {
    const double scale = height / hershey_height;
    const int thick = thickness(height);
    if (outline) {
      cv::putText(picture_, text, at, font_, scale, cv::Scalar::all(0), thick + 3, cv::LINE_AA);
    }
    cv::putText(picture_, text, at, font_, scale, cv::Scalar::all(value), thick, cv::LINE_AA);
  }
  void fill(const cv::Rect& place, double value, double strength) {
    cv::Mat part = picture_(place & cv::Rect({0, 0}, picture_.size()));
    cv::addWeighted(part, 1 - strength, cv::Mat(part.size(), part.type(), cv::Scalar::all(value)),
                    strength, 0, part);
  }
  /// A disc, a ring or a square with two letters, in a corner.
  void emblem(double strength) {
    const int radius = static_cast<int>(between(0.05, 0.08) * rows());
    const int far = radius + static_cast<int>(0.05 * rows());
    const cv::Point middle(chance(0.6) ? picture_.cols - far : far,
                           chance(0.8) ? far : picture_.rows - far);
    const cv::Scalar color(between(0, 255), between(0, 255), between(120, 255));
    const cv::Mat below = picture_.clone();
    const std::size_t shape = index(3);
    const bool filled = shape != 1;
    if (shape == 2)
      cv::rectangle(picture_, middle - cv::Point(radius, radius),
                    middle + cv::Point(radius, radius), color, cv::FILLED);
    else
      cv::circle(picture_, middle, radius, filled ? color : cv::Scalar::all(value_),
                 filled ? cv::FILLED : std::max(2, radius / 6), cv::LINE_AA);
    std::string letters = words(1).substr(0, 2);
    const double height = radius * 0.8;
    const cv::Size size = size_of(letters, height);
    write(letters, middle + cv::Point(-size.width / 2, size.height / 2), height, value_, false);
    cv::addWeighted(below, 1 - strength, picture_, strength, 0, picture_);
  }

  cv::Mat& picture_;
  int frame_;
  std::mt19937 random_;
  int font_ = 0;
  double value_ = 255;
};

}  // namespace

void draw_overlay(cv::Mat& picture, const BurnedIn& overlay, int frame) {
  if (frame < overlay.begin || frame >= overlay.end) return;
  OverlayPainter painter(picture, overlay, frame);
  switch (overlay.kind) {
    case OverlayKind::none:
      return;
    case OverlayKind::subtitle:
      return painter.subtitle();
    case OverlayKind::plate:
      return painter.plate();
    case OverlayKind::logo:
      return painter.logo();
    case OverlayKind::watermark:
      return painter.watermark();
    case OverlayKind::clock:
      return painter.clock();
    case OverlayKind::controls:
      return painter.controls();
  }
}

}  // namespace facetrack::testing
