// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "facetrack/clip.hpp"
#include "facetrack/error.hpp"

#include "clip/crop_path.hpp"
#include "support/tracks.hpp"

namespace facetrack {
namespace {

using testing::point;
using testing::track;

Analysis film_of(std::vector<Shot> shots) {
  Analysis film;
  film.source.width = 640;
  film.source.height = 360;
  film.shots = std::move(shots);
  return film;
}

const Analysis one_shot = film_of({{0, 0, 99, ShotEnd::end, 0}});

TEST(plan_clips, never_cross_a_shot_boundary_or_a_mixed_frame) {
  const std::vector<Shot> shots{
      {0, 0, 19, ShotEnd::cut, 1}, {1, 20, 39, ShotEnd::dissolve, 1}, {2, 50, 99, ShotEnd::end, 0}};
  const auto plans = plan_clips(film_of(shots), std::vector{track(0, 5, 80)});
  ASSERT_EQ(plans.size(), 3U);
  EXPECT_EQ(plans[0].first_frame, 5);
  EXPECT_EQ(plans[0].last_frame, 19);
  EXPECT_EQ(plans[1].first_frame, 20);
  EXPECT_EQ(plans[1].last_frame, 39);
  EXPECT_EQ(plans[2].first_frame, 50);
  EXPECT_EQ(plans[2].last_frame, 80);
  EXPECT_EQ(plans[2].name, "clip_003");
}

TEST(plan_clips, drops_what_is_shorter_than_asked_and_keeps_what_is_just_as_long) {
  EXPECT_EQ(plan_clips(one_shot, std::vector{track(0, 0, 3)}).size(), 0U);
  EXPECT_EQ(plan_clips(one_shot, std::vector{track(0, 0, 4)}).size(), 1U);
}

TEST(plan_clips, refuses_an_option_that_makes_no_sense_and_names_it) {
  const auto refused = [](const PlanOptions& options) -> std::string {
    try {
      plan_clips(one_shot, {}, options);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
      return std::string(error.option());
    }
    return "accepted";
  };
  PlanOptions options;
  options.margin = std::nan("");
  EXPECT_EQ(refused(options), "margin");
  options.margin = -0.1;
  EXPECT_EQ(refused(options), "margin");
  options = {};
  options.size = -2;
  EXPECT_EQ(refused(options), "size");
  options = {};
  options.smooth = {-1, {1, 1}};
  EXPECT_EQ(refused(options), "smooth");
  options = {};
  options.min_clip = {-1, {1, 1}};
  EXPECT_EQ(refused(options), "min_clip");
  EXPECT_EQ(refused({}), "accepted");
}

TEST(plan_clips, join_pieces_of_one_face_that_touch) {
  FaceTrack rest = track(1, 10, 29);
  rest.ends_because = TrackEnd::occluded;
  const auto plans = plan_clips(one_shot, std::vector{track(0, 0, 9), rest});
  ASSERT_EQ(plans.size(), 1U);
  EXPECT_EQ(plans[0].points.size(), 30U);
  EXPECT_EQ(plans[0].ends_because, TrackEnd::occluded);
}

TEST(plan_clips, do_not_jump_across_the_picture) {
  const auto plans =
      plan_clips(one_shot, std::vector{track(0, 0, 9), track(1, 10, 29, {500, 10, 50, 60})});
  EXPECT_EQ(plans.size(), 2U);
}

TEST(plan_clips, no_frame_is_in_two_clips) {
  const auto plans = plan_clips(one_shot, std::vector{track(0, 0, 49), track(1, 40, 59)});
  ASSERT_EQ(plans.size(), 2U);
  EXPECT_EQ(plans[0].last_frame, 49);
  EXPECT_EQ(plans[1].first_frame, 50);
}

TEST(plan_clips, crop_is_square_holds_the_face_and_is_never_enlarged) {
  const auto plans = plan_clips(one_shot, std::vector{track(0, 0, 49)});
  ASSERT_EQ(plans.size(), 1U);
  ASSERT_EQ(plans[0].crop.size(), 50U);
  EXPECT_EQ(plans[0].width, plans[0].height);
  EXPECT_EQ(plans[0].width % 2, 0);
  for (const Box& crop : plans[0].crop) {
    EXPECT_NEAR(crop.width, crop.height, 1e-3);
    EXPECT_LE(static_cast<float>(plans[0].width), crop.width + 1e-3F);
    EXPECT_LT(crop.x, 10);
    EXPECT_GT(crop.x + crop.width, 60);
    EXPECT_GT(crop.y + crop.height, 70);
  }
}

TEST(plan_clips, a_face_that_goes_away_is_not_enlarged_either) {
  FaceTrack leaving;
  for (std::int64_t f = 0; f < 50; ++f) {
    const auto size = static_cast<float>(100 - f);
    leaving.points.push_back(point(f, {200, 100, size, size * 1.3F}));
  }
  const auto plans = plan_clips(one_shot, std::vector{leaving});
  ASSERT_EQ(plans.size(), 1U);
  for (const Box& crop : plans[0].crop) {
    EXPECT_LE(static_cast<float>(plans[0].width), crop.width + 1e-3F);
  }
}

TEST(plan_clips, a_huge_margin_shows_the_whole_picture_and_costs_no_more_than_that) {
  PlanOptions options;
  options.margin = 20;
  const auto plans =
      plan_clips(one_shot, std::vector{track(0, 0, 49, {400, 100, 200, 260})}, options);
  ASSERT_EQ(plans.size(), 1U);
  EXPECT_LE(plans[0].width, 640);
  EXPECT_LE(plans[0].height, 640);
  for (const Box& window : plans[0].crop) {
    EXPECT_LE(window.width, 2 * 640);
    EXPECT_LE(window.height, 2 * 640);
    EXPECT_LE(window.x, 0);
    EXPECT_LE(window.y, 0);
    EXPECT_GE(window.x + window.width, 640);
    EXPECT_GE(window.y + window.height, 360);
    EXPECT_NEAR(window.center().x, 500, 1);
    EXPECT_NEAR(window.center().y, 230, 1);
  }
  options.size = 256;
  EXPECT_EQ(plan_clips(one_shot, std::vector{track(0, 0, 49)}, options)[0].height, 256);
}

TEST(crop_path, adds_the_margin_on_every_side) {
  const std::vector<TrackPoint> still(9, point(0, {10, 10, 50, 65}));
  const Box square = crop_path(still, CropMode::square, 0.4, 1)[4];
  EXPECT_NEAR(square.height, 65 + 2 * 20, 0.01);
  EXPECT_NEAR(square.width, square.height, 0.01);
  EXPECT_NEAR(square.y, 10 - 20, 0.01);
  EXPECT_NEAR(crop_path(still, CropMode::face, 0.4, 1)[4].width, 50 + 2 * 20, 0.01);
}

TEST(crop_path, zooms_more_calmly_than_it_moves) {
  std::vector<TrackPoint> jump;
  for (std::int64_t f = 0; f < 60; ++f) {
    // Place and size change by the same amount at the same moment.
    const float by = f < 30 ? 0.0F : 100.0F;
    jump.push_back(point(f, {by - (100 + by) / 2, 0, 100 + by, 130}));
  }
  const auto path = crop_path(jump, CropMode::square, 0, 3);
  const float moved = path[26].center().x;
  const float grown = path[26].width / 1.3F - 100;
  EXPECT_GT(grown, moved + 5) << "it begins earlier, and ends later";
}

TEST(plan_clips, without_crop_keep_the_whole_frame) {
  PlanOptions options;
  options.crop = CropMode::none;
  const auto plans = plan_clips(one_shot, std::vector{track(0, 0, 49)}, options);
  ASSERT_EQ(plans.size(), 1U);
  EXPECT_TRUE(plans[0].crop.empty());
  EXPECT_EQ(plans[0].width, 0);
}

TEST(smooth, follows_a_line_to_both_ends) {
  std::vector<double> line;
  for (int i = 0; i < 40; ++i) line.push_back(3.0 * i + 7);
  const auto result = smooth(line, 4);
  for (std::size_t i = 0; i < line.size(); ++i) EXPECT_NEAR(result[i], line[i], 1e-6) << i;
}

TEST(smooth, takes_noise_out_without_lag) {
  std::vector<double> values;
  for (int i = 0; i < 80; ++i) values.push_back(100 * std::sin(i * 0.05) + (i % 2 == 0 ? 3 : -3));
  const auto result = smooth(values, 3);
  for (int i = 0; i < 80; ++i) {
    EXPECT_NEAR(result[static_cast<std::size_t>(i)], 100 * std::sin(i * 0.05), 3.0) << i;
  }
}

TEST(crop_jitter, is_nothing_for_even_motion) {
  std::vector<Box> even, shaky;
  for (int i = 0; i < 20; ++i) {
    even.push_back({static_cast<float>(2 * i), 5, 100, 100});
    shaky.push_back({static_cast<float>(2 * i + (i % 2) * 4), 5, 100, 100});
  }
  EXPECT_NEAR(crop_jitter(even), 0, 1e-6);
  EXPECT_NEAR(crop_jitter(shaky), 0.08, 1e-3);
}

}  // namespace
}  // namespace facetrack
