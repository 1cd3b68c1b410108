// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/shot.hpp"

#include "support/moving_picture.hpp"

namespace facetrack {
namespace {

using testing::MovingPicture;
using testing::render;

/// Every detector of this build keeps what ShotDetector promises.
class ShotContract : public ::testing::TestWithParam<std::string_view> {
 protected:
  static std::vector<Frame> three_shots() {
    std::vector<Frame> frames;
    for (int i = 0; i < 90; ++i) frames.push_back(render(MovingPicture{i / 30 + 1}, i, i));
    return frames;
  }
  static std::vector<std::int64_t> starts(const std::vector<Transition>& transitions) {
    std::vector<std::int64_t> out;
    for (const Transition& t : transitions) out.push_back(t.next_shot);
    return out;
  }
  static std::vector<Transition> run(ShotDetector& detector, const std::vector<Frame>& frames) {
    std::vector<Transition> out;
    for (const Frame& frame : frames)
      for (const Transition& t : detector.push(frame)) out.push_back(t);
    for (const Transition& t : detector.flush()) out.push_back(t);
    return out;
  }
};

TEST_P(ShotContract, reports_each_cut_once_at_its_exact_frame) {
  const auto detector = make_shot_detector(GetParam());
  const auto found = run(*detector, three_shots());
  EXPECT_THAT(starts(found), ::testing::ElementsAre(30, 60));
  for (const Transition& t : found) {
    EXPECT_EQ(t.kind, TransitionKind::cut);
    EXPECT_EQ(t.first_mixed, t.next_shot);
    EXPECT_GE(t.score, 1.0F);
  }
}

TEST_P(ShotContract, reports_a_cut_within_max_delay) {
  const auto detector = make_shot_detector(GetParam());
  ASSERT_LE(detector->max_delay(), 8);
  const auto frames = three_shots();
  std::size_t found = 0;
  for (const Frame& frame : frames)
    for (const Transition& t : detector->push(frame)) {
      ++found;
      EXPECT_LE(frame.time().index, t.next_shot + detector->max_delay());
    }
  EXPECT_EQ(found, 2U);
}

TEST_P(ShotContract, finds_the_same_in_copies_of_its_picture_size) {
  const auto detector = make_shot_detector(GetParam());
  const Size size = detector->picture_size();
  if (size == Size{}) GTEST_SKIP() << "this detector needs whole frames";
  EXPECT_LT(size.width, 100);
  EXPECT_EQ(size.width % 2, 0);
  EXPECT_EQ(size.height % 2, 0);
  const auto whole = starts(run(*detector, three_shots()));
  std::vector<Frame> small;
  for (const Frame& frame : three_shots()) small.push_back(shrink(frame, size.width, size.height));
  EXPECT_EQ(starts(run(*detector, small)), whole);
}

TEST_P(ShotContract, finds_a_cut_at_the_very_last_frame) {
  const auto detector = make_shot_detector(GetParam());
  auto frames = three_shots();
  frames.resize(61);
  EXPECT_THAT(starts(run(*detector, frames)), ::testing::ElementsAre(30, 60));
}

TEST_P(ShotContract, can_be_used_again_after_flush) {
  const auto detector = make_shot_detector(GetParam());
  EXPECT_THAT(detector->flush(), ::testing::IsEmpty());
  const auto first = starts(run(*detector, three_shots()));
  EXPECT_THAT(detector->flush(), ::testing::IsEmpty());
  EXPECT_EQ(starts(run(*detector, three_shots())), first);
}

TEST_P(ShotContract, takes_gray_bgr_and_tiny_pictures) {
  for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::bgr24}) {
    const auto detector = make_shot_detector(GetParam());
    std::vector<Frame> frames;
    for (int i = 0; i < 40; ++i)
      frames.push_back(render(MovingPicture{i / 20 + 1, 0, format}, i, i));
    EXPECT_THAT(starts(run(*detector, frames)), ::testing::ElementsAre(20));
  }
  const auto detector = make_shot_detector(GetParam());
  std::vector<Frame> frames;
  for (int i = 0; i < 20; ++i) frames.push_back(testing::flat_picture(1, 1, i < 10 ? 20 : 200, i));
  EXPECT_NO_THROW(run(*detector, frames));
}

TEST_P(ShotContract, refuses_an_empty_frame) {
  const auto detector = make_shot_detector(GetParam());
  EXPECT_THROW(detector->push(Frame{}), Error);
}

TEST_P(ShotContract, drops_shots_shorter_than_asked) {
  ShotOptions options;
  options.min_frames = 31;
  const auto detector = make_shot_detector(GetParam(), options);
  EXPECT_THAT(starts(run(*detector, three_shots())), ::testing::ElementsAre(60));
}

INSTANTIATE_TEST_SUITE_P(backends, ShotContract, ::testing::ValuesIn(shot_detector_backends()),
                         [](const auto& backend) { return std::string(backend.param); });

TEST(MakeShotDetector, names_the_backends_when_asked_for_an_unknown_one) {
  try {
    static_cast<void>(make_shot_detector("crystal-ball"));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::not_found);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("content"));
  }
}

TEST(MakeShotDetector, refuses_a_threshold_that_is_not_above_zero) {
  ShotOptions options;
  options.threshold = 0;
  EXPECT_THROW(static_cast<void>(make_shot_detector("content", options)), Error);
}

}  // namespace
}  // namespace facetrack
