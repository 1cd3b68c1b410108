// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/frame.hpp"

#include "support/paths.hpp"

namespace facetrack {
namespace {

/// A yuv420p frame whose samples are given by functions of the pixel.
template <typename Luma>
Frame yuv_frame(int width, int height, const Luma& luma, int cb, int cr, ColorSpace color = {}) {
  struct Store {
    std::vector<std::byte> planes[3];
  };
  auto store = std::make_shared<Store>();
  std::array<ImageView, 3> views;
  for (int i = 0; i < 3; ++i) {
    const int w = i == 0 ? width : (width + 1) / 2;
    const int h = i == 0 ? height : (height + 1) / 2;
    auto& plane = store->planes[i];
    plane.resize(static_cast<std::size_t>(w) * static_cast<std::size_t>(h));
    for (int y = 0; y < h; ++y) {
      for (int x = 0; x < w; ++x) {
        const int value = i == 0 ? luma(x, y) : i == 1 ? cb : cr;
        plane[static_cast<std::size_t>(y * w + x)] = static_cast<std::byte>(value);
      }
    }
    views[static_cast<std::size_t>(i)] = {plane.data(), w, h, w, PixelFormat::gray8};
  }
  FrameTime time;
  time.index = 17;
  return {store, views, PixelFormat::yuv420p, time, color};
}

std::array<int, 3> bgr_at(const Frame& frame, int x, int y) {
  const std::byte* pixel = frame.image().row(y) + std::ptrdiff_t{3} * x;
  return {std::to_integer<int>(pixel[0]), std::to_integer<int>(pixel[1]),
          std::to_integer<int>(pixel[2])};
}

int luma_at(const Frame& frame, int x, int y) {
  return std::to_integer<int>(frame.luma().row(y)[x]);
}

void expect_color(const Frame& frame, const std::array<int, 3>& bgr) {
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(bgr_at(frame, frame.width() / 2, frame.height() / 2)[i], bgr[i], 3);
  }
}

const auto evenly = [](int value) { return [value](int, int) { return value; }; };

TEST(to_bgr24, turns_matrix_and_range_into_the_right_red) {
  // Pure red in each of them (ITU-R BT.601, BT.709, BT.2020; limited and full range).
  expect_color(to_bgr24(yuv_frame(32, 32, evenly(81), 90, 240)), {0, 0, 255});
  expect_color(to_bgr24(yuv_frame(32, 32, evenly(63), 102, 240, {ColorMatrix::bt709, false})),
               {0, 0, 255});
  expect_color(to_bgr24(yuv_frame(32, 32, evenly(74), 97, 240, {ColorMatrix::bt2020, false})),
               {0, 0, 255});
  expect_color(to_bgr24(yuv_frame(32, 32, evenly(76), 85, 255, {ColorMatrix::bt601, true})),
               {0, 0, 254});
  expect_color(to_bgr24(yuv_frame(32, 32, evenly(235), 128, 128)), {255, 255, 255});
  expect_color(to_bgr24(yuv_frame(32, 32, evenly(16), 128, 128)), {0, 0, 0});
}

TEST(to_bgr24, keeps_time_and_handles_odd_sizes) {
  for (const auto& [width, height] : {std::pair{1, 1}, {3, 5}, {33, 17}, {64, 1}, {1, 64}}) {
    const Frame bgr = to_bgr24(yuv_frame(width, height, evenly(126), 128, 128));
    EXPECT_EQ(bgr.width(), width);
    EXPECT_EQ(bgr.height(), height);
    EXPECT_EQ(bgr.time().index, 17);
    EXPECT_NEAR(bgr_at(bgr, width - 1, height - 1)[1], 128, 3);
    EXPECT_NEAR(bgr_at(bgr, width - 1, height - 1)[2], 128, 3);
  }
}

TEST(to_bgr24, writes_every_pixel_of_every_width) {
  const Frame frame = yuv_frame(200, 24, evenly(126), 128, 128);
  for (int width = 1; width < 150; ++width) {
    const Frame part = to_bgr24(frame, {10, 3, width, 9}, width, 9);
    for (int y = 0; y < 9; ++y) {
      for (int x = 0; x < width; ++x) ASSERT_NEAR(bgr_at(part, x, y)[0], 128, 3) << width;
    }
  }
}

TEST(to_bgr24, region_of_the_same_size_is_that_part_of_the_whole) {
  const Frame frame = yuv_frame(
      64, 48, [](int x, int y) { return 40 + x * 2 + y; }, 128, 128);
  const Frame part = to_bgr24(frame, {10, 6, 20, 16}, 20, 16);
  const Frame whole = to_bgr24(frame);
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 20; ++x) {
      EXPECT_NEAR(bgr_at(part, x, y)[1], bgr_at(whole, x + 10, y + 6)[1], 2);
    }
  }
}

