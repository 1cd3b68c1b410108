// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/curate_dataset.hpp"

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"

#include "clip/crop_path.hpp"
#include "job/tar.hpp"
#include "report/looks.hpp"
#include "support/paths.hpp"

namespace facetrack {
namespace {

/// A course that changes by a pattern of its own.
FaceCourse course(int pattern, int length = 40, int from = 0) {
  FaceCourse made;
  for (int k = from; k < from + length; ++k) {
    FaceChange& change = made.emplace_back();
    std::mt19937 random(static_cast<unsigned>(pattern * 1000 + k));
    for (std::int8_t& value : change) {
      value = static_cast<std::int8_t>(static_cast<int>(random() % 41) - 20);
    }
  }
  return made;
}

TEST(likeness, is_one_for_the_same_course_also_with_an_offset) {
  EXPECT_NEAR(likeness(course(1), course(1)), 1, 0.01);
  EXPECT_NEAR(likeness(course(1, 60), course(1, 40, 10)), 1, 0.01);
  EXPECT_NEAR(likeness(course(1, 40), course(1, 40, 20)), 1, 0.01) << "half of them is compared";
  EXPECT_LT(likeness(course(1, 40), course(1, 40, 30)), copy_likeness);
  EXPECT_LT(likeness(course(1), course(2)), copy_likeness);
  EXPECT_EQ(likeness(course(1), {}), 0);
  EXPECT_EQ(likeness(FaceCourse(40), FaceCourse(40)), 0) << "faces that keep still";
}

TEST(likeness_to_earlier, compares_with_originals_alone) {
  const std::vector<double> found = likeness_to_earlier(
      std::vector<FaceCourse>{course(1), course(2), course(1), course(1), course(3)});
  const bool copies[] = {false, false, true, true, false};
  ASSERT_EQ(found.size(), 5U);
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i] > copy_likeness, copies[i]);
  EXPECT_EQ(found[0], 0);
  EXPECT_NEAR(found[3], 1, 0.01);
}

TEST(split_persons, is_near_the_shares_and_refuses_others) {
  std::map<std::string, double> seconds;
  for (int i = 0; i < 100; ++i) seconds["person_" + std::to_string(i)] = 10 + i % 7;
  const double shares[] = {0.8, 0.1, 0.1};
  std::map<std::string, double> parts;
  double total = 0;
  for (const auto& [person, part] : split_persons(seconds, shares)) {
    parts[part] += seconds.at(person);
    total += seconds.at(person);
  }
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_NEAR(parts["train"] / total, 0.8, 0.02);
  EXPECT_NEAR(parts["validation"] / total, 0.1, 0.02);
  EXPECT_NEAR(parts["test"] / total, 0.1, 0.02);
  EXPECT_EQ(split_persons({{"one", 5}}, shares).at("one"), "train");
  for (const std::vector<double>& wrong :
       {std::vector<double>{1}, {0.5, 0.4}, {1.2, -0.2}, {0.25, 0.25, 0.25, 0.25}}) {
    EXPECT_THROW(split_persons(seconds, wrong), Error);
  }
}

FaceSample sample_of(float x, float y) {
  FaceSample sample;
  sample.quality.overall = 0.9F;
  sample.embedding.values = {x, y};
  sample.embedding.model = "test-1";
  return sample;
}

TEST(name_persons, joins_persons_of_several_videos_but_never_two_of_one) {
  const auto video = [](std::vector<FaceSample> faces) {
    VideoPersons persons;
    for (FaceSample& face : faces) {
      persons.persons.emplace_back();
      persons.faces.push_back({std::move(face)});
    }
    return persons;
  };
  const VideoPersons videos[] = {video({sample_of(1, 0), sample_of(0, 1)}),
                                 video({sample_of(0, 1)}), video({}),
                                 video({sample_of(1, 0), sample_of(1, 0)})};
  MatchLimits limits;
  limits.mean_face = 0.5F;
  limits.uncertain = 0.6F;
  const auto names = name_persons(videos, limits);
  ASSERT_EQ(names.size(), 4U);
  EXPECT_EQ(names[0][1], names[1][0]);
  EXPECT_NE(names[0][0], names[0][1]);
  EXPECT_NE(names[3][0], names[3][1]);
  EXPECT_TRUE(names[3][0] == names[0][0] || names[3][1] == names[0][0]);
  for (const auto& of_video : names) {
    for (const std::string& name : of_video) EXPECT_FALSE(name.empty());
  }
}

