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

constexpr int grid = 7;  // points a side
// The face is scaled to this size, so that its motion stays within the pyramid.
constexpr float face_pixels = 64.0F;
constexpr float room = 3.0F;  // side of the region followed, in face sizes
// Pixels at that scale: largest error of a point tracked forward and back.
constexpr float round_trip = 1.0F;
constexpr double enough = 0.4;  // share of points that must pass that check

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

}  // namespace

std::optional<Box> follow_by_flow(const ImageView& from, const ImageView& to, const Box& box) {
  const float face = std::max(box.width, box.height);
  if (face < 4 || from.empty() || to.empty()) return std::nullopt;
  const Point c = box.center();
  const float side = face * room;
  const Box window{c.x - side / 2, c.y - side / 2, side, side};
  const int size = static_cast<int>(face_pixels * room);
  const float scale = side / static_cast<float>(size);
  const cv::Mat a = region_of(from, window, size);
  const cv::Mat b = region_of(to, window, size);

  std::vector<cv::Point2f> start;
  for (int y = 0; y < grid; ++y) {
    for (int x = 0; x < grid; ++x) {
      const float fx = 0.1F + 0.8F * static_cast<float>(x) / (grid - 1);
      const float fy = 0.1F + 0.8F * static_cast<float>(y) / (grid - 1);
      start.emplace_back((box.x + box.width * fx - window.x) / scale,
                         (box.y + box.height * fy - window.y) / scale);
    }
  }
  std::vector<cv::Point2f> there, back;
  std::vector<unsigned char> found, returned;
  std::vector<float> error;
  try {
    const cv::Size search(13, 13);
    cv::calcOpticalFlowPyrLK(a, b, start, there, found, error, search, 3);
    cv::calcOpticalFlowPyrLK(b, a, there, back, returned, error, search, 3);
  } catch (const cv::Exception&) {
    return std::nullopt;
  }
  std::vector<std::size_t> good;
  std::vector<float> dx, dy;
  for (std::size_t i = 0; i < start.size(); ++i) {
    if (found[i] == 0 || returned[i] == 0) continue;
    if (std::hypot(back[i].x - start[i].x, back[i].y - start[i].y) > round_trip) continue;
    good.push_back(i);
    dx.push_back(there[i].x - start[i].x);
    dy.push_back(there[i].y - start[i].y);
  }
  if (static_cast<double>(good.size()) < enough * static_cast<double>(start.size())) {
    return std::nullopt;
  }
  std::vector<float> ratios;
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (std::size_t j = i + 1; j < good.size(); ++j) {
      const float before = static_cast<float>(cv::norm(start[good[i]] - start[good[j]]));
      const float after = static_cast<float>(cv::norm(there[good[i]] - there[good[j]]));
      if (before > 8) ratios.push_back(after / before);
    }
  }
  const float grow = ratios.empty() ? 1.0F : std::clamp(median(ratios), 0.8F, 1.25F);
  const float mx = c.x + median(dx) * scale;
  const float my = c.y + median(dy) * scale;
  const float w = box.width * grow;
  const float height = box.height * grow;
  return Box{mx - w / 2, my - height / 2, w, height};
}

}  // namespace facetrack
