// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/gallery.hpp"

#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/report.hpp"

#include "support/complaint.hpp"

namespace facetrack {
namespace {

using ::testing::HasSubstr;
using testing::replaced;

FaceSample face(float first, std::string source) {
  FaceSample sample;
  sample.frame = 7;
  sample.quality = {0.5F, 0.25F, 1, 0.75F};
  sample.embedding = {"m", {first, 0.1F, -3}, 0.07F};
  sample.portrait = "\xFF\xD8";
  sample.source = std::move(source);
  return sample;
}

Gallery two_people() {
  Gallery gallery;
  gallery.model = "m";
  gallery.limits = {1.1F, 0.9F, 1.2F};
  gallery.persons = {{"Ann \"A\" \xC3\xA9", {face(1, "a.jpg"), face(2, "film.mp4")}}, {"Bob", {}}};
  return gallery;
}

std::string gallery_complaint(const std::string& text) {
  return testing::complaint(ErrorCode::corrupt_input, [&] { gallery_from_json(text); });
}

TEST(GalleryJson, loses_nothing) {
  const Gallery before = two_people();
  const std::string text = gallery_json(before);
  const Gallery after = gallery_from_json(text);
  EXPECT_EQ(gallery_json(after), text);
  ASSERT_EQ(after.persons.size(), 2U);
  EXPECT_EQ(after.model, "m");
  EXPECT_EQ(after.limits.one_picture, before.limits.one_picture);
  EXPECT_EQ(after.limits.mean_face, before.limits.mean_face);
  EXPECT_EQ(after.limits.uncertain, before.limits.uncertain);
  EXPECT_EQ(after.persons[0].name, before.persons[0].name);
  const FaceSample& read = after.persons[0].faces.at(1);
  const FaceSample& written = before.persons[0].faces.at(1);
  EXPECT_EQ(read.frame, written.frame);
  EXPECT_EQ(read.embedding.values, written.embedding.values);
  EXPECT_EQ(read.embedding.commonness, 0.07F);
  EXPECT_EQ(read.quality.size, written.quality.size);
  EXPECT_EQ(read.portrait, written.portrait);
  EXPECT_EQ(read.source, "film.mp4");
}

TEST(GalleryJson, says_where_it_is_wrong) {
  const std::string good = gallery_json(two_people());
  EXPECT_THAT(gallery_complaint(replaced(good, "Bob", "")),
              HasSubstr("gallery: persons[1].name: must not be empty"));
  EXPECT_THAT(gallery_complaint(replaced(good, "Bob", "Ann \\\"A\\\" \xC3\xA9")),
              HasSubstr("gallery: persons[1].name: is the name of two persons"));
  const std::string other = replaced(good, "\"model\":\"m\"", "\"model\":\"n\"");
  EXPECT_THAT(gallery_complaint(other), HasSubstr("must be the model of the gallery"));
  EXPECT_THAT(gallery_complaint(replaced(good, "gallery/1", "gallery/2")),
              HasSubstr("gallery: schema: "));
  EXPECT_THAT(gallery_complaint("[]"), HasSubstr("gallery: must be an object"));
  EXPECT_THAT(gallery_complaint("{"), HasSubstr("gallery: is not JSON"));
  Gallery infinite = two_people();
  infinite.persons[0].faces[0].embedding.values[0] = std::numeric_limits<float>::infinity();
  EXPECT_THAT(gallery_complaint(gallery_json(infinite)), HasSubstr("must hold finite numbers"));
}

}  // namespace
}  // namespace facetrack
