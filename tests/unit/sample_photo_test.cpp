// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Which face of a photo becomes the reference, with a detector and an embedder of the test's own.

#include <cmath>
#include <cstddef>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/gallery.hpp"

#include "support/complaint.hpp"

namespace facetrack {
namespace {

using ::testing::HasSubstr;

enum class Look { noise, wave, one_grey };

/// 1280 x 960 pixels: noise is sharp, a wave of 320 pixels from dark to light is not.
Frame photo(Look look = Look::noise) {
  constexpr int width = 1280, height = 960;
  auto pixels = std::make_shared<std::vector<std::byte>>(std::size_t{3} * width * height);
  std::mt19937 random(1);
  for (std::size_t i = 0; i < pixels->size(); ++i) {
    const std::size_t x = i / 3 % width;
    (*pixels)[i] = static_cast<std::byte>(
        look == Look::noise  ? static_cast<double>(random() % 256)
        : look == Look::wave ? 128 + 100 * std::sin(static_cast<double>(x) * 2 * 3.14159265 / 320)
                             : 118);
  }
  const ImageView view{pixels->data(), width, height, std::ptrdiff_t{3} * width,
                       PixelFormat::bgr24};
  return {pixels, {view, ImageView{}, ImageView{}}, PixelFormat::bgr24, {}, {}};
}

Detection face(float x, float side, float score) {
  const Landmarks points{{{x + side * 0.3F, 50 + side * 0.4F},
                          {x + side * 0.7F, 50 + side * 0.4F},
                          {x + side * 0.5F, 50 + side * 0.6F},
                          {x + side * 0.35F, 50 + side * 0.8F},
                          {x + side * 0.65F, 50 + side * 0.8F}}};
  return {{x, 50, side, side}, score, points};
}

/// Finds what it is told, in pictures of one width only.
class Told final : public Detector {
 public:
  Told(std::vector<Detection> faces, int width = 640) : faces_(std::move(faces)), width_(width) {}
  std::vector<Detection> detect(const ImageView& image) override {
    return image.width == width_ ? faces_ : std::vector<Detection>{};
  }
  int preferred_face() const noexcept override { return 32; }
  int smallest_face() const noexcept override { return 12; }
  std::string_view name() const noexcept override { return "told"; }

 private:
  std::vector<Detection> faces_;
  int width_;
};

/// Keeps the face it was asked about.
class Keeping final : public Embedder {
 public:
  std::string_view model_id() const noexcept override { return "keeping"; }
  MatchLimits limits() const noexcept override { return {1, 0.9F, 1.2F}; }
  std::vector<Embedding> embed(const ImageView&, std::span<const Detection> faces) override {
    asked = faces.front();
    return std::vector<Embedding>(faces.size(), Embedding{"keeping", {1, 0}});
  }
  Detection asked;
};

std::string photo_complaint(Told detector, const Frame& picture = photo(), int which = -1) {
  Keeping embedder;
  return testing::complaint(ErrorCode::unsupported,
                            [&] { sample_photo(picture, detector, embedder, "me.jpg", which); });
}

TEST(sample_photo, takes_the_largest_sure_face_in_pixels_of_the_photo) {
  Told detector({face(100, 80, 0.9F), face(220, 120, 0.88F), face(400, 200, 0.5F)});
  Keeping embedder;
  const FaceSample sample = sample_photo(photo(), detector, embedder, "me.jpg");
  EXPECT_EQ(sample.source, "me.jpg");
  EXPECT_EQ(sample.embedding.model, "keeping");
  EXPECT_EQ(sample.portrait.substr(0, 2), "\xFF\xD8");
  // Seen at half size; the largest of all is too unsure beside the others.
  EXPECT_EQ(embedder.asked.box, (Box{440, 100, 240, 240}));
  ASSERT_TRUE(embedder.asked.landmarks);
  const Point nose = (*embedder.asked.landmarks)[2];
  EXPECT_NEAR(nose.x, 2 * (220 + 60), 0.01);
  EXPECT_NEAR(nose.y, 2 * (50 + 72), 0.01);
}

TEST(sample_photo, takes_the_face_that_is_asked_for) {
  Told detector({face(100, 80, 0.9F), face(220, 120, 0.88F)});
  Keeping embedder;
  sample_photo(photo(), detector, embedder, "me.jpg", 1);
  EXPECT_EQ(embedder.asked.box, (Box{200, 100, 160, 160}));
  EXPECT_THAT(photo_complaint(Told({face(100, 80, 0.9F)}), photo(), 1),
              HasSubstr("me.jpg: there is no face 1; 1 found"));
}

TEST(sample_photo, looks_at_other_sizes_until_it_finds_one) {
  for (const int width : {320, 1280, 160, 2560}) {
    Told detector({face(20, 60, 0.9F)}, width);
    Keeping embedder;
    EXPECT_NO_THROW(sample_photo(photo(), detector, embedder, "me.jpg")) << width;
    EXPECT_NEAR(embedder.asked.box.width, 60 * 1280.0 / width, 0.01) << width;
  }
}

TEST(sample_photo, sees_no_face_where_the_photo_has_one_colour) {
  EXPECT_THAT(
      photo_complaint(Told({face(100, 80, 0.9F), face(220, 120, 0.88F)}), photo(Look::one_grey)),
      HasSubstr("me.jpg: no face found"));
}

TEST(sample_photo, says_why_a_photo_is_of_no_use) {
  EXPECT_THAT(photo_complaint(Told({})), HasSubstr("me.jpg: no face found; use a picture"));
  EXPECT_THAT(photo_complaint(Told({face(100, 10, 0.9F)})),
              HasSubstr("too small (20 pixels, at least"));
  EXPECT_THAT(photo_complaint(Told({face(100, 80, 0.9F)}), photo(Look::wave)),
              HasSubstr("too blurred"));
  EXPECT_EQ(photo_complaint(Told({face(100, 80, 0.9F)})), "");
}

}  // namespace
}  // namespace facetrack
