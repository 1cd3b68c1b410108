// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/boards.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "support/render/noise.hpp"

namespace facetrack::testing {
namespace {

constexpr int shift = 4;  // sub-pixel corners, so that slow boards move smoothly
cv::Point fine(cv::Point2f p) {
  return {static_cast<int>(std::lround(p.x * (1 << shift))),
          static_cast<int>(std::lround(p.y * (1 << shift)))};
}

BoardPart plate(const Board& board, float frame, cv::Size size, cv::Point2f camera) {
  const cv::RotatedRect shape({board.x.at(frame) - camera.x, board.y.at(frame) - camera.y},
                              {board.width, board.height}, board.angle.at(frame));
  std::array<cv::Point2f, 4> corners;
  shape.points(corners.data());
  std::array<cv::Point, 4> outline;
  std::transform(corners.begin(), corners.end(), outline.begin(), fine);
  cv::Mat cover(size, CV_8UC1, cv::Scalar(0));
  cv::fillConvexPoly(cover, outline.data(), 4, cv::Scalar(255), cv::LINE_AA, shift);
  return {cover};
}

// A palm below four fingers, each with a dark edge, and a thumb.
std::vector<BoardPart> hand(const Board& board, float frame, cv::Size size, cv::Point2f camera) {
  const float turn = board.angle.at(frame) * static_cast<float>(CV_PI) / 180;
  // `across` and `down` are parts of the board, from its middle.
  const auto place = [&](float across, float down) {
    const float x = across * board.width, y = down * board.height;
    return fine({board.x.at(frame) - camera.x + std::cos(turn) * x - std::sin(turn) * y,
                 board.y.at(frame) - camera.y + std::sin(turn) * x + std::cos(turn) * y});
  };
  std::vector<BoardPart> parts;
  const auto add = [&](cv::Point from, cv::Point to, float wide, float tone) {
    cv::Mat cover(size, CV_8UC1, cv::Scalar(0));
    const int thick = std::max(1, static_cast<int>(std::lround(wide * board.width)));
    cv::line(cover, from, to, cv::Scalar(255), thick, cv::LINE_AA, shift);
    parts.push_back({cover, tone});
  };
  constexpr float finger = 0.23F;  // of the width
  add(place(0, 0.25F), place(0, 0.4F), 0.9F, 0.95F);
  add(place(-0.3F, 0.3F), place(-0.55F, 0), finger, 0.9F);
  for (int i = 0; i < 4; ++i) {
    const float across = (static_cast<float>(i) - 1.5F) * finger;
    const float tip = -0.5F + finger / 2 + (i == 0 || i == 3 ? 0.08F : 0);
    add(place(across, 0.2F), place(across * 1.1F, tip), finger * 1.12F, 0.6F);
    add(place(across, 0.2F), place(across * 1.1F, tip), finger, 1);
  }
  return parts;
}

// The part of an ellipse that is covered. Its axes are parts of the line from `a` to `b`.
float covered_part(const cv::Mat& cover, Point middle, Point a, Point b, cv::Size2f axes) {
  const float length = std::hypot(b.x - a.x, b.y - a.y);
  const float degrees = std::atan2(b.y - a.y, b.x - a.x) * 180 / static_cast<float>(CV_PI);
  cv::Mat area(cover.size(), CV_8UC1, cv::Scalar(0));
  cv::ellipse(area, cv::RotatedRect({middle.x, middle.y}, axes * (2 * length), degrees), {255}, -1);
  const double whole = cv::sum(area)[0];
  if (whole <= 0) return 0;
  cv::multiply(area, cover, area, 1.0 / 255);
  return static_cast<float>(cv::sum(area)[0] / whole);
}

Point between(Point a, Point b) { return {(a.x + b.x) / 2, (a.y + b.y) / 2}; }

}  // namespace

std::vector<BoardPart> board_parts(const Board& board, float frame, cv::Size size,
                                   cv::Point2f camera) {
  if (board.shape == BoardShape::hand) return hand(board, frame, size, camera);
  return {plate(board, frame, size, camera)};
}

void paint_board(cv::Mat& picture, const Color& color, const cv::Mat& cover, float left) {
  for (int y = 0; y < picture.rows; ++y) {
    const auto* alpha = cover.ptr<std::uint8_t>(y);
    auto* out = picture.ptr<cv::Vec3b>(y);
    for (int x = 0; x < picture.cols; ++x) {
      if (alpha[x] == 0) continue;
      const float grain =
          noise_at((static_cast<float>(x) - left) * 0.03F, static_cast<float>(y) * 0.2F);
      const Color c = color * (205 + 50 * grain);
      const float a = static_cast<float>(alpha[x]) / 255;
      const std::array<float, 3> bgr{c.z, c.y, c.x};
      for (int i = 0; i < 3; ++i) {
        const float below = static_cast<float>(out[x][i]);
        out[x][i] =
            cv::saturate_cast<std::uint8_t>(below + (bgr[static_cast<std::size_t>(i)] - below) * a);
      }
    }
  }
}

cv::Mat cover_of(std::span<const ActorLayer> later, const cv::Mat& boards) {
  cv::Mat cover = boards.clone();
  for (const ActorLayer& layer : later) {
    const cv::Rect own(layer.corner, layer.alpha.size());
    const cv::Rect in = own & cv::Rect({}, cover.size());
    if (in.empty()) continue;
    cv::Mat part = cover(in);
    cv::max(part, layer.alpha(in - layer.corner), part);
  }
  return cover;
}

// Ellipses about as large as the lips and the open eyes of the actors.
float mouth_covered(const Landmarks& p, const cv::Mat& cover) {
  return covered_part(cover, between(p[3], p[4]), p[3], p[4], {0.5F, 0.22F});
}
float eyes_covered(const Landmarks& p, const cv::Mat& cover) {
  return std::max(covered_part(cover, p[0], p[0], p[1], {0.2F, 0.1F}),
                  covered_part(cover, p[1], p[0], p[1], {0.2F, 0.1F}));
}

}  // namespace facetrack::testing
