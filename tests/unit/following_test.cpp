// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "track/face_finder.hpp"
#include "track/flow.hpp"
#include "track/live_track.hpp"
#include "track/patch.hpp"
#include "track/pose.hpp"

namespace facetrack {
namespace {

/// A grey picture with texture that differs everywhere, shifted by (dx, dy).
struct ShiftedPicture {
  static constexpr int width = 320;
  static constexpr int height = 240;
  std::vector<std::byte> pixels;

  explicit ShiftedPicture(int dx = 0, int dy = 0)
      : pixels(static_cast<std::size_t>(width * height)) {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const int u = (x - dx + 640) / 5;
        const int v = (y - dy + 480) / 5;
        const int value = 60 + (u * 37 + v * 91 + u * v * 13) % 120;
        pixels[static_cast<std::size_t>(y * width + x)] = static_cast<std::byte>(value);
      }
    }
  }
  ImageView luma() const { return {pixels.data(), width, height, width, PixelFormat::gray8}; }
};

TEST(Patch, is_alike_in_the_same_place_and_where_the_content_went) {
  const ShiftedPicture before;
  const ShiftedPicture after(20, 10);
  const Patch here = luma_patch(before.luma(), {100, 80, 64, 64});
  EXPECT_NEAR(likeness(here, here), 1.0F, 1e-4F);
  EXPECT_GT(likeness(here, luma_patch(after.luma(), {120, 90, 64, 64})), 0.9F);
  EXPECT_LT(likeness(here, luma_patch(before.luma(), {180, 120, 64, 64})), 0.5F);
}

TEST(Patch, does_not_care_for_brightness_and_finds_nothing_in_flat_regions) {
  ShiftedPicture bright;
  const ShiftedPicture plain;
  for (std::byte& pixel : bright.pixels)
    pixel = static_cast<std::byte>(std::to_integer<int>(pixel) + 50);
  const Box box{100, 80, 64, 64};
  EXPECT_NEAR(likeness(luma_patch(plain.luma(), box), luma_patch(bright.luma(), box)), 1.0F, 1e-3F);
  ShiftedPicture flat;
  std::fill(flat.pixels.begin(), flat.pixels.end(), std::byte{100});
  EXPECT_EQ(likeness(luma_patch(flat.luma(), box), luma_patch(plain.luma(), box)), 0.0F);
}

TEST(Patch, reaches_outside_the_picture) {
  const ShiftedPicture picture;
  const Patch rim = luma_patch(picture.luma(), {-40, -40, 64, 64});
  EXPECT_NEAR(likeness(rim, rim), 1.0F, 1e-4F);
}

TEST(follow_by_flow, finds_where_the_content_went) {
  const ShiftedPicture before;
  const ShiftedPicture after(6, -4);
  const auto moved = follow_by_flow(before.luma(), after.luma(), {120, 90, 64, 64});
  ASSERT_TRUE(moved);
  EXPECT_NEAR(moved->x, 126, 1.0);
  EXPECT_NEAR(moved->y, 86, 1.0);
  EXPECT_NEAR(moved->width, 64, 2.0);
}

TEST(follow_by_flow, gives_nothing_when_something_else_is_there) {
  const ShiftedPicture before;
  ShiftedPicture after;
  std::fill(after.pixels.begin(), after.pixels.end(), std::byte{90});
  EXPECT_FALSE(follow_by_flow(before.luma(), after.luma(), {120, 90, 64, 64}));
  EXPECT_FALSE(follow_by_flow(before.luma(), {}, {120, 90, 64, 64}));
  // As rich in detail, so that every point is led somewhere, but not back.
  after.pixels = before.pixels;
  std::reverse(after.pixels.begin(), after.pixels.end());
  EXPECT_FALSE(follow_by_flow(before.luma(), after.luma(), {120, 90, 64, 64}));
}

