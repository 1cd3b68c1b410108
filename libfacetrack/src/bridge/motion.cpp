// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "bridge/motion.hpp"

#include <algorithm>
#include <climits>
#include <cmath>
#include <cstdlib>
#include <vector>

#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>

namespace facetrack::bridge {
namespace {

// The flow's grid has at most this many pixels: 640x480 whole, 720p and 1080p at a half and a
// third. With it a 720p pair stays inside 40 ms; a finer grid gained under 0.1 dB on compressed
// video.
constexpr std::size_t max_grid_pixels = 320'000;

// Least squares: window and damping. 7 and 4 were the best of 5..11 and 1..16 on Middlebury.
constexpr int refine_window = 7;
constexpr float refine_damping = 4.0F;  // squared grey levels per pixel
constexpr float refine_step = 0.7F;     // pixels at most; beyond that the linear model is void

// Block search, in grid pixels. Blocks of 12 on a raster of 8; a reach of 48 finds thrown balls.
constexpr int block = 12;
constexpr int raster = 8;
constexpr int half_reach = 24;           // at half the grid's resolution
constexpr double bad_residual = 10.0;    // mean grey levels from which a block is searched for
constexpr double needed_gain = 0.5;      // part of the old residual that a find must stay under
constexpr std::size_t max_blocks = 400;  // the worst ones; bounds the time of hopeless pairs

cv::Ptr<cv::DISOpticalFlow> make_flow(int shrink) {
  auto flow = cv::DISOpticalFlow::create(cv::DISOpticalFlow::PRESET_FAST);
  flow->setFinestScale(shrink > 1 ? 1 : 0);
  // Its variational refinement costs as much as the rest and gained nothing over refine_flow().
  flow->setVariationalRefinementIterations(0);
  return flow;
}

int block_difference(const cv::Mat& a, cv::Point at, const cv::Mat& b, cv::Point to, int size) {
  int sum = 0;
  for (int y = 0; y < size; ++y) {
    const uchar* p = a.ptr<uchar>(at.y + y) + 3 * at.x;
    const uchar* q = b.ptr<uchar>(to.y + y) + 3 * to.x;
    for (int x = 0; x < 3 * size; ++x) sum += std::abs(p[x] - q[x]);
  }
  return sum;
}

bool inside(cv::Point at, int size, const cv::Mat& m) {
  return at.x >= 0 && at.y >= 0 && at.x + size <= m.cols && at.y + size <= m.rows;
}

struct Block {
  double residual = 0;  // mean grey levels
  cv::Point at;
};

std::vector<Block> worst_blocks(const cv::Mat& a, const cv::Mat& warped) {
  std::vector<Block> bad;
  for (int y = 0; y + block <= a.rows; y += raster) {
    for (int x = 0; x + block <= a.cols; x += raster) {
      const double e = block_difference(a, {x, y}, warped, {x, y}, block) / (3.0 * block * block);
      if (e > bad_residual) bad.push_back({e, {x, y}});
    }
  }
  if (bad.size() > max_blocks) {
    std::nth_element(bad.begin(), bad.begin() + max_blocks, bad.end(),
                     [](const Block& p, const Block& q) { return p.residual > q.residual; });
    bad.resize(max_blocks);
  }
  return bad;
}

// The best whole-pixel displacement of `from` inside `reach` around `start`.
cv::Point search(const cv::Mat& a, cv::Point from, const cv::Mat& b, cv::Point start, int reach,
                 int size, int& best) {
  // A short way is likelier: a sixteenth grey level a pixel and step.
  const int price = size * size / 16;
  cv::Point found = start;
  best = INT_MAX;
  for (int dy = -reach; dy <= reach; ++dy) {
    for (int dx = -reach; dx <= reach; ++dx) {
      const cv::Point way = start + cv::Point(dx, dy);
      if (!inside(from + way, size, b)) continue;
      const int d =
          block_difference(a, from, b, from + way, size) + price * (std::abs(dx) + std::abs(dy));
      if (d < best) {
        best = d;
        found = way;
      }
    }
  }
  return found;
}

// Sum of differences of the 3x3 surroundings; the block's own shape is found with it.
int near_difference(const cv::Mat& a, cv::Point at, const cv::Mat& b, cv::Point to) {
  int sum = 0;
  for (int dy = -1; dy <= 1; ++dy) {
    for (int dx = -1; dx <= 1; ++dx) {
      const auto& p = a.at<cv::Vec3b>(std::clamp(at.y + dy, 0, a.rows - 1),
                                      std::clamp(at.x + dx, 0, a.cols - 1));
      const auto& q = b.at<cv::Vec3b>(std::clamp(to.y + dy, 0, b.rows - 1),
                                      std::clamp(to.x + dx, 0, b.cols - 1));
      sum += std::abs(p[0] - q[0]) + std::abs(p[1] - q[1]) + std::abs(p[2] - q[2]);
    }
  }
  return sum;
}

}  // namespace

cv::Mat warp(const cv::Mat& picture, const cv::Mat& flow, float scale, int interpolation) {
  cv::Mat map(flow.size(), CV_32FC2);
  for (int y = 0; y < flow.rows; ++y) {
    const auto* f = flow.ptr<cv::Point2f>(y);
    auto* m = map.ptr<cv::Point2f>(y);
    const auto fy = static_cast<float>(y);
    for (int x = 0; x < flow.cols; ++x) {
      m[x] = {static_cast<float>(x) + scale * f[x].x, fy + scale * f[x].y};
    }
  }
  cv::Mat out;
  cv::remap(picture, out, map, cv::noArray(), interpolation, cv::BORDER_REPLICATE);
  return out;
}

void rescue_fast_blocks(const cv::Mat& a, const cv::Mat& b, cv::Mat& flow) {
  if (std::min(a.cols, a.rows) < 2 * block) return;
  const cv::Mat warped = warp(b, flow, 1.0F, cv::INTER_LINEAR);
  cv::Mat half_a;
  cv::Mat half_b;
  cv::resize(a, half_a, {a.cols / 2, a.rows / 2}, 0, 0, cv::INTER_AREA);
  cv::resize(b, half_b, half_a.size(), 0, 0, cv::INTER_AREA);
  cv::Mat claimed(a.size(), CV_32S, cv::Scalar(INT_MAX));  // overlapping finds: the best one wins
  for (const Block& bad : worst_blocks(a, warped)) {
    int difference = 0;
    const cv::Point half{std::min(bad.at.x / 2, half_a.cols - block / 2),
                         std::min(bad.at.y / 2, half_a.rows - block / 2)};
    const cv::Point coarse =
        search(half_a, half, half_b, {0, 0}, half_reach, block / 2, difference);
    const cv::Point way = search(a, bad.at, b, coarse * 2, 2, block, difference);
    if (difference > needed_gain * bad.residual * 3 * block * block) continue;
    for (int y = bad.at.y; y < bad.at.y + block; ++y) {
      for (int x = bad.at.x; x < bad.at.x + block; ++x) {
        const int now = near_difference(a, {x, y}, b, cv::Point(x, y) + way);
        const int before = near_difference(a, {x, y}, warped, {x, y});
        if (5 * now >= 4 * before || now >= claimed.at<int>(y, x)) continue;
        claimed.at<int>(y, x) = now;
        flow.at<cv::Point2f>(y, x) = {static_cast<float>(way.x), static_cast<float>(way.y)};
      }
    }
  }
}

void refine_flow(const cv::Mat& a, const cv::Mat& b, cv::Mat& flow) {
  const cv::Mat moved = warp(b, flow, 1.0F, cv::INTER_LINEAR);
  cv::Mat squares(a.size(), CV_32FC3);  // gx*gx, gx*gy, gy*gy
  cv::Mat errors(a.size(), CV_32FC2);   // gx*e, gy*e
  const cv::Mat mean = (a + moved) * 0.5F;
  for (int y = 0; y < a.rows; ++y) {
    const auto* up = mean.ptr<float>(std::max(y - 1, 0));
    const auto* row = mean.ptr<float>(y);
    const auto* down = mean.ptr<float>(std::min(y + 1, a.rows - 1));
    const auto* p = a.ptr<float>(y);
    const auto* q = moved.ptr<float>(y);
    auto* s = squares.ptr<cv::Vec3f>(y);
    auto* r = errors.ptr<cv::Vec2f>(y);
    for (int x = 0; x < a.cols; ++x) {
      const int l = std::max(x - 1, 0);
      const int n = std::min(x + 1, a.cols - 1);
      const float gx = (2 * (row[n] - row[l]) + up[n] - up[l] + down[n] - down[l]) * 0.125F;
      const float gy = (2 * (down[x] - up[x]) + down[l] - up[l] + down[n] - up[n]) * 0.125F;
      const float e = p[x] - q[x];
      s[x] = {gx * gx, gx * gy, gy * gy};
      r[x] = {gx * e, gy * e};
    }
  }
  const cv::Size window(refine_window, refine_window);
  cv::GaussianBlur(squares, squares, window, refine_window / 4.0);
  cv::GaussianBlur(errors, errors, window, refine_window / 4.0);
  for (int y = 0; y < a.rows; ++y) {
    const auto* s = squares.ptr<cv::Vec3f>(y);
    const auto* r = errors.ptr<cv::Vec2f>(y);
    auto* f = flow.ptr<cv::Point2f>(y);
    for (int x = 0; x < a.cols; ++x) {
      const float xx = s[x][0] + refine_damping;
      const float yy = s[x][2] + refine_damping;
      const float det = xx * yy - s[x][1] * s[x][1];
      cv::Point2f step((yy * r[x][0] - s[x][1] * r[x][1]) / det,
                       (xx * r[x][1] - s[x][1] * r[x][0]) / det);
      const float length = std::sqrt(step.dot(step));
      if (length > refine_step) step *= refine_step / length;
      f[x] += step;
    }
  }
}

MotionPair estimate_motion(const cv::Mat& a, const cv::Mat& b) {
  MotionPair pair;
  const auto shrunk = [](int shrink) {
    return static_cast<std::size_t>(shrink) * static_cast<std::size_t>(shrink);
  };
  while (a.total() > max_grid_pixels * shrunk(pair.shrink)) ++pair.shrink;
  if (pair.shrink == 1) {
    pair.a = a;
    pair.b = b;
  } else {
    const cv::Size grid((a.cols + pair.shrink - 1) / pair.shrink,
                        (a.rows + pair.shrink - 1) / pair.shrink);
    cv::resize(a, pair.a, grid, 0, 0, cv::INTER_AREA);
    cv::resize(b, pair.b, grid, 0, 0, cv::INTER_AREA);
  }
  cv::Mat grey_a;
  cv::Mat grey_b;
  cv::cvtColor(pair.a, grey_a, cv::COLOR_BGR2GRAY);
  cv::cvtColor(pair.b, grey_b, cv::COLOR_BGR2GRAY);
  if (std::min(grey_a.cols, grey_a.rows) < 2 * block) {  // too small for a pyramid
    pair.forward = cv::Mat::zeros(grey_a.size(), CV_32FC2);
    pair.backward = cv::Mat::zeros(grey_a.size(), CV_32FC2);
    return pair;
  }
  const auto flow = make_flow(pair.shrink);
  flow->calc(grey_a, grey_b, pair.forward);
  flow->calc(grey_b, grey_a, pair.backward);
  rescue_fast_blocks(pair.a, pair.b, pair.forward);
  rescue_fast_blocks(pair.b, pair.a, pair.backward);
  cv::Mat float_a;
  cv::Mat float_b;
  grey_a.convertTo(float_a, CV_32F);
  grey_b.convertTo(float_b, CV_32F);
  // Where the grid is coarse a second step is lost in the enlarging; a third gains nothing
  // anywhere.
  const int steps = pair.shrink > 1 ? 1 : 2;
  for (int i = 0; i < steps; ++i) {
    refine_flow(float_a, float_b, pair.forward);
    refine_flow(float_b, float_a, pair.backward);
  }
  return pair;
}

}  // namespace facetrack::bridge
