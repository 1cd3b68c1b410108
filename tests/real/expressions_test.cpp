// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// The built-in expression model beside MediaPipe's blendshapes on people who make faces.

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/expression_job.hpp"
#include "facetrack/facetrack.hpp"

#include "support/faces.hpp"
#include "support/paths.hpp"

namespace facetrack {
namespace {

/// The variation of every window, by its first frame. Faces that an
/// earlier run has stored in `folder` are used.
std::vector<double> variations(const std::string& video, const std::string& model,
                               const std::filesystem::path& folder) {
  ExpressionJob job;
  job.video.file = testing::shared_dir() / "media/video" / video;
  job.output = {.folder = folder, .report = false};
  job.model = [model] { return make_expression_model(model); };
  job.write_clips = exists(folder);
  if (job.write_clips) job.output.existing = Existing::reuse;
  std::vector<double> result;
  for (const ScoredWindow& window : run_expressions(job).result.windows) {
    result.push_back(window.scores.variation);
  }
  return result;
}

/// Positions in order of size; equal values share their mean position.
std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> result(values.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && values[order[end]] == values[order[i]]) ++end;
    for (std::size_t k = i; k < end; ++k) result[order[k]] = static_cast<double>(i + end - 1) / 2;
    i = end;
  }
  return result;
}

double spearman(const std::vector<double>& a, const std::vector<double>& b) {
  const std::vector<double> x = ranks(a);
  const std::vector<double> y = ranks(b);
  const double mean = static_cast<double>(x.size() - 1) / 2;
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean) * (y[i] - mean);
    xx += (x[i] - mean) * (x[i] - mean);
    yy += (y[i] - mean) * (y[i] - mean);
  }
  return xy / std::sqrt(xx * yy);
}

TEST(Expressions, the_builtin_model_ranks_windows_as_blendshapes_do) {
  FACETRACK_NEEDS_SHARED();
  testing::use_shared_models();
  std::vector<double> builtin, blendshapes;
  for (const char* video : {"liveportrait_d3.mp4", "liveportrait_d9.mp4", "liveportrait_d10.mp4"}) {
    const testing::TempDir dir;
    const std::vector<double> own = variations(video, "builtin", dir / "out");
    const std::vector<double> other = variations(video, "blendshapes", dir / "out");
    ASSERT_EQ(own.size(), other.size());
    builtin.insert(builtin.end(), own.begin(), own.end());
    blendshapes.insert(blendshapes.end(), other.begin(), other.end());
  }
  const double agreement = spearman(builtin, blendshapes);
  RecordProperty("spearman", std::to_string(agreement));
  // 0.79 when this was written.
  EXPECT_GE(agreement, 0.7);
}

}  // namespace
}  // namespace facetrack