TEST(follow_by_flow, sees_a_face_come_nearer) {
  const ShiftedPicture before;
  ShiftedPicture after;
  // A tenth larger, about the middle of the box.
  for (int y = 0; y < ShiftedPicture::height; ++y) {
    for (int x = 0; x < ShiftedPicture::width; ++x) {
      const int u = std::clamp(static_cast<int>(std::lround(152 + (x - 152) / 1.1)), 0, 319);
      const int v = std::clamp(static_cast<int>(std::lround(122 + (y - 122) / 1.1)), 0, 239);
      after.pixels[static_cast<std::size_t>(y * ShiftedPicture::width + x)] =
          before.pixels[static_cast<std::size_t>(v * ShiftedPicture::width + u)];
    }
  }
  const auto grown = follow_by_flow(before.luma(), after.luma(), {120, 90, 64, 64});
  ASSERT_TRUE(grown);
  EXPECT_NEAR(grown->width, 70.4F, 2.0F);
  EXPECT_NEAR(grown->center().x, 152, 1.5);
}

TEST(facing, is_one_from_the_front_and_nothing_in_profile) {
  const Landmarks frontal{{{30, 40}, {70, 40}, {50, 60}, {35, 80}, {65, 80}}};
  const Landmarks profile{{{60, 40}, {68, 40}, {80, 60}, {62, 80}, {70, 80}}};
  EXPECT_GT(facing(frontal), 0.9F);
  EXPECT_LT(facing(profile), 0.1F);
}

/// Reports one face that stands at a fixed place of the frame, whatever region it is shown.
class FixedFace final : public Detector {
 public:
  std::vector<Detection> detect(const ImageView& image) override {
    sizes.emplace_back(image.width, image.height);
    return answer;
  }
  int preferred_face() const noexcept override { return 64; }
  int smallest_face() const noexcept override { return 12; }
  std::string_view name() const noexcept override { return "fixed"; }

  std::vector<Detection> answer;
  std::vector<std::pair<int, int>> sizes;
};

Frame frame_of(const ShiftedPicture& picture) {
  return {nullptr, {picture.luma(), ImageView{}, ImageView{}}, PixelFormat::gray8, {}, {}};
}

TEST(FaceFinder, looks_around_a_face_at_the_favourite_size_in_an_odd_number_of_cells) {
  const ShiftedPicture picture;
  FixedFace detector;
  // In the middle of a 160-pixel look at a region of 2.4 x 80 source pixels.
  detector.answer = {{{48, 48, 64, 64}, 0.9F, std::nullopt}};
  FaceFinder finder(detector, {});
  const auto found = finder.follow(frame_of(picture), {100, 80, 80, 80});
  ASSERT_TRUE(found);
  ASSERT_EQ(detector.sizes.size(), 1U);
  EXPECT_EQ(detector.sizes[0], std::pair(160, 160));
  EXPECT_NEAR(found->box.center().x, 140, 1.5);
  EXPECT_NEAR(found->box.center().y, 120, 1.5);
  EXPECT_NEAR(found->box.width, 77, 2);
}

TEST(FaceFinder, looks_a_second_time_larger_before_it_gives_up) {
  const ShiftedPicture picture;
  FixedFace detector;
  FaceFinder finder(detector, {});
  EXPECT_FALSE(finder.follow(frame_of(picture), {100, 80, 80, 80}));
  ASSERT_EQ(detector.sizes.size(), 2U);
  EXPECT_GT(detector.sizes[1].first, detector.sizes[0].first);
}

TEST(FaceFinder, leaves_faces_that_the_frame_cuts_off) {
  const ShiftedPicture picture;
  FixedFace detector;
  FaceFinder finder(detector, {});
  detector.answer = {{{48, 48, 64, 64}, 0.9F, std::nullopt}};
  EXPECT_FALSE(finder.follow(frame_of(picture), {290, 80, 80, 80})) << "half of it is outside";
}

TEST(FaceFinder, skips_faces_smaller_than_asked_for) {
  const ShiftedPicture picture;
  FixedFace detector;
  TrackerOptions options;
  options.min_face = 100;
  FaceFinder finder(detector, options);
  detector.answer = {{{48, 48, 64, 64}, 0.9F, std::nullopt}};
  EXPECT_FALSE(finder.follow(frame_of(picture), {100, 80, 80, 80}));
}

