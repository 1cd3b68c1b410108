// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/file.hpp"

#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/report.hpp"

#include "support/paths.hpp"

namespace facetrack {
namespace {

using ::testing::HasSubstr;

TEST(WriteFile, replaces_a_file_as_a_whole_and_leaves_nothing_else) {
  const testing::TempDir dir;
  write_file(dir / "a.json", "one");
  write_file(dir / "a.json", std::string(100'000, 'x'));
  EXPECT_EQ(read_file(dir / "a.json").size(), 100'000U);
  const std::filesystem::directory_iterator files(dir.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST(WriteFile, names_the_file_it_cannot_write) {
  try {
    write_file("/nowhere/at/all.json", "x");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::io);
    EXPECT_THAT(error.what(), HasSubstr("/nowhere/at/all.json: cannot be created"));
  }
}

TEST(WriteFile, does_not_replace_a_folder) {
  const testing::TempDir dir;
  std::filesystem::create_directory(dir / "folder");
  EXPECT_THROW(write_file(dir / "folder", "x"), Error);
  const std::filesystem::directory_iterator files(dir.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST(ReadFile, refuses_what_is_no_ordinary_file_without_waiting) {
  const testing::TempDir dir;
  ASSERT_EQ(::mkfifo((dir / "pipe").c_str(), 0600), 0);
  for (const auto& file : {dir / "pipe", dir.path(), std::filesystem::path("/dev/zero")}) {
    try {
      read_file(file);
      FAIL() << file;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::io);
      EXPECT_THAT(error.what(), HasSubstr("not a regular file"));
    }
  }
}

TEST(ReadFile, refuses_files_that_are_too_large_and_reports_missing_ones) {
  const testing::TempDir dir;
  write_file(dir / "big", "12345");
  EXPECT_EQ(read_file(dir / "big", 5), "12345");
  EXPECT_THROW(read_file(dir / "big", 4), Error);
  try {
    read_file(dir / "none");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::not_found);
  }
}

}  // namespace
}  // namespace facetrack