TEST(to_bgr24, outside_of_the_picture_its_edge_goes_on) {
  const Frame frame = yuv_frame(
      32, 32, [](int x, int) { return 20 + x * 6; }, 128, 128);
  const Frame part = to_bgr24(frame, {-16, -8, 64, 48}, 64, 48);
  const Frame whole = to_bgr24(frame);
  EXPECT_NEAR(bgr_at(part, 2, 20)[1], bgr_at(whole, 0, 0)[1], 2);
  EXPECT_NEAR(bgr_at(part, 62, 2)[1], bgr_at(whole, 31, 0)[1], 2);
  EXPECT_NEAR(bgr_at(part, 26, 2)[1], bgr_at(whole, 10, 0)[1], 2);
  const Frame far = to_bgr24(frame, {500, 500, 10, 10}, 5, 5);
  EXPECT_NEAR(bgr_at(far, 2, 2)[1], bgr_at(whole, 31, 31)[1], 2);
  // The same from pixels that are BGR already.
  const Frame same = to_bgr24(whole, {-16, -8, 64, 48}, 64, 48);
  for (const int x : {2, 15, 16, 17, 26, 47, 48, 62}) {
    EXPECT_NEAR(bgr_at(same, x, 2)[1], bgr_at(part, x, 2)[1], 2) << x;
    EXPECT_NEAR(bgr_at(same, x, 20)[1], bgr_at(part, x, 20)[1], 2) << x;
  }
}

TEST(to_bgr24, scaling_keeps_positions) {
  // On a ramp every pixel says where it came from.
  const Frame frame =
      yuv_frame(240, 16, [](int x, int) { return x; }, 128, 128, {ColorMatrix::bt601, true});
  for (const int width : {240, 171, 120, 101, 80, 60, 37, 360}) {
    const Frame scaled = to_bgr24(frame, {0, 0, 240, 16}, width, 16);
    const double step = 240.0 / width;
    for (int x = 4; x < width - 4; ++x) {
      ASSERT_NEAR(bgr_at(scaled, x, 8)[1], (x + 0.5) * step - 0.5, 1.6) << width << " at " << x;
    }
    const Frame square =
        yuv_frame(240, 240, [](int, int y) { return y; }, 128, 128, {ColorMatrix::bt601, true});
    const Frame both = to_bgr24(square, {0, 0, 240, 240}, width, width);
    for (int y = 4; y < width - 4; ++y) {
      ASSERT_NEAR(bgr_at(both, 8, y)[1], (y + 0.5) * step - 0.5, 1.6) << width << " at " << y;
    }
  }
}

TEST(to_bgr24, reductions_average_instead_of_skipping) {
  const Frame stripes = yuv_frame(
      320, 320, [](int x, int) { return x % 2 * 200 + 20; }, 128, 128);
  for (const int size : {160, 100, 80, 57, 40, 20}) {
    const Frame small = to_bgr24(stripes, {0, 0, 320, 320}, size, size);
    for (int x = 2; x < size - 2; ++x) {
      // A block of an odd number of stripes keeps a third of their contrast at most.
      ASSERT_NEAR(bgr_at(small, x, size / 2)[1], (120 - 16) * 255 / 219, 40) << size;
    }
  }
}

