// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/cohort.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/face.hpp"
#include "facetrack/file.hpp"

#include "models/card.hpp"
#include "models/folders.hpp"
#include "support/complaint.hpp"

namespace facetrack {
namespace {

std::string four_bytes(unsigned value) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> 8 * i & 0xFF);
  return bytes;
}

/// A file of `count` members of 3 numbers.
std::string file_of(unsigned count, const std::string& numbers) {
  return "FTCOHRT1" + four_bytes(count) + four_bytes(3) + numbers;
}

// Along the first axis, along the second one, and between both.
const std::string three = file_of(3, {100, 0, 0, 0, 50, 0, 30, 40, 0});

CohortCard card(int nearest, double typical) { return {"c.bin", "", nearest, typical}; }

std::string cohort_complaint(const std::string& contents, int nearest = 1) {
  return testing::complaint(ErrorCode::corrupt_input,
                            [&] { Cohort(contents, card(nearest, 0), "c.bin"); });
}

TEST(Cohort, gives_the_mean_similarity_to_the_nearest_members_above_the_typical_one) {
  const std::vector<float> face{1, 0, 0};  // similarities 1, 0, 0.6
  EXPECT_FLOAT_EQ(Cohort(three, card(1, 0.25), "c.bin").commonness(face), 0.75F);
  EXPECT_FLOAT_EQ(Cohort(three, card(2, 0.25), "c.bin").commonness(face), 0.55F);
  EXPECT_FLOAT_EQ(Cohort(three, card(3, 0), "c.bin").commonness(face), 1.6F / 3);
}

TEST(Cohort, finds_nothing_common_in_a_face_below_the_typical_similarity) {
  EXPECT_EQ(Cohort(three, card(2, 0.9), "c.bin").commonness(std::vector<float>{1, 0, 0}), 0);
  EXPECT_EQ(Cohort(three, card(1, 0), "c.bin").commonness(std::vector<float>{0, 0, 1}), 0);
}

TEST(Cohort, refuses_a_damaged_file_and_a_face_of_another_length) {
  EXPECT_EQ(cohort_complaint(three), "");
  for (const std::string& bad : {std::string(), three.substr(0, 15), "X" + three.substr(1)}) {
    EXPECT_NE(cohort_complaint(bad).find("it has another format"), std::string::npos);
  }
  for (const std::string& bad :
       {three.substr(0, three.size() - 1), three + "abc", file_of(4, "123456789"),
        "FTCOHRT1" + four_bytes(3) + four_bytes(0),
        "FTCOHRT1" + four_bytes(1U << 31) + four_bytes(1U << 31) + "1234"}) {
    EXPECT_NE(cohort_complaint(bad).find("its size does not fit"), std::string::npos);
  }
  EXPECT_NE(cohort_complaint(three, 4).find("fewer members"), std::string::npos);
  const Cohort cohort(three, card(1, 0), "c.bin");
  EXPECT_THROW(cohort.commonness(std::vector<float>{1, 0}), Error);
}

TEST(Cohort, of_the_shipped_card_fits_its_checksum) {
  const std::filesystem::path file = find_in_model_folders("builtin-1.json");
  ASSERT_FALSE(file.empty());
  const EmbedderCard known = read_card(file);
  ASSERT_TRUE(known.cohort);
  const std::filesystem::path members = find_card_cohort(known, file);
  const Cohort cohort(read_file(members), *known.cohort, members.string());
  EXPECT_GE(cohort.commonness(std::vector<float>(256, 1.0F / 16)), 0);
}

}  // namespace
}  // namespace facetrack
