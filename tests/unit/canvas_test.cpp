// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/draw.hpp"
#include "facetrack/error.hpp"

#include "support/tracks.hpp"

namespace facetrack {
namespace {

int planes_of(PixelFormat format) { return format == PixelFormat::yuv420p ? 3 : 1; }
int bytes_of(PixelFormat format) { return format == PixelFormat::bgr24 ? 3 : 1; }

/// A picture of noise in which every pixel differs from its neighbours.
Frame noise(PixelFormat format, int width, int height, std::int64_t index = 0) {
  auto owner = std::make_shared<std::array<std::vector<std::byte>, 3>>();
  std::array<ImageView, 3> views{};
  unsigned state = 12345;
  for (int i = 0; i < planes_of(format); ++i) {
    const int w = i == 0 ? width : (width + 1) / 2;
    const int h = i == 0 ? height : (height + 1) / 2;
    const int stride = w * bytes_of(format) + 5;
    auto& plane = (*owner)[static_cast<std::size_t>(i)];
    plane.resize(static_cast<std::size_t>(stride * h));
    for (std::byte& byte : plane)
      byte = static_cast<std::byte>((state = state * 1664525 + 1013904223) >> 24);
    views[static_cast<std::size_t>(i)] = {
        plane.data(), w, h, stride, format == PixelFormat::bgr24 ? format : PixelFormat::gray8};
  }
  return {
      owner, views, format, {{index, {1, 25}}, {1, {1, 25}}, index}, {ColorMatrix::bt709, false}};
}

/// Share of the bytes inside and outside of `box` that differ, over all planes.
struct Changed {
  double inside = 0, outside = 0;
};
Changed changed(const Frame& before, const Frame& after, const Box& box) {
  std::array<double, 2> different{};
  std::array<double, 2> all{};
  for (int i = 0; i < planes_of(before.format()); ++i) {
    const ImageView& a = before.plane(i);
    const ImageView& b = after.plane(i);
    const float by = i == 0 ? 1 : 2;
    for (int y = 0; y < a.height; ++y) {
      for (int x = 0; x < a.width * bytes_of(before.format()); ++x) {
        const auto px = static_cast<float>(x / bytes_of(before.format())) * by;
        const float py = static_cast<float>(y) * by;
        // A pixel of rim may count either way.
        const bool in = px >= box.x - by && px < box.x + box.width + by && py >= box.y - by &&
                        py < box.y + box.height + by;
        all[in ? 0 : 1] += 1;
        different[in ? 0 : 1] += a.row(y)[x] != b.row(y)[x] ? 1 : 0;
      }
    }
  }
  return {all[0] > 0 ? different[0] / all[0] : 0, all[1] > 0 ? different[1] / all[1] : 0};
}

class CanvasOn : public ::testing::TestWithParam<PixelFormat> {};
INSTANTIATE_TEST_SUITE_P(all_formats, CanvasOn,
                         ::testing::Values(PixelFormat::gray8, PixelFormat::bgr24,
                                           PixelFormat::yuv420p));

TEST_P(CanvasOn, draws_inside_the_box_and_nowhere_else) {
  const Box box{20, 14, 40, 30};
  for (const int odd : {0, 1}) {
    const Frame before = noise(GetParam(), 100 + odd, 60 + odd);
    const auto after = [&](const auto& draw) {
      Canvas canvas(before);
      draw(canvas);
      return changed(before, canvas.finish(), box);
    };
    const Changed blurred = after([&](Canvas& canvas) { canvas.blur(box); });
    EXPECT_GT(blurred.inside, 0.65);  // an ellipse covers 79 % of its box, less the rim
    EXPECT_EQ(blurred.outside, 0);
    const Changed pixelated = after([&](Canvas& canvas) { canvas.pixelate(box); });
    EXPECT_GT(pixelated.inside, 0.65);
    EXPECT_EQ(pixelated.outside, 0);
    const Changed filled = after([&](Canvas& canvas) { canvas.fill(box, {200, 30, 30}); });
    EXPECT_GT(filled.inside, 0.85);
    EXPECT_EQ(filled.outside, 0);
    const Changed framed = after([&](Canvas& canvas) { canvas.outline(box, {0, 255, 0}); });
    EXPECT_GT(framed.inside, 0.1);
    EXPECT_LT(framed.inside, 0.4);
    EXPECT_EQ(framed.outside, 0);
  }
}

TEST_P(CanvasOn, leaves_the_frame_it_was_made_from_alone) {
  const Frame before = noise(GetParam(), 64, 48);
  const Frame copy = noise(GetParam(), 64, 48);
  Canvas canvas(before);
  canvas.fill({0, 0, 64, 48}, {1, 2, 3});
  const Frame after = canvas.finish();
  EXPECT_EQ(changed(before, copy, {}).outside, 0);
  EXPECT_EQ(after.format(), before.format());
  EXPECT_EQ(after.time().index, before.time().index);
  EXPECT_EQ(after.color(), before.color());
  EXPECT_EQ(after.width(), 64);
}

TEST_P(CanvasOn, takes_boxes_of_any_kind) {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const Frame before = noise(GetParam(), 33, 21);
  for (const Box box : {Box{}, Box{-50, -50, 20, 20}, Box{-10, -10, 100, 100}, Box{30, 18, 40, 40},
                        Box{5, 5, -3, 8}, Box{nan, 0, 10, 10}, Box{0, 0, nan, 10},
                        Box{-infinity, 0, infinity, 10}, Box{0, 0, infinity, infinity},
                        Box{1e30F, 1e30F, 1e30F, 1e30F}, Box{4.5F, 4.5F, 0.2F, 0.2F}}) {
    Canvas canvas(before);
    canvas.blur(box);
    canvas.pixelate(box);
    canvas.outline(box, {9, 9, 9}, 3);
    canvas.fill(box, {9, 9, 9});
    canvas.text({box.x, box.y}, "text", {9, 9, 9});
    EXPECT_EQ(canvas.finish().width(), 33);
  }
}

TEST_P(CanvasOn, blurs_a_face_down_to_a_few_cells) {
  // Bars of one eighth of the box and finer carry what a face is recognised by: of bars a
  // sixteenth wide nothing may be left.
  const int side = 160;
  const Frame flat = noise(GetParam(), side, side);
  Canvas bars(flat);
  for (int x = 0; x < side; x += 20) {
    bars.fill({static_cast<float>(x), 0, 10, 160}, {255, 255, 255});
    bars.fill({static_cast<float>(x + 10), 0, 10, 160}, {0, 0, 0});
  }
  Canvas canvas(bars.finish());
  canvas.blur({0, 0, 160, 160});
  const Frame hidden = canvas.finish();
  const ImageView& luma = hidden.plane(0);
  int least = 255;
  int most = 0;
  for (int x = 40; x < 120; ++x) {
    const int value = std::to_integer<int>(luma.row(80)[x * bytes_of(GetParam())]);
    least = std::min(least, value);
    most = std::max(most, value);
  }
  EXPECT_LE(most - least, 12);
}

TEST(Canvas, uses_the_colours_of_the_frame) {
  for (const PixelFormat format : {PixelFormat::bgr24, PixelFormat::yuv420p}) {
    Canvas canvas(noise(format, 32, 32));
    canvas.fill({0, 0, 32, 32}, {250, 40, 90});
    const Frame bgr = to_bgr24(canvas.finish());
    const std::byte* pixel = bgr.image().row(16) + std::ptrdiff_t{3} * 16;
    EXPECT_NEAR(std::to_integer<int>(pixel[2]), 250, 3);
    EXPECT_NEAR(std::to_integer<int>(pixel[1]), 40, 3);
    EXPECT_NEAR(std::to_integer<int>(pixel[0]), 90, 3);
  }
}

TEST(Canvas, gives_rows_to_draw_on_by_hand) {
  Canvas canvas(noise(PixelFormat::yuv420p, 31, 21));
  EXPECT_EQ(canvas.row(0, 20).size(), 31U);
  EXPECT_EQ(canvas.row(1, 10).size(), 16U);
  std::ranges::fill(canvas.row(2, 3), std::byte{77});
  const Frame frame = canvas.finish();
  EXPECT_EQ(frame.plane(2).row(3)[15], std::byte{77});
}

TEST(Canvas, refuses_an_empty_frame) { EXPECT_THROW(Canvas{Frame{}}, Error); }

/// 100 frames at 25 per second, a dissolve on frames 48 to 51, shots before and after.
Analysis film() {
  Analysis film;
  film.frames = 100;
  for (int i = 0; i <= 100; ++i) film.pts.push_back({i, {1, 25}});
  film.shots = {{0, 0, 47, ShotEnd::dissolve, 1}, {1, 52, 99, ShotEnd::end, 1}};
  return film;
}

std::vector<std::int64_t> hidden_frames(const Analysis& film, std::span<const FaceTrack> shown) {
  const auto retouch = hide_faces(film, shown);
  std::vector<std::int64_t> hidden;
  for (std::int64_t i = 0; i < 100; ++i) {
    const Frame before = noise(PixelFormat::yuv420p, 100, 80, i);
    if (changed(before, retouch(before), {}).outside > 0) hidden.push_back(i);
  }
  return hidden;
}

std::vector<std::int64_t> from_to(std::int64_t first, std::int64_t last) {
  std::vector<std::int64_t> frames;
  for (std::int64_t i = first; i <= last; ++i) frames.push_back(i);
  return frames;
}

TEST(hide_faces, hides_a_face_from_half_a_second_before_to_half_a_second_after_its_track) {
  Analysis one = film();
  one.tracks = {testing::track(0, 16, 20)};
  EXPECT_EQ(hidden_frames(one, {}), from_to(4, 32));
}

TEST(hide_faces, goes_on_through_mixed_frames_but_not_into_the_next_shot) {
  Analysis one = film();
  one.tracks = {testing::track(0, 30, 47)};
  EXPECT_EQ(hidden_frames(one, {}), from_to(18, 51));
  one.tracks = {testing::track(0, 52, 99)};
  EXPECT_EQ(hidden_frames(one, {}), from_to(48, 99));
}

TEST(hide_faces, leaves_the_shown_tracks_alone) {
  Analysis two = film();
  two.tracks = {testing::track(0, 16, 20), testing::track(1, 60, 99, {60, 10, 20, 20})};
  EXPECT_EQ(hidden_frames(two, std::span(two.tracks).first(1)), from_to(48, 99));
  EXPECT_EQ(hidden_frames(two, two.tracks), (std::vector<std::int64_t>{}));
}

TEST(hide_faces, returns_frames_without_hidden_faces_without_a_copy) {
  const auto retouch = hide_faces(film(), {});
  const Frame before = noise(PixelFormat::yuv420p, 100, 80);
  EXPECT_EQ(retouch(before).plane(0).data, before.plane(0).data);
}

TEST(hide_faces, refuses_a_margin_that_is_no_margin) {
  EXPECT_THROW(hide_faces(film(), {}, -0.1F), Error);
  EXPECT_THROW(hide_faces(film(), {}, std::numeric_limits<float>::quiet_NaN()), Error);
}

}  // namespace
}  // namespace facetrack