TEST(plan_clips, keeps_windows_inside_an_area_in_their_shape) {
  Analysis film;
  film.source.width = 640;
  film.source.height = 360;
  film.frames = 50;
  for (std::int64_t i = 0; i <= 50; ++i) film.pts.push_back({i, {1, 25}});
  film.shots.push_back({0, 0, 49, {}, {}});
  FaceTrack track;
  for (std::int64_t i = 0; i < 50; ++i) {
    const float x = 20 + 10 * static_cast<float>(i);
    track.points.push_back({i, {i, {1, 25}}, {x, 50, 120, 150}, 1, BoxSource::detection, {}});
  }
  for (const CropMode mode : {CropMode::square, CropMode::face, CropMode::none}) {
    PlanOptions options{.crop = mode, .margin = 0.6, .size = 128};
    options.area = {0, 44, 640, 272};
    const auto plans = plan_clips(film, {&track, 1}, options);
    ASSERT_EQ(plans.size(), 1U);
    ASSERT_EQ(plans[0].crop.size(), 50U);
    for (const Box& window : plans[0].crop) {
      EXPECT_GE(window.x, -0.01F);
      EXPECT_GE(window.y, 43.99F);
      EXPECT_LE(window.x + window.width, 640.01F);
      EXPECT_LE(window.y + window.height, 316.01F);
      EXPECT_NEAR(window.width / window.height, plans[0].crop[0].width / plans[0].crop[0].height,
                  1e-3);
    }
    EXPECT_EQ(plans[0].height, mode == CropMode::none ? 272 : 128);
    EXPECT_EQ(plans[0].width, mode == CropMode::none ? 640 : plans[0].width);
  }
}

TEST(looks_json, reads_back_what_is_stored_and_knows_other_versions) {
  FilmLooks looks;
  looks.faces.push_back({3, 12, {-10.123F, 5, 1}, 0.5F, 99.5F, 0.01F, course(1, 1).front()});
  looks.pictures.push_back({12, {0, 24, 640, 312}, 0.0123F, 0.98764F});
  looks.pictures.push_back({15, {}, std::nullopt});
  looks.sound.push_back({-23.44F, 1210});
  for (const bool searched : {false, true}) {
    if (searched) looks.strangers = {{12, 2}};
    const FilmLooks stored = report::as_stored(looks);
    const std::string text = report::looks_json(stored, 3);
    const report::StoredLooks read = report::looks_from_json(text, "a.looks.json");
    EXPECT_EQ(read.every, 3);
    EXPECT_EQ(report::looks_json(read.looks, 3), text);
    EXPECT_EQ(read.looks.strangers.has_value(), searched);
    EXPECT_EQ(read.looks.faces.at(0).change, looks.faces[0].change);
    EXPECT_EQ(read.looks.pictures.at(0).picture.height, 312);
    EXPECT_FALSE(read.looks.pictures.at(1).camera.has_value());
    EXPECT_FLOAT_EQ(read.looks.pictures.at(0).overlay, 0.9876F);
  }
  std::string older = report::looks_json(looks, 3);
  older.replace(older.find("crossings"), 9, "something");
  EXPECT_EQ(report::looks_from_json(older, "a.looks.json").every, 0);
}

TEST(TarShards, are_files_that_tar_reads_and_divide_no_sample) {
  const testing::TempDir dir;
  write_file(dir / "a.mp4", std::string(3000, 'x'));
  job::TarShards shards(dir / "shards", 6000);
  std::vector<std::string> names;
  for (int i = 0; i < 3; ++i) {
    names.push_back(shards.next_name());
    shards.add_file("00000" + std::to_string(i) + ".mp4", dir / "a.mp4");
    shards.add_text("00000" + std::to_string(i) + ".json", "{}\n");
    shards.end_sample();
  }
  shards.finish();
  EXPECT_EQ(names, (std::vector<std::string>{"000000.tar", "000000.tar", "000001.tar"}));
  const std::string first = read_file(dir / "shards/000000.tar");
  EXPECT_EQ(first.size(), 2U * (512 + 3072 + 512 + 512) + 1024);
  EXPECT_EQ(first.substr(0, 10), "000000.mp4");
  EXPECT_EQ(first.substr(257, 5), "ustar");
  EXPECT_EQ(first.substr(512, 3000), std::string(3000, 'x'));
  EXPECT_EQ(first.substr(512 + 3072, 11), "000000.json");
  EXPECT_EQ(first.substr(first.size() - 1024), std::string(1024, '\0'));
}

}  // namespace
}  // namespace facetrack
