// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "bridge/block_search.hpp"

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "bridge/block_difference.hpp"
#include "bridge/warp.hpp"

namespace facetrack::bridge {
namespace {

// Grid pixels. Blocks of 12 on a raster of 8; a reach of 48 finds thrown balls.
constexpr int block = 12;
constexpr int raster = 8;
constexpr int half_reach = 24;  // at half the grid's resolution
constexpr int last_reach = 2;   // then at its full one, around what was found
static_assert(least_search_side == 2 * block);
constexpr double bad_residual = 10.0;    // mean grey levels from which a block is searched for
constexpr double needed_gain = 0.5;      // part of the old residual that a find must stay under
constexpr std::size_t max_blocks = 400;  // the worst ones; bounds the time of hopeless pairs
// A short way is likelier: each step of one costs a sixteenth grey level a pixel.
constexpr int pixels_per_cost = 16;

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

struct Find {
  cv::Point way;
  int cost = INT_MAX;
};

// The best whole-pixel displacement of `from` inside `reach` around `start`.
Find search(const cv::Mat& a, cv::Point from, const cv::Mat& b, cv::Point start, int reach,
            int size) {
  const int cost_of_step = size * size / pixels_per_cost;
  Find best{start, INT_MAX};
  for (int dy = -reach; dy <= reach; ++dy) {
    for (int dx = -reach; dx <= reach; ++dx) {
      const cv::Point way = start + cv::Point(dx, dy);
      if (!inside(from + way, size, b)) continue;
      const int cost = block_difference(a, from, b, from + way, size) +
                       cost_of_step * (std::abs(dx) + std::abs(dy));
      if (cost < best.cost) best = {way, cost};
    }
  }
  return best;
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

cv::Mat halved(const cv::Mat& picture) {
  cv::Mat half;
  cv::resize(picture, half, {picture.cols / 2, picture.rows / 2}, 0, 0, cv::INTER_AREA);
  return half;
}

// Both pictures, also at half the resolution, where a wide search costs a sixteenth.
struct SearchedPair {
  const cv::Mat& a;
  const cv::Mat& b;
  cv::Mat half_a = halved(a);
  cv::Mat half_b = halved(b);
};

Find search_wide(const SearchedPair& pair, cv::Point at) {
  const cv::Point half{std::min(at.x / 2, pair.half_a.cols - block / 2),
                       std::min(at.y / 2, pair.half_a.rows - block / 2)};
  const Find coarse = search(pair.half_a, half, pair.half_b, {0, 0}, half_reach, block / 2);
  return search(pair.a, at, pair.b, coarse.way * 2, last_reach, block);
}

}  // namespace

cv::Mat rescue_fast_blocks(const cv::Mat& a, const cv::Mat& b, const cv::Mat& flow) {
  const cv::Mat warped = warp(b, flow, 1.0F, cv::INTER_LINEAR);
  const SearchedPair pair{a, b};
  cv::Mat rescued = flow.clone();
  cv::Mat claimed(a.size(), CV_32S, cv::Scalar(INT_MAX));  // overlapping finds: the best one wins
  for (const Block& bad : worst_blocks(a, warped)) {
    const Find find = search_wide(pair, bad.at);
    if (find.cost > needed_gain * bad.residual * 3 * block * block) continue;
    for (int y = bad.at.y; y < bad.at.y + block; ++y) {
      for (int x = bad.at.x; x < bad.at.x + block; ++x) {
        const int now = near_difference(a, {x, y}, b, cv::Point(x, y) + find.way);
        const int before = near_difference(a, {x, y}, warped, {x, y});
        const bool is_better = 5 * now < 4 * before;  // by a fifth
        if (!is_better || now >= claimed.at<int>(y, x)) continue;
        claimed.at<int>(y, x) = now;
        rescued.at<cv::Point2f>(y, x) = find.way;
      }
    }
  }
  return rescued;
}

}  // namespace facetrack::bridge
