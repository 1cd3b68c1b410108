// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>

#include "facetrack/error.hpp"
#include "facetrack/expression.hpp"

namespace facetrack {
namespace {

constexpr double legacy_side = 518;  // pixels: the first users of the formula resized faces to this

double dot(const ExpressionToken& a, const ExpressionToken& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
  return sum;
}

/// The cosine distance; a vector of length zero is at a right angle to every other.
double cosine(const ExpressionToken& a, const ExpressionToken& b) {
  if (a.size() != b.size()) {
    throw Error(ErrorCode::invalid_argument, "expression tokens of different lengths");
  }
  const double lengths = std::sqrt(dot(a, a) * dot(b, b));
  return lengths > 0 ? std::clamp(dot(a, b) / lengths, -1.0, 1.0) : 0;
}

double variation_of(const ExpressionToken& first, const ExpressionToken& middle,
                    const ExpressionToken& last) {
  return 1 - (cosine(first, middle) + cosine(middle, last) + cosine(first, last)) / 3;
}

double variation_of(std::span<const ExpressionFrame> window) {
  const auto missing = [](const ExpressionFrame& face) { return face.token.empty(); };
  if (window.size() < 3 || std::any_of(window.begin(), window.end(), missing)) return 0;
  return variation_of(window.front().token, window[window.size() / 2].token, window.back().token);
}

double step(const ExpressionFrame& from, const ExpressionFrame& to) {
  return std::hypot(static_cast<double>(to.center.x) - from.center.x,
                    static_cast<double>(to.center.y) - from.center.y);
}

double stability_of(double mean_step, double mean_size, const ExpressionWeights& weights) {
  double scale = mean_size;
  if (weights.scale == PositionScale::legacy518) scale = std::hypot(legacy_side, legacy_side);
  if (weights.scale == PositionScale::frame) {
    scale = std::hypot(weights.frame_width, weights.frame_height);
  }
  if (!(scale > 0)) return mean_step > 0 ? 0 : 1;
  return std::max(0.0, 1 - mean_step / scale);
}

ExpressionScores weighed(double variation, double stability, const ExpressionWeights& weights) {
  return {variation, stability, weights.expression * variation + weights.position * stability};
}

void score_run(const FaceRun& run, int number, std::size_t length, const ExpressionWeights& weights,
               std::vector<ScoredWindow>& windows) {
  const std::vector<ExpressionFrame>& faces = run.frames;
  // Prefix sums, so that the mean of a window costs the same for any length.
  std::vector<double> path{0}, sizes{0};
  std::vector<int> missing{0};
  for (std::size_t i = 0; i < faces.size(); ++i) {
    path.push_back(path.back() + (i > 0 ? step(faces[i - 1], faces[i]) : 0));
    sizes.push_back(sizes.back() + faces[i].size);
    missing.push_back(missing.back() + (faces[i].token.empty() ? 1 : 0));
  }
  for (std::size_t i = 0; i + length <= faces.size(); ++i) {
    const std::size_t end = i + length;
    const bool known = length >= 3 && missing[end] == missing[i];
    const double variation =
        known ? variation_of(faces[i].token, faces[i + length / 2].token, faces[end - 1].token) : 0;
    const double mean_step =
        length < 2 ? 0 : (path[end] - path[i + 1]) / static_cast<double>(length - 1);
    const double mean_size = (sizes[end] - sizes[i]) / static_cast<double>(length);
    windows.push_back({number, faces[i].frame, faces[end - 1].frame,
                       weighed(variation, stability_of(mean_step, mean_size, weights), weights)});
  }
}

}  // namespace

ExpressionScores expression_scores(std::span<const ExpressionFrame> window,
                                   const ExpressionWeights& weights) {
  double path = 0;
  double sizes = 0;
  for (std::size_t i = 0; i < window.size(); ++i) {
    if (i > 0) path += step(window[i - 1], window[i]);
    sizes += window[i].size;
  }
  const auto count = static_cast<double>(window.size());
  const double mean_step = window.size() < 2 ? 0 : path / (count - 1);
  const double mean_size = window.empty() ? 0 : sizes / count;
  return weighed(variation_of(window), stability_of(mean_step, mean_size, weights), weights);
}

std::vector<ScoredWindow> score_windows(std::span<const FaceRun> runs, int length,
                                        const ExpressionWeights& weights) {
  if (length < 1) throw Error(ErrorCode::invalid_argument, "a window needs at least one frame");
  std::vector<ScoredWindow> windows;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    score_run(runs[i], static_cast<int>(i), static_cast<std::size_t>(length), weights, windows);
  }
  return windows;
}

}  // namespace facetrack
