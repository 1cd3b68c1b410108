// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"

#include "support/faces.hpp"
#include "support/paths.hpp"

namespace facetrack {
namespace {

using testing::is_missing_model;
using testing::part_of;
using testing::plain_picture;
using testing::reference_photo;
using testing::scaled;
using testing::use_shared_models;

/// The contract of every detector of this build.
class DetectorContract : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    use_shared_models();
    try {
      detector = make_detector(GetParam());
    } catch (const Error& error) {
      if (!is_missing_model(error)) throw;
      GTEST_SKIP() << error.what();
    }
  }

  std::unique_ptr<Detector> detector;
};

bool inside_or_near(const Box& box, const Frame& picture) {
  const float rim = std::max(box.width, box.height);
  return box.width > 0 && box.height > 0 && box.x > -rim && box.y > -rim &&
         box.x + box.width < static_cast<float>(picture.width()) + rim &&
         box.y + box.height < static_cast<float>(picture.height()) + rim;
}

TEST_P(DetectorContract, tells_its_name_and_sizes) {
  EXPECT_EQ(detector->name(), GetParam());
  EXPECT_GT(detector->smallest_face(), 0);
  EXPECT_GE(detector->preferred_face(), detector->smallest_face());
}

TEST_P(DetectorContract, finds_nothing_in_an_empty_view) {
  EXPECT_TRUE(detector->detect({nullptr, 0, 0, 0, PixelFormat::bgr24}).empty());
}

TEST_P(DetectorContract, takes_pictures_of_any_size_and_finds_no_face_in_plain_ones) {
  for (const auto& [width, height] :
       std::vector<std::pair<int, int>>{{1, 1}, {2, 1}, {1, 40}, {31, 33}, {101, 77}, {322, 18}}) {
    const Frame picture = plain_picture(width, height);
    EXPECT_TRUE(detector->detect(picture.image()).empty()) << width << 'x' << height;
  }
}

TEST_P(DetectorContract, refuses_a_grey_picture) {
  const Frame picture = plain_picture(64, 64);
  ImageView gray = picture.image();
  gray.format = PixelFormat::gray8;
  try {
    detector->detect(gray);
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
  }
}

TEST_P(DetectorContract, finds_one_face_in_a_photograph_and_says_the_same_twice) {
  FACETRACK_NEEDS_SHARED();
  const Frame photo = reference_photo("simon_alexander_ong.png");
  const auto faces = detector->detect(photo.image());
  ASSERT_EQ(faces.size(), 1U);
  EXPECT_TRUE(inside_or_near(faces[0].box, photo));
  EXPECT_GE(faces[0].score, 0.6F);
  EXPECT_LE(faces[0].score, 1.0F);
  // Forehead to chin, whatever the detector's own habit: the face is at 78..322 x 76..385.
  EXPECT_GT(iou(faces[0].box, {76, 76, 243, 309}), 0.5F);
  if (faces[0].landmarks) {
    const Landmarks& p = *faces[0].landmarks;
    EXPECT_LT(p[0].x, p[1].x) << "the person's right eye is on the left";
    EXPECT_LT(p[0].y, p[2].y);
    EXPECT_LT(p[2].y, p[3].y);
  }
  const auto again = detector->detect(photo.image());
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].box, faces[0].box);
  EXPECT_EQ(again[0].score, faces[0].score);
}

TEST_P(DetectorContract, keeps_no_state_between_pictures_of_other_sizes) {
  FACETRACK_NEEDS_SHARED();
  const Frame photo = scaled(reference_photo("hamilton_lin.png"), 352, 306);
  const auto before = detector->detect(photo.image());
  ASSERT_FALSE(before.empty());
  for (int side = 40; side < 400; side += 40) detector->detect(plain_picture(side, 90).image());
  const auto after = detector->detect(photo.image());
  ASSERT_EQ(after.size(), before.size());
  EXPECT_EQ(after[0].box, before[0].box);
}

TEST_P(DetectorContract, finds_a_face_that_touches_the_edge) {
  FACETRACK_NEEDS_SHARED();
  const Frame photo = reference_photo("simon_alexander_ong.png");
  const Frame cut = part_of(photo, {40, 60, 330, 350});  // forehead and chin touch the rim
  const auto faces = detector->detect(cut.image());
  ASSERT_FALSE(faces.empty());
  EXPECT_TRUE(inside_or_near(faces[0].box, cut));
}

TEST_P(DetectorContract, finds_a_face_of_its_preferred_size) {
  FACETRACK_NEEDS_SHARED();
  const Frame photo = reference_photo("hamilton_lin.png");  // the face is 255 pixels wide
  const double factor = detector->preferred_face() / 255.0;
  const Frame small = scaled(photo, static_cast<int>(photo.width() * factor),
                             static_cast<int>(photo.height() * factor));
  const auto faces = detector->detect(small.image());
  ASSERT_FALSE(faces.empty());
  EXPECT_GT(iou(faces[0].box, {static_cast<float>(266 * factor), static_cast<float>(133 * factor),
                               static_cast<float>(255 * factor), static_cast<float>(339 * factor)}),
            0.4F);
}

TEST_P(DetectorContract, honours_the_least_score_and_size) {
  FACETRACK_NEEDS_SHARED();
  const Frame photo = scaled(reference_photo("hamilton_lin.png"), 352, 306);
  DetectorOptions large;
  large.min_face = 300;
  EXPECT_TRUE(make_detector(GetParam(), large)->detect(photo.image()).empty());
}

TEST_P(DetectorContract, takes_a_huge_picture) {
  if (GetParam() == "cnn") GTEST_SKIP() << "a minute of work; its pictures are scaled down as well";
  const Frame picture = plain_picture(8000, 3000);
  EXPECT_TRUE(detector->detect(picture.image()).empty());
}

std::vector<std::string> names() {
  const auto backends = detector_backends();
  return {backends.begin(), backends.end()};
}
INSTANTIATE_TEST_SUITE_P(Every, DetectorContract, ::testing::ValuesIn(names()),
                         [](const auto& backend) { return backend.param; });

TEST(MakeDetector, names_the_backends_of_this_build_when_asked_for_another) {
  try {
    make_detector("sharp-eye");
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::not_found);
    EXPECT_NE(std::string(error.what()).find("yunet"), std::string::npos);
  }
}

TEST(MakeDetector, says_how_to_get_a_missing_model) {
  DetectorOptions options;
  options.model = "/nowhere/model.onnx";
  try {
    make_detector("yunet", options);
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::missing_model);
    EXPECT_NE(std::string(error.what()).find("/nowhere/model.onnx"), std::string::npos);
  }
}

}  // namespace
}  // namespace facetrack
