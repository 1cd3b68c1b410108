// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "track/flow.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>

#include "facetrack/opencv.hpp"

namespace facetrack {
namespace {

constexpr float least_followed_face = 4.0F;  // pixels; a smaller face has no texture to follow
constexpr float face_pixels = 64.0F;  // the face is scaled to this: motion stays within the pyramid
constexpr float room = 3.0F;          // side of the region followed, in face sizes

constexpr int grid = 7;  // points a side
// Points cover this part of the box. The rest, an equal rim on each side, shows the background.
constexpr float covered = 0.8F;
constexpr float uncovered_rim = 0.1F;

// Lucas-Kanade, pixels at that scale. The pyramid is halved three times, so that a face may move by
// most of its own size.
constexpr int search_side = 13;
constexpr int halvings = 3;
constexpr float round_trip = 1.0F;   // pixels at that scale that a point may miss its start by
constexpr double enough_back = 0.4;  // share of points that must come back

// Growth is measured on pairs of points that are further apart than this, in pixels at that scale:
// between nearer ones the error of their places counts for more.
constexpr double least_base = 8.0;
// From one frame to the next a face grows or shrinks by a quarter at most.
constexpr float least_growth = 0.8F;
constexpr float most_growth = 1.25F;

cv::Mat region_of(const ImageView& luma, const Box& window, int size) {
  const float scale = window.width / static_cast<float>(size);
  const cv::Matx23f map(scale, 0, window.x, 0, scale, window.y);
  cv::Mat out;
  cv::warpAffine(as_mat(luma), out, map, {size, size}, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                 cv::BORDER_REPLICATE);
  return out;
}

float median(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// A grid of points in `box`, in pixels of the region that shows `window`.
std::vector<cv::Point2f> points_in(const Box& box, const Box& window, float scale) {
  std::vector<cv::Point2f> points;
  for (int y = 0; y < grid; ++y) {
    for (int x = 0; x < grid; ++x) {
      const float fx = uncovered_rim + covered * static_cast<float>(x) / (grid - 1);
      const float fy = uncovered_rim + covered * static_cast<float>(y) / (grid - 1);
      points.emplace_back((box.x + box.width * fx - window.x) / scale,
                          (box.y + box.height * fy - window.y) / scale);
    }
  }
  return points;
}

struct Move {
  cv::Point2f from;
  cv::Point2f to;
};

/// Where the points of `a` are in `b`: those that are found, and from there found back.
std::vector<Move> moves(const cv::Mat& a, const cv::Mat& b, const std::vector<cv::Point2f>& start) {
  std::vector<cv::Point2f> there, back;
  std::vector<unsigned char> found, returned;
  std::vector<float> error;
  try {
    const cv::Size search(search_side, search_side);
    cv::calcOpticalFlowPyrLK(a, b, start, there, found, error, search, halvings);
    cv::calcOpticalFlowPyrLK(b, a, there, back, returned, error, search, halvings);
  } catch (const cv::Exception&) {
    return {};
  }
  std::vector<Move> good;
  for (std::size_t i = 0; i < start.size(); ++i) {
    if (found[i] == 0 || returned[i] == 0) continue;
    if (std::hypot(back[i].x - start[i].x, back[i].y - start[i].y) > round_trip) continue;
    good.push_back({start[i], there[i]});
  }
  return good;
}

Point middle_move(const std::vector<Move>& moves) {
  std::vector<float> dx, dy;
  for (const Move& move : moves) {
    dx.push_back(move.to.x - move.from.x);
    dy.push_back(move.to.y - move.from.y);
  }
  return {median(dx), median(dy)};
}

float growth(const std::vector<Move>& moves) {
  std::vector<float> ratios;
  for (std::size_t i = 0; i < moves.size(); ++i) {
    for (std::size_t j = i + 1; j < moves.size(); ++j) {
      const float before = static_cast<float>(cv::norm(moves[i].from - moves[j].from));
      const float after = static_cast<float>(cv::norm(moves[i].to - moves[j].to));
      if (before > least_base) ratios.push_back(after / before);
    }
  }
  return ratios.empty() ? 1.0F : std::clamp(median(ratios), least_growth, most_growth);
}

}  // namespace

std::optional<Box> follow_by_flow(const ImageView& from, const ImageView& to, const Box& box) {
  const float face = std::max(box.width, box.height);
  if (face < least_followed_face || from.empty() || to.empty()) return std::nullopt;
  const Point c = box.center();
  const float side = face * room;
  const Box window{c.x - side / 2, c.y - side / 2, side, side};
  const int size = static_cast<int>(face_pixels * room);
  const float scale = side / static_cast<float>(size);
  const std::vector<cv::Point2f> start = points_in(box, window, scale);
  const std::vector<Move> good =
      moves(region_of(from, window, size), region_of(to, window, size), start);
  if (static_cast<double>(good.size()) < enough_back * static_cast<double>(start.size())) {
    return std::nullopt;
  }
  const Point move = middle_move(good);
  const float grow = growth(good);
  const float width = box.width * grow;
  const float height = box.height * grow;
  return Box{c.x + move.x * scale - width / 2, c.y + move.y * scale - height / 2, width, height};
}

}  // namespace facetrack
