// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/moved_mix.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "support/render/noise.hpp"

namespace facetrack {
namespace {

constexpr int width = thumb_size.width / 2;
constexpr int height = thumb_size.height / 2;

/// Luma of smooth noise; chroma is grey.
Coarse picture(std::uint64_t seed) {
  testing::Random random(seed);
  Coarse out{};
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      auto& cell = out[static_cast<std::size_t>(y * width + x)];
      const int left = x > 0 ? (&cell)[-1] : 128;
      const int above = y > 0 ? (&cell)[-width] : 128;
      cell = static_cast<std::int16_t>(
          std::clamp((left + above) / 2 + static_cast<int>(random.range(-40, 40)), 0, 255));
    }
  return out;
}

/// The frame of a push to the left in which the new picture has come in by `columns`.
Coarse pushed_left(const Coarse& a, const Coarse& b, int columns) {
  Coarse out{};
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const int from = x + columns;
      out[static_cast<std::size_t>(y * width + x)] =
          from < width ? a[static_cast<std::size_t>(y * width + from)]
                       : b[static_cast<std::size_t>(y * width + from - width)];
    }
  return out;
}

TEST(SlideMix, tells_how_far_a_picture_has_come) {
  const Coarse a = picture(1);
  const Coarse b = picture(2);
  for (const int columns : {4, 11, 16, 28}) {
    const Mix mix = slide_mix(a, pushed_left(a, b, columns), b, Mixing::push, Way::left);
    EXPECT_NEAR(mix.share, static_cast<double>(columns) / width, 0.5 / width);
    EXPECT_LT(mix.left, 0.01);
  }
}

TEST(SlideMix, leaves_much_for_another_way_and_another_kind) {
  const Coarse a = picture(1);
  const Coarse b = picture(2);
  const Coarse f = pushed_left(a, b, 14);
  EXPECT_GT(slide_mix(a, f, b, Mixing::push, Way::right).left, 0.3);
  EXPECT_GT(slide_mix(a, f, b, Mixing::push, Way::down).left, 0.3);
  EXPECT_GT(slide_mix(a, f, b, Mixing::cover, Way::left).left, 0.2);
}

TEST(GuessSlide, names_kind_and_way) {
  const Coarse a = picture(3);
  const Coarse b = picture(4);
  const SlideGuess guess = guess_slide(tiny(a), tiny(pushed_left(a, b, 16)), tiny(b));
  EXPECT_EQ(guess.kind, (MixKind{Mixing::push, Way::left}));
  EXPECT_LT(guess.left, 0.1);
}

TEST(ShiftAlong, measures_a_pan_and_nothing_between_two_pictures) {
  const Coarse a = picture(5);
  EXPECT_NEAR(shift_along(a, pushed_left(a, picture(6), 6), Way::left), 6.0 / width, 0.3 / width);
  EXPECT_NEAR(shift_along(a, pushed_left(a, picture(6), 6), Way::right), -6.0 / width, 0.3 / width);
  EXPECT_EQ(shift_along(a, a, Way::left), 0);
}

TEST(SeamContrast, is_high_only_where_two_pictures_meet) {
  const Coarse a = picture(7);
  Coarse b = picture(8);
  for (std::size_t i = 0; i < coarse_luma; ++i) b[i] = static_cast<std::int16_t>(b[i] / 4);
  const Coarse f = pushed_left(a, b, 16);
  EXPECT_GT(seam_contrast(f, Way::left, 0.5), 1.8);
  EXPECT_LT(seam_contrast(f, Way::left, 0.25), 1.4);
}

TEST(BestWipe, finds_the_way_of_the_edge) {
  const Coarse a = picture(9);
  const Coarse b = picture(10);
  Coarse diagonal = a;
  Coarse circle = a;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const auto i = static_cast<std::size_t>(y * width + x);
      if (x + y < 20) diagonal[i] = b[i];
      if ((2 * x - width) * (2 * x - width) + (2 * y - height) * (2 * y - height) < 196)
        circle[i] = b[i];
    }
  EXPECT_EQ(best_wipe(a, diagonal, b).way, Way::right_down);
  EXPECT_NEAR(best_wipe(a, diagonal, b).mix.share, 20.0 / (width + height - 1), 0.05);
  EXPECT_EQ(best_wipe(a, circle, b).way, Way::opening);
}

}  // namespace
}  // namespace facetrack
