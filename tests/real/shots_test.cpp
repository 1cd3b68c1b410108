// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <string>

#include <gtest/gtest.h>

#include "facetrack/shot.hpp"

#include "support/paths.hpp"
#include "support/shot_truth.hpp"

namespace facetrack {
namespace {

using testing::ShotScore;
using testing::ShotTruth;

std::string lines(const ShotScore& score) {
  std::string out;
  for (const std::string& error : score.errors) out += "\n" + error;
  return out;
}

TEST(RealShots, are_found_at_their_exact_frames_and_nowhere_else) {
  FACETRACK_NEEDS_SHARED();
  ShotScore all;
  ShotScore single;
  for (const ShotTruth& truth : testing::shot_truths()) {
    const auto detector = make_shot_detector();
    const auto frames = testing::thumbnails(truth.video, *detector);
    const auto score = score_shots(truth, testing::all_transitions(*detector, frames));
    all += score;
    if (truth.cuts.empty() && truth.gradual.empty()) single += score;
  }
  EXPECT_GE(all.cuts_wanted, 60);
  EXPECT_GE(all.f1(), 0.98) << lines(all);
  EXPECT_GE(all.gradual_hit, 0.85 * all.gradual_wanted) << lines(all);
  // These files last 7 minutes together.
  EXPECT_EQ(all.gradual_extra, 0) << lines(all);
  EXPECT_EQ(single.cuts_found, 0) << lines(single);
}

}  // namespace
}  // namespace facetrack
