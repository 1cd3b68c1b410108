// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "bridge/motion.hpp"

#include <algorithm>
#include <array>
#include <climits>
#include <cmath>
#include <cstdlib>
#include <vector>

#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>

#include "core/fast.hpp"

namespace facetrack::bridge {
namespace {

// Pictures of up to 640x480 and some are followed pixel by pixel. What is larger has a grid of at
// most so many: 720p a third, 1080p a quarter. A grid of twice as many costs twice the time and
// gained 0.1 dB on video, and nothing when more than one picture is made.
constexpr std::size_t whole_grid_pixels = 320'000;
constexpr std::size_t coarse_grid_pixels = 130'000;
// A coarse grid is halved again and again, which is several times faster where sizes are even.
constexpr int grid_multiple = 16;

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

// What fits badly is offered the motion of pixels before it: patches of 5, four ways near and far.
constexpr int patch_reach = 2;
constexpr float bad_patch = 8.0F;   // mean grey levels from which a pixel looks for another motion
constexpr float patch_gain = 0.7F;  // part of the old difference that the new one must stay under

cv::Ptr<cv::DISOpticalFlow> make_flow(bool coarse) {
  auto flow = cv::DISOpticalFlow::create(cv::DISOpticalFlow::PRESET_FAST);
  flow->setFinestScale(coarse ? 1 : 0);
  if (coarse) {  // a third of the time for 0.02 dB
    flow->setGradientDescentIterations(5);
    flow->setPatchStride(5);
  }
  // Its variational refinement costs as much as the rest and gained nothing over what follows.
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

// The surroundings of a pixel against those of where it goes, mean grey levels; both bordered.
float patch_difference(const cv::Mat& a, cv::Point at, const cv::Mat& b, cv::Point to) {
  constexpr int size = 2 * patch_reach + 1;
  return static_cast<float>(block_difference(a, at, b, to, size)) / (3.0F * size * size);
}

// One sweep over the picture: badly fitting pixels try the motions of `before`, which are done.
void sweep(const cv::Mat& a, const cv::Mat& b, bool backwards, cv::Mat& residual, cv::Mat& flow) {
  const std::array<cv::Point, 8> before = {cv::Point(-1, 0),  {0, -1}, {-4, 0},  {0, -4},
                                           cv::Point(-4, -4), {4, -4}, {-12, 0}, {0, -12}};
  const cv::Rect picture({0, 0}, flow.size());
  for (int i = 0; i < flow.rows; ++i) {
    const int y = backwards ? flow.rows - 1 - i : i;
    for (int j = 0; j < flow.cols; ++j) {
      const int x = backwards ? flow.cols - 1 - j : j;
      float& now = residual.at<float>(y, x);
      if (now < bad_patch) continue;
      auto& own = flow.at<cv::Point2f>(y, x);
      for (const cv::Point way : before) {
        const cv::Point other = cv::Point(x, y) + (backwards ? -way : way);
        if (!picture.contains(other)) continue;
        const cv::Point2f motion = flow.at<cv::Point2f>(other);
        if (cv::norm(motion - own) < 1) continue;
        const cv::Point to(cvRound(static_cast<float>(x) + motion.x),
                           cvRound(static_cast<float>(y) + motion.y));
        if (!picture.contains(to)) continue;
        const float difference = patch_difference(a, {x, y}, b, to);
        if (difference < patch_gain * now) {
          now = difference;
          own = motion;
        }
      }
    }
  }
}

void spread_good_motions(const cv::Mat& a, const cv::Mat& b, cv::Mat& flow) {
  constexpr int r = patch_reach;
  cv::Mat difference;
  cv::absdiff(a, warp(b, flow, 1.0F, cv::INTER_LINEAR), difference);
  cv::Mat residual;
  cv::transform(difference, residual, cv::Matx13f(1 / 3.0F, 1 / 3.0F, 1 / 3.0F));
  residual.convertTo(residual, CV_32F);
  cv::blur(residual, residual, {2 * r + 1, 2 * r + 1});
  cv::Mat bordered_a;
  cv::Mat bordered_b;
  cv::copyMakeBorder(a, bordered_a, r, r, r, r, cv::BORDER_REPLICATE);
  cv::copyMakeBorder(b, bordered_b, r, r, r, r, cv::BORDER_REPLICATE);
  sweep(bordered_a, bordered_b, false, residual, flow);
  sweep(bordered_a, bordered_b, true, residual, flow);
}

// The rows of both pictures' mean above, at and below, and both pictures: what least squares needs.
FACETRACK_FAST void gradient_row(const float* const* mean, const float* a, const float* b,
                                 float* squares, float* errors, int width) {
  const float* up = mean[0];
  const float* row = mean[1];
  const float* down = mean[2];
  const auto at = [&](int x, int l, int n) __attribute__((always_inline)) {
    const float gx = (2 * (row[n] - row[l]) + up[n] - up[l] + down[n] - down[l]) * 0.125F;
    const float gy = (2 * (down[x] - up[x]) + down[l] - up[l] + down[n] - up[n]) * 0.125F;
    const float e = a[x] - b[x];
    squares[3 * x] = gx * gx;
    squares[3 * x + 1] = gx * gy;
    squares[3 * x + 2] = gy * gy;
    errors[2 * x] = gx * e;
    errors[2 * x + 1] = gy * e;
  };
  at(0, 0, std::min(1, width - 1));
  for (int x = 1; x + 1 < width; ++x) at(x, x - 1, x + 1);
  at(width - 1, std::max(width - 2, 0), width - 1);
}

FACETRACK_FAST void step_row(const float* squares, const float* errors, float* flow, int width) {
  for (int x = 0; x < width; ++x) {
    const float xx = squares[3 * x] + refine_damping;
    const float xy = squares[3 * x + 1];
    const float yy = squares[3 * x + 2] + refine_damping;
    const float over = 1 / (xx * yy - xy * xy);
    const float dx = (yy * errors[2 * x] - xy * errors[2 * x + 1]) * over;
    const float dy = (xx * errors[2 * x + 1] - xy * errors[2 * x]) * over;
    const float length = std::sqrt(dx * dx + dy * dy);
    const float scale = lesser(refine_step / greater(length, 1e-6F), 1.0F);
    flow[2 * x] += dx * scale;
    flow[2 * x + 1] += dy * scale;
  }
}

FACETRACK_FAST void add_row(const unsigned char* row, unsigned short* sum, int count) {
  for (int i = 0; i < count; ++i) sum[i] = static_cast<unsigned short>(sum[i] + row[i]);
}

// Means of `by` pixels side by side, given the sums of `by` rows.
FACETRACK_INLINE void mean_row(const unsigned short* sums, int by, unsigned char* out, int width) {
  constexpr int bits = 22;  // what 255 times this leaves room for
  const int share = (1 << bits) / (by * by);
  for (int x = 0; x < width; ++x, sums += 3 * static_cast<std::ptrdiff_t>(by), out += 3) {
    for (int c = 0; c < 3; ++c) {
      int sum = 0;
      for (int i = 0; i < by; ++i) sum += sums[3 * i + c];
      out[c] = static_cast<unsigned char>((sum * share + (1 << (bits - 1))) >> bits);
    }
  }
}

// The usual sizes, 720p and 1080p, with loops of known length.
FACETRACK_FAST void mean_row_of(int by, const unsigned short* sums, unsigned char* out, int width) {
  if (by == 3) return mean_row(sums, 3, out, width);
  if (by == 4) return mean_row(sums, 4, out, width);
  mean_row(sums, by, out, width);
}

int round_up(int value, int to) { return (value + to - 1) / to * to; }

}  // namespace

// OpenCV's own takes several times as long for anything but 2.
cv::Mat shrink(const cv::Mat& bgr, int by) {
  cv::Mat small(round_up((bgr.rows + by - 1) / by, grid_multiple),
                round_up((bgr.cols + by - 1) / by, grid_multiple), CV_8UC3);
  std::vector<unsigned short> sums(static_cast<std::size_t>(3 * by * small.cols));
  for (int y = 0; y < small.rows; ++y) {
    std::fill_n(sums.begin(), 3 * bgr.cols, static_cast<unsigned short>(0));
    for (int i = 0; i < by; ++i) {
      add_row(bgr.ptr(std::min(y * by + i, bgr.rows - 1)), sums.data(), 3 * bgr.cols);
    }
    const auto end = sums.begin() + 3 * bgr.cols;
    for (auto to = end; to != sums.end(); to += 3) std::copy(end - 3, end, to);
    mean_row_of(by, sums.data(), small.ptr(y), small.cols);
  }
  return small;
}

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
  const cv::Mat moved = warp(b, flow, 1.0F, cv::INTER_CUBIC);
  cv::Mat squares(a.size(), CV_32FC3);  // gx*gx, gx*gy, gy*gy
  cv::Mat errors(a.size(), CV_32FC2);   // gx*e, gy*e
  cv::Mat mean;
  cv::addWeighted(a, 0.5, moved, 0.5, 0, mean);
  for (int y = 0; y < a.rows; ++y) {
    const std::array<const float*, 3> rows = {mean.ptr<float>(std::max(y - 1, 0)),
                                              mean.ptr<float>(y),
                                              mean.ptr<float>(std::min(y + 1, a.rows - 1))};
    gradient_row(rows.data(), a.ptr<float>(y), moved.ptr<float>(y), squares.ptr<float>(y),
                 errors.ptr<float>(y), a.cols);
  }
  const cv::Size window(refine_window, refine_window);
  cv::GaussianBlur(squares, squares, window, refine_window / 4.0);
  cv::GaussianBlur(errors, errors, window, refine_window / 4.0);
  for (int y = 0; y < a.rows; ++y) {
    step_row(squares.ptr<float>(y), errors.ptr<float>(y), flow.ptr<float>(y), a.cols);
  }
}

MotionPair estimate_motion(const cv::Mat& a, const cv::Mat& b) {
  MotionPair pair;
  const auto shrunk = [](int shrink) {
    return static_cast<std::size_t>(shrink) * static_cast<std::size_t>(shrink);
  };
  if (a.total() > whole_grid_pixels) {
    while (a.total() > coarse_grid_pixels * shrunk(pair.shrink)) ++pair.shrink;
  }
  if (pair.shrink == 1) {
    pair.a = a;
    pair.b = b;
  } else {
    pair.a = shrink(a, pair.shrink);
    pair.b = shrink(b, pair.shrink);
  }
  cv::Mat& grey_a = pair.grey_a;
  cv::Mat& grey_b = pair.grey_b;
  cv::cvtColor(pair.a, grey_a, cv::COLOR_BGR2GRAY);
  cv::cvtColor(pair.b, grey_b, cv::COLOR_BGR2GRAY);
  if (std::min(grey_a.cols, grey_a.rows) < 2 * block) {  // too small for a pyramid
    pair.forward = cv::Mat::zeros(grey_a.size(), CV_32FC2);
    pair.backward = cv::Mat::zeros(grey_a.size(), CV_32FC2);
    trust_motion(pair);
    return pair;
  }
  const bool coarse = pair.shrink > 1;
  const auto flow = make_flow(coarse);
  flow->calc(grey_a, grey_b, pair.forward);
  flow->calc(grey_b, grey_a, pair.backward);
  rescue_fast_blocks(pair.a, pair.b, pair.forward);
  rescue_fast_blocks(pair.b, pair.a, pair.backward);
  // What the rest finds on a coarse grid is lost in the enlarging: 0.06 dB for a tenth of the time.
  if (!coarse) {
    for (int i = 0; i < 2; ++i) {
      spread_good_motions(pair.a, pair.b, pair.forward);
      spread_good_motions(pair.b, pair.a, pair.backward);
    }
    cv::Mat float_a;
    cv::Mat float_b;
    grey_a.convertTo(float_a, CV_32F);
    grey_b.convertTo(float_b, CV_32F);
    for (int i = 0; i < 2; ++i) {
      refine_flow(float_a, float_b, pair.forward);
      refine_flow(float_b, float_a, pair.backward);
    }
  }
  trust_motion(pair);
  return pair;
}

}  // namespace facetrack::bridge
