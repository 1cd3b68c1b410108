// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Frame as a value: what it shows and how long its pixels live. Conversions are tested elsewhere.

#include <array>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/frame.hpp"

namespace facetrack {
namespace {

using Pixels = std::vector<std::byte>;

ImageView gray(const std::shared_ptr<Pixels>& pixels, int width, int height,
               std::ptrdiff_t stride) {
  return {pixels->data(), width, height, stride, PixelFormat::gray8};
}

TEST(Frame, empty_by_default) {
  const Frame frame;
  EXPECT_TRUE(frame.empty());
  EXPECT_EQ(frame.width(), 0);
  EXPECT_EQ(frame.height(), 0);
}

TEST(Frame, shows_its_planes_format_color_and_time) {
  const auto y = std::make_shared<Pixels>(8 * 4);
  const auto chroma = std::make_shared<Pixels>(4 * 2);
  const FrameTime time{{7, {1, 25}}, {1, {1, 25}}, 7};
  const Frame frame(y, {gray(y, 6, 4, 8), gray(chroma, 3, 2, 4), gray(chroma, 3, 2, 4)},
                    PixelFormat::yuv420p, time, {ColorMatrix::bt709, true});
  EXPECT_FALSE(frame.empty());
  EXPECT_EQ(frame.width(), 6);
  EXPECT_EQ(frame.height(), 4);
  EXPECT_EQ(frame.format(), PixelFormat::yuv420p);
  EXPECT_EQ(frame.color(), (ColorSpace{ColorMatrix::bt709, true}));
  EXPECT_EQ(frame.luma().data, y->data());
  EXPECT_EQ(frame.plane(2).width, 3);
  EXPECT_EQ(frame.time().index, 7);
  EXPECT_EQ(frame.time().pts, (MediaTime{280, {1, 1000}}));
}

TEST(Frame, copies_share_pixels_and_the_last_one_frees_them) {
  auto pixels = std::make_shared<Pixels>(4);
  const std::weak_ptr<Pixels> alive = pixels;
  const ImageView view = gray(pixels, 2, 2, 2);
  Frame first(std::move(pixels), {view}, PixelFormat::gray8, {});
  auto second = std::make_unique<Frame>(first);
  EXPECT_EQ(second->image().data, first.image().data);
  first = Frame{};
  EXPECT_FALSE(alive.expired());
  second.reset();
  EXPECT_TRUE(alive.expired());
}

TEST(ImageView, rows_follow_the_stride) {
  const std::array<std::byte, 12> pixels{};
  const ImageView view{pixels.data(), 3, 3, 4, PixelFormat::gray8};
  EXPECT_EQ(view.row(2) - view.row(0), 8);
}

TEST(ImageView, without_pixels_or_area_is_empty) {
  const std::array<std::byte, 1> pixel{};
  EXPECT_TRUE(ImageView{}.empty());
  EXPECT_TRUE((ImageView{pixel.data(), 0, 1, 1, PixelFormat::gray8}.empty()));
  EXPECT_TRUE((ImageView{pixel.data(), 1, 0, 1, PixelFormat::gray8}.empty()));
  EXPECT_FALSE((ImageView{pixel.data(), 1, 1, 1, PixelFormat::gray8}.empty()));
}

}  // namespace
}  // namespace facetrack