/// Frame `index` of a video of 25 frames a second that shows `picture`.
Frame frame_at(const ShiftedPicture& picture, std::int64_t index) {
  return {nullptr,
          {picture.luma(), ImageView{}, ImageView{}},
          PixelFormat::gray8,
          {{index, {1, 25}}, {1, {1, 25}}, index},
          {}};
}

constexpr Landmarks from_the_front{{{30, 40}, {70, 40}, {50, 60}, {35, 80}, {65, 80}}};
constexpr Landmarks from_the_side{{{60, 40}, {68, 40}, {80, 60}, {62, 80}, {70, 80}}};

/// A face followed over ten frames, by (dx, dy) pixels a frame, to `last` on frame 9.
LiveTrack moving(const ShiftedPicture& picture, const Box& last, float dx, float dy,
                 const Landmarks& points = from_the_front) {
  LiveTrack live;
  for (std::int64_t f = 0; f < 10; ++f) {
    const auto left = static_cast<float>(9 - f);
    const Box box{last.x - left * dx, last.y - left * dy, last.width, last.height};
    live.append_detection({box, 0.9F, points}, frame_at(picture, f));
  }
  return live;
}

TEST(interpolate, moves_box_and_points_evenly_from_one_frame_to_the_other) {
  const ShiftedPicture picture;
  TrackPoint before{0, {}, {10, 20, 40, 50}, 0.9F, BoxSource::detection, from_the_front};
  Landmarks later = from_the_front;
  for (Point& p : later) p = {p.x + 8, p.y + 4};
  const Detection now{{18, 24, 48, 54}, 0.9F, later};
  const TrackPoint quarter = interpolate(before, now, 0.25F, frame_at(picture, 1));
  EXPECT_EQ(quarter.frame, 1);
  EXPECT_EQ(quarter.from, BoxSource::tracking);
  EXPECT_EQ(quarter.box, (Box{12, 21, 42, 51}));
  ASSERT_TRUE(quarter.landmarks);
  EXPECT_EQ((*quarter.landmarks)[0], (Point{32, 41}));
}

TEST(LiveTrack, expects_a_face_further_on_its_way_but_not_as_far_as_it_went) {
  const ShiftedPicture picture;
  const LiveTrack live = moving(picture, {100, 80, 40, 50}, 3, -2);
  const Box ahead = live.expected(frame_at(picture, 13));
  // Four frames at 3 and -2 pixels, of which seven tenths are trusted.
  EXPECT_NEAR(ahead.x, 100 + 0.7 * 12, 0.01);
  EXPECT_NEAR(ahead.y, 80 - 0.7 * 8, 0.01);
  EXPECT_EQ(ahead.width, 40);
  EXPECT_EQ(moving(picture, {100, 80, 40, 50}, 0, 0).expected(frame_at(picture, 13)),
            (Box{100, 80, 40, 50}));
}

TEST(LiveTrack, says_why_a_face_is_gone) {
  const ShiftedPicture picture;
  const ShiftedPicture another(37, 23);
  const auto why = [&](LiveTrack live, const ShiftedPicture& then) {
    live.end_at(frame_at(then, 10), frame_at(then, 12), TrackEnd::lost);
    EXPECT_TRUE(live.ended);
    return live.track.ends_because;
  };
  const Box inside{140, 90, 40, 50};
  EXPECT_EQ(why(moving(picture, inside, 0, 0), picture), TrackEnd::lost);
  EXPECT_EQ(why(moving(picture, inside, 0, 0), another), TrackEnd::occluded);
  EXPECT_EQ(why(moving(picture, inside, 0, 0, from_the_side), another), TrackEnd::turned_away);
  EXPECT_EQ(why(moving(picture, {-15, 90, 40, 50}, -3, 0), another), TrackEnd::left_frame);
  EXPECT_EQ(why(moving(picture, {295, 90, 40, 50}, 3, 0), another), TrackEnd::left_frame);
  EXPECT_EQ(why(moving(picture, {140, -20, 40, 50}, 0, -3), another), TrackEnd::left_frame);
  EXPECT_EQ(why(moving(picture, {140, 210, 40, 50}, 0, 3), another), TrackEnd::left_frame);
}

}  // namespace
}  // namespace facetrack
