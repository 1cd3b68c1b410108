// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "core/file_lock.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"

#include "support/paths.hpp"

namespace facetrack::files {
namespace {

TEST(FileLock, keeps_others_out_while_it_lives_and_leaves_no_file) {
  const testing::TempDir dir;
  const auto file = dir / "lock";
  {
    const FileLock lock(file, "busy");
    try {
      const FileLock second(file, "somebody is at work");
      FAIL() << "two hold it";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::io);
      EXPECT_EQ(std::string(error.what()), file.string() + ": somebody is at work");
    }
  }
  EXPECT_FALSE(std::filesystem::exists(file));
  const FileLock again(file, "busy");
}

// The file is removed by its last holder: one who had opened it before locks what has no name.
TEST(FileLock, is_held_by_one_at_a_time_however_they_come_and_go) {
  const testing::TempDir dir;
  std::atomic<int> inside = 0, most = 0, times = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 3000; ++n) {
        try {
          const FileLock lock(dir / "lock", "busy");
          const int now = ++inside;
          if (now > most) most = now;
          ++times;
          std::this_thread::yield();
          --inside;
        } catch (const Error&) {
        }
      }
    });
  }
  threads.clear();
  EXPECT_EQ(most, 1);
  EXPECT_GT(times, 100);
}

TEST(FileLock, says_where_it_cannot_be_made) {
  EXPECT_THROW(FileLock("/nowhere/at/all/lock", "busy"), Error);
}

}  // namespace
}  // namespace facetrack::files
