// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "library/vector_file.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"

#include "identify/decision.hpp"
#include "support/library_videos.hpp"
#include "support/paths.hpp"

namespace facetrack::testing {
namespace {

using library::NearRow;
using library::VectorFile;

std::vector<Embedding> made_up_faces(unsigned people, unsigned faces, std::size_t dimensions) {
  std::vector<Embedding> all;
  for (unsigned who = 0; who < people; ++who) {
    for (unsigned i = 0; i < faces; ++i) {
      all.push_back(face_of(who, i, dimensions));
      all.back().commonness = 0.001F * static_cast<float>((who + i) % 50);
    }
  }
  return all;
}

std::vector<NearRow> compared_one_by_one(const VectorFile& file, const Embedding& face, float limit,
                                         std::size_t count) {
  std::vector<NearRow> all;
  for (std::int64_t row = 0; row < file.rows(); ++row) {
    const Embedding there = file.read(row, face.model);
    const float d = corrected_distance({distance(face, there), face.commonness, there.commonness});
    if (d < limit) all.push_back({row, d});
  }
  std::sort(all.begin(), all.end(), [](const NearRow& a, const NearRow& b) {
    return std::pair(a.distance, a.row) < std::pair(b.distance, b.row);
  });
  if (all.size() > count) all.resize(count);
  return all;
}

TEST(VectorFile, keeps_a_face_up_to_its_rounding) {
  TempDir folder;
  VectorFile file(folder / "v", 100, true);
  Embedding face = face_of(1, 1, 100);
  face.commonness = 0.05F;
  file.write(0, std::span(&face, 1));
  file.map(1);
  const Embedding read = file.read(0, "made-up");
  EXPECT_LT(distance(read, face), 0.02F);
  EXPECT_EQ(read.commonness, 0.05F);
  // What was read and written again is the same: a library can be copied without loss.
  file.write(1, std::span(&read, 1));
  file.map(2);
  EXPECT_EQ(file.read(1, "made-up").values, read.values);
}

TEST(VectorFile, nearest_are_those_of_a_comparison_one_by_one) {
  for (const std::size_t dimensions : {64U, 100U, 256U}) {
    TempDir folder;
    VectorFile file(folder / "v", dimensions, true);
    const auto faces = made_up_faces(200, 15, dimensions);
    file.write(0, faces);
    file.map(std::ssize(faces));
    for (unsigned who = 0; who < 60; ++who) {
      const Embedding face = face_of(who * 3, 777, dimensions);
      const auto near = file.nearest(std::span(&face, 1), 2.0F, 100);
      EXPECT_EQ(near, compared_one_by_one(file, face, 2.0F, 100)) << who;
      EXPECT_EQ(file.nearest(std::span(&face, 1), 1.0F, 100),
                compared_one_by_one(file, face, 1.0F, 100));
    }
  }
}

TEST(VectorFile, of_several_faces_the_nearest_counts) {
  TempDir folder;
  VectorFile file(folder / "v", 64, true);
  const auto faces = made_up_faces(5, 4, 64);
  file.write(0, faces);
  file.map(std::ssize(faces));
  const std::vector<Embedding> known{face_of(1, 90), face_of(3, 91)};
  const auto near = file.nearest(known, 1.0F, 100);
  ASSERT_EQ(near.size(), 8U);
  for (const NearRow& one : near) {
    const Embedding there = file.read(one.row, "made-up");
    EXPECT_EQ(one.distance,
              std::min(corrected_distance({distance(known[0], there), 0, there.commonness}),
                       corrected_distance({distance(known[1], there), 0, there.commonness})));
  }
}

TEST(VectorFile, refuses_a_face_of_another_length_and_another_file) {
  TempDir folder;
  { VectorFile file(folder / "v", 64, true); }
  EXPECT_THROW(VectorFile(folder / "v", 128, true), Error);
  VectorFile file(folder / "v", 64, true);
  const Embedding face = face_of(1, 1, 32);
  EXPECT_THROW(file.write(0, std::span(&face, 1)), Error);
  EXPECT_THROW(file.map(1), Error);
}

TEST(VectorFile, refuses_to_append_where_rows_are_missing) {
  TempDir folder;
  const auto faces = made_up_faces(2, 3, 64);
  {
    VectorFile file(folder / "v", 64, true);
    file.write(0, faces);
  }
  for (const std::uintmax_t size : {200U, 64U, 0U}) {
    std::filesystem::resize_file(folder / "v", size);
    VectorFile file(folder / "v", 64, true);
    EXPECT_THROW(file.write(std::ssize(faces), faces), Error) << size;
  }
}

TEST(VectorFile, tells_rows_that_hold_no_vector) {
  TempDir folder;
  const auto faces = made_up_faces(2, 2, 64);
  VectorFile file(folder / "v", 64, true);
  file.write(0, faces);
  file.map(std::ssize(faces));
  for (std::int64_t row = 0; row < file.rows(); ++row) EXPECT_TRUE(file.is_whole(row));
  {
    std::fstream damaged(folder / "v", std::ios::in | std::ios::out | std::ios::binary);
    damaged.seekp(static_cast<std::streamoff>(64 + file.row_bytes() + 20));
    damaged.write("other", 5);
  }
  EXPECT_TRUE(file.is_whole(0));
  EXPECT_FALSE(file.is_whole(1));
}

}  // namespace
}  // namespace facetrack::testing
