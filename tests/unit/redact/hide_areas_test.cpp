// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/redact.hpp"

#include "redact/frame_areas.hpp"
#include "redact/open_faces.hpp"

namespace facetrack {
namespace {

constexpr int width = 320;
constexpr int height = 240;

/// A yuv420p picture with detail of every size.
Frame picture(std::int64_t index = 0) {
  auto owner = std::make_shared<std::array<std::vector<std::byte>, 3>>();
  std::array<ImageView, 3> views{};
  unsigned state = 1;
  for (std::size_t i = 0; i < 3; ++i) {
    const int w = i == 0 ? width : width / 2;
    const int h = i == 0 ? height : height / 2;
    (*owner)[i].resize(static_cast<std::size_t>(w * h));
    for (int y = 0; y < h; ++y) {
      for (int x = 0; x < w; ++x) {
        state = state * 1664525 + 1013904223;
        const double value = 128 + 50 * std::sin(x / 9.0) * std::cos(y / 7.0) + (state >> 27);
        (*owner)[i][static_cast<std::size_t>(y * w + x)] =
            static_cast<std::byte>(static_cast<int>(value));
      }
    }
    views[i] = {(*owner)[i].data(), w, h, w, PixelFormat::gray8};
  }
  return {owner, views, PixelFormat::yuv420p, {{index, {1, 25}}, {1, {1, 25}}, index}, {}};
}

bool same_at(const Frame& a, const Frame& b, int x, int y) {
  return a.luma().row(y)[x] == b.luma().row(y)[x];
}

Redaction with(std::vector<RedactArea> areas) {
  Redaction redaction;
  redaction.width = width;
  redaction.height = height;
  redaction.frames = 2;
  redaction.areas = std::move(areas);
  return redaction;
}

RedactArea area(bool hide, const Box& box, bool found = true) {
  return {hide, hide ? AreaReason::unknown : AreaReason::kept, {{0, box, found}}};
}

constexpr Box left{60, 80, 60, 60};
constexpr Box right{200, 80, 60, 60};

TEST(HideAreas, every_mode_leaves_too_little_to_see_and_only_on_its_frames) {
  const Frame before = picture();
  for (const HideMode mode : {HideMode::blur, HideMode::pixelate, HideMode::fill, HideMode::oval}) {
    const Redaction redaction = with({area(true, left)});
    const auto hide = hide_areas(redaction, mode);
    const Frame after = hide(before);
    EXPECT_LT(redact::shared_detail(before, after, left), redact::open_share);
    EXPECT_GT(redact::shared_detail(before, after, right), 0.99F);
    EXPECT_TRUE(same_at(before, after, 290, 100));
    const Frame other = picture(1);
    EXPECT_EQ(hide(other).luma().data, other.luma().data);
  }
}

TEST(HideAreas, a_shown_face_is_drawn_over_margins_and_guesses) {
  const Frame before = picture();
  // The guess covers the shown face.
  const auto guess = hide_areas(with({area(true, right, false), area(false, right)}));
  const Frame shown = guess(before);
  EXPECT_TRUE(same_at(before, shown, 230, 110));
  EXPECT_FALSE(same_at(before, shown, 230, 72));  // beside the shown face
}

TEST(HideAreas, a_shown_face_is_not_drawn_over_a_face_that_was_found) {
  const Frame before = picture();
  const Frame hidden = hide_areas(with({area(true, right, true), area(false, right)}))(before);
  int same = 0;
  for (int x = 210; x < 250; ++x) same += same_at(before, hidden, x, 110) ? 1 : 0;
  EXPECT_LT(same, 10);  // some pixels are equal by chance
}

TEST(HideAreas, a_half_hidden_face_is_open) {
  const Frame before = picture();
  const Frame after = hide_areas(with({area(true, {20, 80, 60, 60})}))(before);
  EXPECT_GT(redact::shared_detail(before, after, left), redact::open_share);
}

TEST(HideAreas, a_face_is_shown_if_it_lies_on_a_shown_area) {
  const redact::FrameAreas areas =
      redact::areas_by_frame(with({area(false, left), area(true, right)})).at(0);
  EXPECT_TRUE(redact::is_shown({64, 84, 60, 60}, areas));
  EXPECT_TRUE(redact::is_shown({80, 100, 20, 20}, areas));
  EXPECT_FALSE(redact::is_shown(right, areas));
}

}  // namespace
}  // namespace facetrack
