// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "report/damage_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "report/json_text.hpp"

namespace facetrack::report {
namespace {

constexpr std::size_t most_named = 4;  // ranges
constexpr double shortest_hole = 0.5;  // seconds; shorter pauses are common in sound videos
constexpr double hole_steps = 8;       // in usual distances of two frames
constexpr double even_share = 0.9;  // share of distances that are the usual one if the rate is even
constexpr double even_tolerance = 0.0011;  // seconds: some containers round to milliseconds

std::string listed(const std::vector<std::string>& stretches) {
  std::string text;
  for (std::size_t i = 0; i < std::min(stretches.size(), most_named); ++i) {
    text += (i > 0 ? ", " : "") + stretches[i];
  }
  if (stretches.size() > most_named) {
    text += " and " + std::to_string(stretches.size() - most_named) + " more";
  }
  return text;
}

std::string span_text(double begin, double end) {
  return number_text(begin, 2) + "-" + number_text(end, 2) + " s";
}

}  // namespace

std::vector<std::int64_t> holes_of(const Analysis& analysis) {
  std::vector<std::int64_t> holes;
  if (analysis.pts.size() < 3) return holes;
  std::vector<double> steps;
  for (std::size_t i = 1; i + 1 < analysis.pts.size(); ++i) {
    steps.push_back((analysis.pts[i] - analysis.pts[i - 1]).seconds());
  }
  std::vector<double> sorted = steps;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const double usual = *middle;
  const auto even = std::count_if(steps.begin(), steps.end(), [&](double step) {
    return std::abs(step - usual) <= even_tolerance;
  });
  if (static_cast<double>(even) < even_share * static_cast<double>(steps.size())) return holes;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i] > std::max(shortest_hole, hole_steps * usual)) {
      holes.push_back(analysis.first_frame + static_cast<std::int64_t>(i));
    }
  }
  return holes;
}

std::string damage_text(const Analysis& analysis) {
  std::string text;
  std::vector<std::string> stretches;
  for (const FrameRange& range : analysis.damaged) {
    stretches.push_back(span_text(seconds_at(analysis, range.first_frame),
                                  seconds_at(analysis, range.last_frame + 1)));
  }
  if (!stretches.empty()) {
    text = std::to_string(analysis.skipped_frames) + " of " + std::to_string(analysis.frames) +
           " frames cannot be used (" + listed(stretches) + "); no clip contains them";
  }
  stretches.clear();
  for (const std::int64_t frame : holes_of(analysis)) {
    stretches.push_back(span_text(seconds_at(analysis, frame), seconds_at(analysis, frame + 1)));
  }
  if (stretches.empty()) return text;
  return text + (text.empty() ? "" : "; ") + "the file has no frames at " + listed(stretches);
}

}  // namespace facetrack::report
