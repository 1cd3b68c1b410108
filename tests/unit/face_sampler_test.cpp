// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/file.hpp"
#include "facetrack/report.hpp"
#include "facetrack/track.hpp"

#include "support/paths.hpp"

namespace facetrack {
namespace {

constexpr int luma_width = 320;
constexpr int luma_height = 240;

struct Picture {
  std::vector<std::byte> pixels;
  explicit Picture(const std::function<int(int, int)>& value) {
    for (int y = 0; y < luma_height; ++y) {
      for (int x = 0; x < luma_width; ++x) pixels.push_back(static_cast<std::byte>(value(x, y)));
    }
  }
  Frame frame(std::int64_t index) const {
    const ImageView luma{pixels.data(), luma_width, luma_height, luma_width, PixelFormat::gray8};
    return {nullptr,
            {luma, ImageView{}, ImageView{}},
            PixelFormat::gray8,
            {{index, {1, 25}}, {1, {1, 25}}, index},
            {}};
  }
};

int checks(int x, int y) { return (x / 3 + y / 3) % 2 == 0 ? 40 : 200; }

Detection face(const Box& box, float score = 0.9F) {
  const auto at = [&](float x, float y) {
    return Point{box.x + x * box.width, box.y + y * box.height};
  };
  return {box, score,
          Landmarks{at(0.29F, 0.4F), at(0.71F, 0.4F), at(0.5F, 0.56F), at(0.31F, 0.74F),
                    at(0.69F, 0.74F)}};
}

/// Notes the grey level at the nose and the middle of the box of what it is shown.
class Looking final : public Embedder {
 public:
  std::string_view model_id() const noexcept override { return "looking"; }
  MatchLimits limits() const noexcept override { return {1, 0.9F, 1}; }
  std::vector<Embedding> embed(const ImageView& image, std::span<const Detection> faces) override {
    const auto level = [&](const Point& p) {
      const std::byte* row = image.row(static_cast<int>(p.y));
      return std::to_integer<int>(row[3 * static_cast<int>(p.x)]);
    };
    at_nose = level((*faces[0].landmarks)[2]);
    at_center = level(faces[0].box.center());
    return {{"looking", {1}}};
  }
  int at_nose = 0;
  int at_center = 0;
};

TEST(FaceSampler, shows_the_embedder_box_and_points_where_they_are_in_its_copy) {
  // Larger than any embedder needs: the copy is scaled down.
  const Detection large = face({60, 10, 180, 220});
  const auto seen = [&](const std::function<int(int, int)>& value, Looking& embedder) {
    const Picture picture(value);
    FaceSampler samples;
    samples.consider(picture.frame(0), large);
    return samples.embed(embedder, 1);
  };
  Looking embedder;
  const auto kept = seen([](int x, int) { return x * 255 / luma_width; }, embedder);
  EXPECT_NEAR(embedder.at_nose, 150 * 255 / luma_width, 3);
  EXPECT_NEAR(embedder.at_center, 150 * 255 / luma_width, 3);
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].quality.size, 180) << "as in the video, not as in the copy";
  seen([](int, int y) { return y * 255 / luma_height; }, embedder);
  EXPECT_NEAR(embedder.at_nose, 133 * 255 / luma_height, 3);
  EXPECT_NEAR(embedder.at_center, 120 * 255 / luma_height, 3);
}

TEST(FaceSampler, gives_samples_a_portrait) {
  // White where the face is: its portrait is a face wide and has room around it.
  const Picture picture(
      [](int x, int y) { return x >= 100 && x < 170 && y >= 60 && y < 130 ? 255 : 0; });
  FaceSampler samples;
  samples.consider(picture.frame(0), face({100, 60, 70, 70}));
  Looking embedder;
  const testing::TempDir folder;
  write_file(folder / "portrait.jpg", samples.embed(embedder, 1).at(0).portrait);
  const Frame portrait = read_image((folder / "portrait.jpg").string());
  EXPECT_EQ(portrait.width(), 112);
  EXPECT_EQ(portrait.height(), 112);
  const auto level = [&](int x) {
    return std::to_integer<int>(portrait.image().row(56)[std::ptrdiff_t{3} * x]);
  };
  EXPECT_LT(level(16), 60);
  EXPECT_GT(level(30), 200);
  EXPECT_GT(level(82), 200);
  EXPECT_LT(level(96), 60);
}

TEST(FaceSampler, keeps_the_better_of_two_neighbours_when_a_track_grows_long) {
  const Picture picture(checks);
  FaceSampler samples;
  // One face every 8 frames; every second one is not sure.
  for (std::int64_t i = 0; i < 30; ++i) {
    samples.consider(picture.frame(8 * i), face({100, 80, 60, 78}, i % 2 == 0 ? 0.5F : 0.9F));
  }
  Looking embedder;
  const auto kept = samples.embed(embedder, 100);
  ASSERT_GT(kept.size(), 10U);
  for (std::size_t i = 0; i + 2 < kept.size(); ++i) EXPECT_EQ(kept[i].frame % 16, 8) << i;
}

TEST(FaceSampler, leaves_out_faces_much_worse_than_the_best) {
  const Picture sharp(checks);
  const Picture flat([](int, int) { return 120; });
  FaceSampler samples;
  samples.consider(sharp.frame(0), face({100, 80, 60, 78}));
  samples.consider(flat.frame(8), face({100, 80, 60, 78}));
  Looking embedder;
  const auto kept = samples.embed(embedder, 5);
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].frame, 0);
}

TEST(FaceSampler, takes_the_best_of_equal_stretches_of_time) {
  const Picture sharp(checks);
  FaceSampler samples;
  for (std::int64_t i = 0; i < 8; ++i) {
    // Larger is better: the last of each half.
    const auto size = static_cast<float>(40 + 10 * (i % 4));
    samples.consider(sharp.frame(8 * i), face({60, 60, size, size * 1.3F}));
  }
  Looking embedder;
  const auto kept = samples.embed(embedder, 2);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].frame, 24);
  EXPECT_EQ(kept[1].frame, 56);
}

}  // namespace
}  // namespace facetrack