TEST(to_bgr24, refuses_what_is_empty) {
  const Frame frame = yuv_frame(8, 8, evenly(100), 128, 128);
  EXPECT_THROW(to_bgr24(Frame{}), Error);
  EXPECT_THROW(to_bgr24(frame, {0, 0, 0, 4}, 4, 4), Error);
  EXPECT_THROW(to_bgr24(frame, {0, 0, 4, 4}, 4, 0), Error);
}

TEST(shrink, averages_and_keeps_format_color_and_time) {
  const Frame frame = yuv_frame(1280, 720, [](int x, int y) { return (x / 20 + y / 20) % 200; }, 90,
                                200, {ColorMatrix::bt709, true});
  const Frame small = shrink(frame, 64, 36);
  EXPECT_EQ(small.format(), PixelFormat::yuv420p);
  EXPECT_EQ(small.color(), frame.color());
  EXPECT_EQ(small.time().index, 17);
  for (int y = 0; y < 36; ++y) {
    for (int x = 0; x < 64; ++x) ASSERT_EQ(luma_at(small, x, y), x + y);
  }
  EXPECT_EQ(std::to_integer<int>(small.plane(1).data[5]), 90);
  EXPECT_EQ(std::to_integer<int>(small.plane(2).data[5]), 200);
}

TEST(shrink, keeps_the_mean_for_sizes_that_do_not_divide) {
  const Frame frame = yuv_frame(
      427, 241, [](int x, int y) { return (x * 7 + y * 13) % 256; }, 128, 128);
  for (const auto& [width, height] : {std::pair{64, 36}, {160, 90}, {214, 120}, {426, 240}}) {
    const Frame small = shrink(frame, width, height);
    double sum = 0;
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) sum += luma_at(small, x, y);
    }
    EXPECT_NEAR(sum / (width * height), 127.5, 1.0) << width;
  }
}

TEST(shrink, refuses_odd_and_larger_sizes) {
  const Frame frame = yuv_frame(64, 64, evenly(100), 128, 128);
  EXPECT_THROW(shrink(frame, 33, 32), Error);
  EXPECT_THROW(shrink(frame, 66, 64), Error);
  EXPECT_THROW(shrink(frame, 0, 2), Error);
}

TEST(read_image, gives_back_what_write_image_wrote) {
  const testing::TempDir folder;
  const Frame bgr = to_bgr24(yuv_frame(
      40, 30, [](int x, int y) { return x * 3 + y * 2; }, 90, 170));
  write_image((folder / "a.png").string(), bgr);
  const Frame again = read_image((folder / "a.png").string());
  ASSERT_EQ(again.width(), 40);
  for (int y = 0; y < 30; ++y) {
    for (int x = 0; x < 40; ++x) ASSERT_EQ(bgr_at(again, x, y), bgr_at(bgr, x, y));
  }
  write_image((folder / "a.jpg").string(), bgr);
  EXPECT_NEAR(bgr_at(read_image((folder / "a.jpg").string()), 20, 15)[1], bgr_at(bgr, 20, 15)[1],
              12);
  EXPECT_THROW(write_image((folder / "a.xyz").string(), bgr), Error);
  EXPECT_THROW(write_image((folder / "no/a.png").string(), bgr), Error);
}

