// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Pictures do not depend on what was in memory before, whatever their size and format.

#include <malloc.h>

#include <array>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/clip.hpp"
#include "facetrack/decoder.hpp"
#include "facetrack/file.hpp"
#include "facetrack/frame.hpp"
#include "facetrack/report.hpp"

#include "support/paths.hpp"
#include "support/video_file.hpp"

namespace facetrack::testing {
namespace {

/// The results of `make` with memory filled with one pattern and with another.
void expect_same(const std::string& what, const std::function<std::string()>& make) {
  std::string first;
  for (const int pattern : {0x5A, 0xC3, 0xFF}) {
    mallopt(M_PERTURB, pattern);
    const std::string made = make();
    mallopt(M_PERTURB, 0);
    if (first.empty()) first = made;
    EXPECT_TRUE(made == first) << what << ": depends on what was in memory";
  }
}

std::string bytes_of(const Frame& frame) {
  std::string bytes;
  for (int i = 0; i < 3; ++i) {
    const ImageView& plane = frame.plane(i);
    const int row = plane.width * (plane.format == PixelFormat::bgr24 ? 3 : 1);
    for (int y = 0; y < plane.height; ++y) {
      bytes.append(reinterpret_cast<const char*>(plane.row(y)), static_cast<std::size_t>(row));
    }
  }
  return bytes;
}

/// Every plane in memory of its own, so that a checker sees what is read beyond it.
Frame guarded_picture(PixelFormat format, int width, int height) {
  auto planes = std::make_shared<std::array<std::vector<std::byte>, 3>>();
  std::array<ImageView, 3> views{};
  for (std::size_t i = 0; i < (format == PixelFormat::yuv420p ? 3U : 1U); ++i) {
    const bool packed = format == PixelFormat::bgr24;
    const int w = i == 0 ? width : (width + 1) / 2;
    const int h = i == 0 ? height : (height + 1) / 2;
    const int stride = w * (packed ? 3 : 1);
    std::vector<std::byte>& pixels = (*planes)[i];
    pixels.resize(static_cast<std::size_t>(stride) * static_cast<std::size_t>(h));
    for (std::size_t k = 0; k < pixels.size(); ++k) {
      pixels[k] = static_cast<std::byte>(k * (5 + i) % 251);
    }
    views[i] = {pixels.data(), w, h, stride, packed ? PixelFormat::bgr24 : PixelFormat::gray8};
  }
  return {std::move(planes), views, format, {}};
}

TEST(Pictures, are_the_same_whatever_was_in_memory) {
  for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::bgr24, PixelFormat::yuv420p}) {
    for (int width = 1; width <= 67; width += width < 20 ? 1 : 3) {
      for (const int height : {1, 2, 3, 17, 32, 51}) {
        const std::string size = std::to_string(static_cast<int>(format)) + " " +
                                 std::to_string(width) + "x" + std::to_string(height);
        const Frame frame = guarded_picture(format, width, height);
        expect_same("jpeg " + size, [&] { return encode_jpeg(frame); });
        expect_same("bgr " + size, [&] { return bytes_of(to_bgr24(frame)); });
        expect_same("portrait " + size, [&] {
          return encode_jpeg(to_bgr24(frame, {-3, 2, width, height}, width, height));
        });
        expect_same("still " + size, [&] {
          return bytes_of(to_bgr24(frame, {0, 0, width, height}, (width + 1) / 2, height));
        });
        if (width > 3 && height > 3) {
          expect_same("small " + size, [&] { return bytes_of(shrink(frame, 2, 4)); });
        }
      }
    }
  }
}

TEST(Pictures, are_written_the_same_whatever_was_in_memory) {
  const TempDir folder;
  for (const char* name : {"a.png", "a.jpg"}) {
    for (const int width : {15, 33, 201}) {
      const Frame frame = guarded_picture(PixelFormat::yuv420p, width, 35);
      expect_same(name, [&] {
        const std::string file = (folder / name).string();
        write_image(file, frame);
        const Frame back = read_image(file);
        EXPECT_EQ(back.width(), width);
        EXPECT_EQ(back.height(), 35);
        return read_file(file) + bytes_of(back);
      });
    }
  }
}

TEST(Pictures, keep_the_colour_of_the_last_column) {
  const TempDir folder;
  constexpr int height = 20;
  for (const int width : {1, 15, 16, 17, 33, 63}) {
    auto pixels = std::make_shared<std::vector<std::byte>>(std::size_t{3} * height * 64);
    for (std::size_t i = 2; i < pixels->size(); i += 3) (*pixels)[i] = std::byte{220};
    const ImageView view{pixels->data(), width, height, 64 * 3, PixelFormat::bgr24};
    const std::string file = (folder / "red.jpg").string();
    mallopt(M_PERTURB, 0xA5);
    write_image(file, Frame(pixels, {view, {}, {}}, PixelFormat::bgr24, {}));
    mallopt(M_PERTURB, 0);
    const Frame back = read_image(file);
    for (int y = 0; y < height; ++y) {
      const std::byte* last = back.image().row(y) + 3 * (width - 1);
      EXPECT_NEAR(std::to_integer<int>(last[0]), 0, 12) << width;
      EXPECT_NEAR(std::to_integer<int>(last[1]), 0, 12) << width;
      EXPECT_NEAR(std::to_integer<int>(last[2]), 220, 12) << width;
    }
  }
}

TEST(Clips, of_odd_sizes_are_the_same_whatever_was_in_memory) {
  const TempDir folder;
  VideoSpec spec;
  spec.width = 67;
  spec.height = 45;
  spec.codec = "ffv1";
  const auto source = folder / "source.mkv";
  write_test_video(source, spec, 12, [&](std::int64_t) {
    return guarded_picture(PixelFormat::bgr24, spec.width, spec.height);
  });
  for (const char* codec : {"h264", "ffv1"}) {
    for (const bool crops : {false, true}) {
      ClipPlan plan;
      plan.name = "clip";
      plan.last_frame = 11;
      if (crops) {
        plan.width = 33;
        plan.height = 31;
        plan.crop.assign(12, Box{-7.5F, 20, 41, 39});
      }
      expect_same(codec, [&] {
        ClipWriterOptions options;
        options.codec = codec;
        options.overwrite = true;
        options.threads = 1;
        const auto written =
            make_clip_writer(source, folder / "clips", options)->write(std::vector{plan});
        std::string pixels;  // a Matroska file has random numbers in its head
        const auto decoder = open_decoder(written.at(0).file);
        while (const auto frame = decoder->read()) pixels += bytes_of(*frame);
        return pixels;
      });
    }
  }
}

}  // namespace
}  // namespace facetrack::testing
