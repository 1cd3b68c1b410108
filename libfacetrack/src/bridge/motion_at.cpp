// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "bridge/motion.hpp"

namespace facetrack::bridge {
namespace {

// How far a pixel's motion is believed: exp(-(photo * grey levels + consistency * pixels)). Fitted
// on Middlebury and on faces: more trust sharpens the one, less calms eyes that dart in the other.
constexpr float photo_weight = 0.2F;
constexpr float consistency_weight = 1.0F;
constexpr float least_confidence = 6e-6F;

// A target pixel that receives less than this counts as unseen, and its motion is filled in.
constexpr float enough_weight = 0.05F;
// The two motions compete with exp(-rivalry * difference of the pictures in grey levels).
constexpr float rivalry = 0.15F;
// From the first to the second mean difference (grey levels) the calm motion takes over half.
constexpr float unclear_from = 6.0F;
constexpr float unclear_to = 20.0F;
constexpr int unclear_window = 7;
constexpr double calm_sigma = 8.0;  // grid pixels

cv::Mat confidence(const cv::Mat& a, const cv::Mat& b, const cv::Mat& there, const cv::Mat& back) {
  cv::Mat difference;
  cv::absdiff(a, warp(b, there, 1.0F, cv::INTER_LINEAR), difference);
  cv::blur(difference, difference, {3, 3});
  const cv::Mat returned = warp(back, there, 1.0F, cv::INTER_LINEAR);
  cv::Mat result(a.size(), CV_32F);
  for (int y = 0; y < a.rows; ++y) {
    const auto* d = difference.ptr<uchar>(y);
    const auto* f = there.ptr<cv::Point2f>(y);
    const auto* g = returned.ptr<cv::Point2f>(y);
    auto* r = result.ptr<float>(y);
    for (int x = 0; x < a.cols; ++x) {
      const cv::Point2f gap = f[x] + g[x];
      const float doubt =
          photo_weight * static_cast<float>(d[x]) + consistency_weight * std::sqrt(gap.dot(gap));
      r[x] = std::max(std::exp(-doubt), least_confidence);
    }
  }
  return result;
}

// Throws every pixel `along` its flow onto the grid; CV_32FC3 of weight * motion and weight.
cv::Mat splat(const cv::Mat& flow, const cv::Mat& weight, float along, float sign) {
  cv::Mat sum = cv::Mat::zeros(flow.size(), CV_32FC3);
  for (int y = 0; y < flow.rows; ++y) {
    const auto* f = flow.ptr<cv::Point2f>(y);
    const auto* c = weight.ptr<float>(y);
    for (int x = 0; x < flow.cols; ++x) {
      const float px = static_cast<float>(x) + along * f[x].x;
      const float py = static_cast<float>(y) + along * f[x].y;
      if (!(px > -1 && py > -1 && px < static_cast<float>(flow.cols) &&
            py < static_cast<float>(flow.rows))) {
        continue;
      }
      const int ix = static_cast<int>(px + 1) - 1;  // floor, for px > -1
      const int iy = static_cast<int>(py + 1) - 1;
      const float ax = px - static_cast<float>(ix);
      const float ay = py - static_cast<float>(iy);
      const cv::Vec3f item(sign * c[x] * f[x].x, sign * c[x] * f[x].y, c[x]);
      for (int dy = 0; dy < 2; ++dy) {
        if (iy + dy < 0 || iy + dy >= flow.rows) continue;
        auto* row = sum.ptr<cv::Vec3f>(iy + dy);
        const float wy = dy == 0 ? 1 - ay : ay;
        if (ix >= 0) row[ix] += item * (wy * (1 - ax));
        if (ix + 1 < flow.cols) row[ix + 1] += item * (wy * ax);
      }
    }
  }
  return sum;
}

// Where little arrived, the surroundings at ever coarser scales answer.
void fill(cv::Mat& sum) {
  if (sum.cols < 4 || sum.rows < 4) return;
  cv::Mat coarse;
  cv::resize(sum, coarse, {(sum.cols + 1) / 2, (sum.rows + 1) / 2}, 0, 0, cv::INTER_AREA);
  fill(coarse);
  cv::Mat up;
  cv::resize(coarse, up, sum.size(), 0, 0, cv::INTER_LINEAR);
  for (int y = 0; y < sum.rows; ++y) {
    auto* s = sum.ptr<cv::Vec3f>(y);
    const auto* u = up.ptr<cv::Vec3f>(y);
    for (int x = 0; x < sum.cols; ++x) {
      if (s[x][2] < enough_weight && u[x][2] > 0) {
        s[x] += u[x] * ((enough_weight - s[x][2]) / u[x][2]);
      }
    }
  }
}

// |a - b|, both seen along the motion, in the mean of the surroundings.
cv::Mat disagreement(const cv::Mat& a, const cv::Mat& b, const cv::Mat& motion, float t) {
  cv::Mat difference;
  cv::absdiff(warp(a, motion, -t, cv::INTER_LINEAR), warp(b, motion, 1 - t, cv::INTER_LINEAR),
              difference);
  cv::Mat result;
  cv::boxFilter(difference, result, CV_32F, {unclear_window, unclear_window});
  return result;
}

// The motion of the surroundings; smooth, so a quarter of the grid carries it.
cv::Mat calm_motion(const cv::Mat& motion) {
  cv::Mat small;
  cv::resize(motion, small, {(motion.cols + 3) / 4, (motion.rows + 3) / 4}, 0, 0, cv::INTER_AREA);
  cv::GaussianBlur(small, small, {}, calm_sigma / 4);
  cv::Mat calm;
  cv::resize(small, calm, motion.size(), 0, 0, cv::INTER_LINEAR);
  return calm;
}

cv::Vec3f shares_of(float seen_a, float seen_b, float differs_a, float differs_b, float t) {
  constexpr float none = 1e-4F;
  // A pixel that only one picture sees is taken from that one; else both count by nearness.
  const float from_a = (1 - t) * (seen_a + seen_b * t + none);
  const float from_b = t * (seen_b + seen_a * (1 - t) + none);
  const float motion_a = (seen_a + 1e-3F) * std::exp(-rivalry * differs_a);
  const float motion_b = (seen_b + 1e-3F) * std::exp(-rivalry * differs_b);
  const float least = std::min(differs_a, differs_b);
  return {from_a / (from_a + from_b), motion_a / (motion_a + motion_b + 1e-30F),
          std::clamp((least - unclear_from) / (unclear_to - unclear_from), 0.0F, 1.0F)};
}

}  // namespace

MotionAt motion_at(const MotionPair& pair, float t) {
  cv::Mat grey_a;
  cv::Mat grey_b;
  cv::cvtColor(pair.a, grey_a, cv::COLOR_BGR2GRAY);
  cv::cvtColor(pair.b, grey_b, cv::COLOR_BGR2GRAY);
  const cv::Mat as_a =
      splat(pair.forward, confidence(grey_a, grey_b, pair.forward, pair.backward), t, 1.0F);
  const cv::Mat as_b =
      splat(pair.backward, confidence(grey_b, grey_a, pair.backward, pair.forward), 1 - t, -1.0F);
  cv::Mat both = as_a + as_b;
  fill(both);
  const cv::Size grid = pair.a.size();
  cv::Mat motion_a(grid, CV_32FC2);
  cv::Mat motion_b(grid, CV_32FC2);
  for (int y = 0; y < grid.height; ++y) {
    const auto* m = both.ptr<cv::Vec3f>(y);
    const auto* p = as_a.ptr<cv::Vec3f>(y);
    const auto* q = as_b.ptr<cv::Vec3f>(y);
    const auto own = [](const cv::Vec3f& sum, const cv::Vec3f& all) {
      const float missing = std::max(enough_weight - sum[2], 0.0F);
      const float k = missing / std::max(all[2], 1e-6F);
      const float total = std::max(sum[2] + missing, 1e-6F);
      return cv::Point2f((sum[0] + k * all[0]) / total, (sum[1] + k * all[1]) / total);
    };
    for (int x = 0; x < grid.width; ++x) {
      motion_a.at<cv::Point2f>(y, x) = own(p[x], m[x]);
      motion_b.at<cv::Point2f>(y, x) = own(q[x], m[x]);
    }
  }
  MotionAt at;
  const cv::Mat differs_a = disagreement(grey_a, grey_b, motion_a, t);
  const cv::Mat differs_b = disagreement(grey_a, grey_b, motion_b, t);
  at.shares.create(grid, CV_32FC3);
  for (int y = 0; y < grid.height; ++y) {
    for (int x = 0; x < grid.width; ++x) {
      at.shares.at<cv::Vec3f>(y, x) =
          shares_of(as_a.at<cv::Vec3f>(y, x)[2], as_b.at<cv::Vec3f>(y, x)[2],
                    differs_a.at<float>(y, x), differs_b.at<float>(y, x), t);
    }
  }
  at.calm = calm_motion((motion_a + motion_b) * 0.5F);
  const cv::Mat parts[] = {motion_a, motion_b};
  cv::merge(parts, 2, at.motion);
  return at;
}

}  // namespace facetrack::bridge