ErrorCode code_of(const std::filesystem::path& file, std::int64_t max_pixels = 100'000'000) {
  try {
    read_image(file.string(), max_pixels);
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "read " << file;
  return ErrorCode::backend;
}

TEST(read_image, says_why_a_picture_cannot_be_used) {
  const testing::TempDir folder;
  write_image((folder / "a.png").string(), to_bgr24(yuv_frame(40, 30, evenly(90), 128, 128)));
  EXPECT_EQ(code_of(folder / "a.png", 40 * 30 - 1), ErrorCode::unsupported);
  EXPECT_EQ(code_of(folder / "none.png"), ErrorCode::not_found);
  EXPECT_EQ(code_of(folder.path()), ErrorCode::unsupported);
  std::ofstream(folder / "empty.png");
  EXPECT_EQ(code_of(folder / "empty.png"), ErrorCode::corrupt_input);
  std::ofstream(folder / "text.png") << "no picture";
  EXPECT_EQ(code_of(folder / "text.png"), ErrorCode::unsupported);
  std::filesystem::resize_file(folder / "a.png", 60);
  EXPECT_EQ(code_of(folder / "a.png"), ErrorCode::corrupt_input);
}

TEST(read_image, believes_no_mark_of_another_kind_further_in) {
  // A WebP of 40 x 30 pixels that is none, with the mark of DICOM where DICOM has it and an element
  // of 3.7 GB behind.
  std::string bytes("RIFF\xac\x02\0\0WEBPVP8 \xb4\x02\0\0\0\0\0\x9d\x01\x2a\x28\0\x1e\0", 30);
  bytes.resize(128);
  bytes += std::string("DICM\x02\0\x10\0OB\0\0\x30\xfe\xce\xdf", 16);
  bytes.resize(300);
  const testing::TempDir folder;
  std::ofstream(folder / "a.webp", std::ios::binary) << bytes;
  EXPECT_EQ(code_of(folder / "a.webp"), ErrorCode::corrupt_input);
}

// Dark but for the upper left quarter, which is bright, and wider than high.
Frame with_a_bright_corner() {
  return to_bgr24(yuv_frame(
      48, 32, [](int x, int y) { return x < 24 && y < 16 ? 200 : 40; }, 128, 128));
}

// A JPEG whose EXIF data tell how the camera was held.
std::string held(int orientation) {
  const std::string jpeg = encode_jpeg(with_a_bright_corner(), 95);
  const std::string exif = std::string(
                               "\xff\xe1\0\x22"
                               "Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0",
                               29) +
                           static_cast<char>(orientation) + std::string(6, '\0');
  return jpeg.substr(0, 2) + exif + jpeg.substr(2);
}

TEST(read_image, turns_pictures_upright_by_what_the_camera_noted) {
  // Where the bright corner is by then: right? low? And is the picture higher than wide?
  struct Upright {
    bool right, low, high;
  };
  constexpr std::array<Upright, 8> expected{{{false, false, false},
                                             {true, false, false},
                                             {true, true, false},
                                             {false, true, false},
                                             {false, false, true},
                                             {true, false, true},
                                             {true, true, true},
                                             {false, true, true}}};
  const testing::TempDir folder;
  const std::string file = (folder / "a.jpg").string();
  for (int orientation = 1; orientation <= 8; ++orientation) {
    SCOPED_TRACE(orientation);
    std::ofstream(file, std::ios::binary) << held(orientation);
    const Frame picture = read_image(file);
    const Upright& upright = expected[static_cast<std::size_t>(orientation - 1)];
    ASSERT_EQ(picture.width(), upright.high ? 32 : 48);
    ASSERT_EQ(picture.height(), upright.high ? 48 : 32);
    for (const bool right : {false, true}) {
      for (const bool low : {false, true}) {
        const auto pixel =
            bgr_at(picture, right ? picture.width() - 4 : 4, low ? picture.height() - 4 : 4);
        EXPECT_EQ(pixel[1] > 128, right == upright.right && low == upright.low);
      }
    }
  }
}

TEST(read_image, reads_the_kinds_it_names) {
  const testing::TempDir folder;
  const Frame bgr = with_a_bright_corner();
  const ImageView& image = bgr.image();
  std::string rows_up;
  std::string rows_down;
  for (int y = 0; y < image.height; ++y) {
    const std::string row(reinterpret_cast<const char*>(image.row(y)), 48 * 3);
    rows_up = row + rows_up;
    for (std::size_t x = 0; x < row.size(); x += 3) {
      rows_down += {row[x + 2], row[x + 1], row[x]};
    }
  }
  const std::string bmp(
      "BM\x36\x12\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x30\0\0\0\x20\0\0\0\x01\0\x18\0"
      "\0\0\0\0\0\x12\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
      54);
  // Width, height, 8 bits, uncompressed or not, RGB, one strip.
  const auto tiff = [](char compression) {
    std::string head("II\x2a\0\x08\0\0\0\x09\0", 10);
    const auto entry = [&](int tag, int type, int count, int value) {
      for (const int number :
           {tag & 255, tag >> 8, type, 0, count, 0, 0, 0, value & 255, value >> 8, 0, 0}) {
        head += static_cast<char>(number);
      }
    };
    entry(256, 3, 1, 48);
    entry(257, 3, 1, 32);
    entry(258, 3, 3, 122);
    entry(259, 3, 1, compression);
    entry(262, 3, 1, 2);
    entry(273, 4, 1, 128);
    entry(277, 3, 1, 3);
    entry(278, 3, 1, 32);
    entry(279, 4, 1, 48 * 32 * 3);
    return head + std::string("\0\0\0\0\x08\0\x08\0\x08\0", 10);
  };
  std::ofstream(folder / "a.bmp", std::ios::binary) << bmp << rows_up;
  std::ofstream(folder / "a.tif", std::ios::binary) << tiff(1) << rows_down;
  for (const char* name : {"a.bmp", "a.tif"}) {
    SCOPED_TRACE(name);
    const Frame again = read_image((folder / name).string());
    ASSERT_EQ(again.width(), 48);
    for (int y = 0; y < 32; ++y) {
      for (int x = 0; x < 48; ++x) ASSERT_EQ(bgr_at(again, x, y), bgr_at(bgr, x, y));
    }
  }
  // WebP without loss: 0x20 everywhere, 0xf0 in the upper left quarter.
  const std::string webp(
      "RIFF\x2c\0\0\0WEBPVP8L\x20\0\0\0\x2f\x2f\xc0\x07\0\x0f\x70\x18\xf8\xc3\xc0\x1f\x06\x7e\xfe"
      "\xe3"
      "\x01\x02\x81\x24\x7f\xe9\x05\x06\x88\xe8\xff\x04\xa0\x3a\xfb\x07",
      52);
  std::ofstream(folder / "a.webp", std::ios::binary) << webp;
  const Frame lossless = read_image((folder / "a.webp").string());
  ASSERT_EQ(lossless.width(), 48);
  ASSERT_EQ(lossless.height(), 32);
  EXPECT_NEAR(bgr_at(lossless, 4, 4)[1], 0xf0, 2);
  EXPECT_NEAR(bgr_at(lossless, 40, 4)[1], 0x20, 2);
  EXPECT_NEAR(bgr_at(lossless, 4, 28)[1], 0x20, 2);
  // JPEG within TIFF is another matter, and must not become an empty picture.
  std::ofstream(folder / "b.tif", std::ios::binary) << tiff(7) << rows_down;
  EXPECT_EQ(code_of(folder / "b.tif"), ErrorCode::unsupported);
}

TEST(encode_jpeg, loses_less_at_higher_quality) {
  const Frame bgr = to_bgr24(yuv_frame(
      64, 48, [](int x, int y) { return 60 + (x * x + y * 7) % 120; }, 100, 150));
  std::size_t smaller = 0;
  for (const int quality : {1, 30, 62, 80, 100}) {
    const std::string jpeg = encode_jpeg(bgr, quality);
    EXPECT_GT(jpeg.size(), smaller) << quality;
    smaller = jpeg.size();
  }
}

}  // namespace
}  // namespace facetrack
