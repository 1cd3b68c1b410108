// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/bridge.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"

#include "support/paths.hpp"

namespace facetrack {
namespace {

struct Score {
  double absolute = 0;  // mean grey levels
  double psnr = 0;
};

Score score(const Frame& a, const Frame& b) {
  double sum = 0;
  double squares = 0;
  for (int y = 0; y < a.height(); ++y) {
    for (int x = 0; x < 3 * a.width(); ++x) {
      const double d =
          static_cast<double>(a.image().row(y)[x]) - static_cast<double>(b.image().row(y)[x]);
      sum += std::abs(d);
      squares += d * d;
    }
  }
  const double count = 3.0 * a.width() * a.height();
  return {sum / count, 10 * std::log10(255.0 * 255.0 * count / squares)};
}

Score middle(std::string_view method, const std::filesystem::path& folder, const char* a,
             const char* b, const char* truth) {
  const auto read = [&](const char* name) { return read_image((folder / name).string()); };
  const std::array<float, 1> half = {0.5F};
  return score(make_interpolator(method)->between(read(a), read(b), half).front(), read(truth));
}

TEST(Interpolation, comes_near_the_true_middle_pictures) {
  FACETRACK_NEEDS_SHARED();
  double sum = 0;
  const auto folder = testing::shared_dir() / "media" / "interp" / "middlebury";
  for (const char* name : {"Beanbags", "DogDance", "Grove2", "RubberWhale", "Urban2", "Venus"}) {
    sum += middle("flow", folder / name, "frame10.png", "frame11.png", "frame10i11.png").absolute;
  }
  EXPECT_LE(sum / 6, 2.205);  // measured 2.199; blend 5.8, minterpolate 3.1
}

TEST(Interpolation, beats_minterpolate_on_faces) {
  FACETRACK_NEEDS_SHARED();
  const auto folder = testing::shared_dir() / "media" / "interp" / "face_triplets";
  for (const char* name : {"d3_a", "d10_a", "hamilton_a"}) {
    EXPECT_GT(middle("flow", folder / name, "0.png", "2.png", "1.png").psnr,
              middle("minterpolate", folder / name, "0.png", "2.png", "1.png").psnr)
        << name;
  }
}

TEST(Bridge, of_a_talking_head_is_valid) {
  FACETRACK_NEEDS_SHARED();
  const testing::TempDir folder;
  const auto video = testing::shared_dir() / "media" / "video" / "liveportrait_d9.mp4";
  BridgeOptions options;
  options.interpolated = 3;
  const BridgePlan plan = plan_bridge(video, 165, 390, options);
  EXPECT_LT(plan.cost, 0.6);
  const BridgeReport report = make_bridge(video, plan, folder / "out.mp4", options);
  EXPECT_THAT(report.problems, ::testing::IsEmpty());
  EXPECT_EQ(report.frames, 450);
  EXPECT_GT(report.a.psnr, 40);
  EXPECT_GT(report.b.psnr, 40);
}

TEST(Bridge, across_scenes_is_refused) {
  FACETRACK_NEEDS_SHARED();
  const auto video = testing::shared_dir() / "media" / "video" / "dev_mix_720p.mp4";
  BridgeOptions options;
  options.before = options.between = options.after = std::chrono::milliseconds(1000);
  options.interpolated = 3;
  EXPECT_THROW(plan_bridge(video, 100, 900, options), Error);
}

}  // namespace
}  // namespace facetrack
