// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "core/files.hpp"

#include <sys/stat.h>

#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"

#include "core/pending_file.hpp"
#include "support/complaint.hpp"
#include "support/paths.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;
using testing::complaint;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TempDir;

TEST(Files, predicates_are_false_if_the_system_gives_no_answer) {
  const TempDir dir;
  const fs::path self = dir / "self";
  fs::create_symlink(self, self);
  for (const fs::path& path : {fs::path(std::string(5000, 'x')), self, fs::path("")}) {
    EXPECT_FALSE(files::exists(path) || files::is_folder(path) || files::is_ordinary(path));
  }
  ASSERT_EQ(::mkfifo((dir / "fifo").c_str(), 0600), 0);
  EXPECT_TRUE(files::exists(dir / "fifo"));
  EXPECT_FALSE(files::is_ordinary(dir / "fifo"));
}

TEST(Files, failures_are_errors_that_name_the_file) {
  const TempDir dir;
  std::ofstream(dir / "file") << "in the way";
  for (const fs::path& path : {dir / "file", dir / "file/below"}) {
    EXPECT_THAT(complaint(ErrorCode::io, [&] { files::make_folder(path); }),
                HasSubstr(path.string()));
    EXPECT_THAT(complaint(ErrorCode::io, [&] { files::entries(path); }), HasSubstr(path.string()));
  }
  files::make_folder(dir / "full/inside");
  EXPECT_THAT(complaint(ErrorCode::io, [&] { files::remove(dir / "full"); }), HasSubstr("full"));
  EXPECT_EQ(complaint(ErrorCode::io, [&] { files::remove(dir / "absent"); }), "");
  EXPECT_THAT(files::entries(dir.path()), ElementsAre(dir / "file", dir / "full"));
}

TEST(Files, a_temporary_name_is_unlike_any_other_and_never_too_long) {
  const std::string long_name = std::string(250, 'n') + ".mp4";
  const fs::path first = files::temporary_for(fs::path("folder") / long_name);
  EXPECT_NE(first, files::temporary_for(fs::path("folder") / long_name));
  EXPECT_EQ(first.parent_path(), "folder");
  EXPECT_EQ(first.extension(), ".mp4");
  EXPECT_LT(first.filename().string().size(), 100U);
  EXPECT_TRUE(files::is_temporary(first));
  for (const char* name : {"clip_001.mp4", ".facetrack-progress", ".facetrack", "part"}) {
    EXPECT_FALSE(files::is_temporary(name)) << name;
  }
}

TEST(PendingFile, leaves_nothing_behind_and_replaces_a_file_when_it_is_whole) {
  const TempDir dir;
  const fs::path file = dir / "a.txt";
  const auto write = [](const files::PendingFile& pending) {
    std::ofstream(pending.path()) << "whole";
    EXPECT_EQ(fs::file_size(pending.path()), 5U);
  };
  {
    const files::PendingFile pending(file);
    write(pending);
    if (!pending.path().string().starts_with("/proc/")) GTEST_SKIP() << "files have names here";
    EXPECT_THAT(files::entries(dir.path()), ElementsAre()) << "a kill would leave it";
  }
  EXPECT_THAT(files::entries(dir.path()), ElementsAre());
  for (const char* before : {"", "an old one"}) {
    if (*before != '\0') std::ofstream(file) << before;
    files::PendingFile pending(file);
    write(pending);
    pending.commit();
    EXPECT_THAT(files::entries(dir.path()), ElementsAre(file));
    EXPECT_EQ(fs::file_size(file), 5U);
  }
  fs::remove(file);
  fs::create_directory(file);
  files::PendingFile pending(file);
  EXPECT_THAT(complaint(ErrorCode::io, [&] { pending.commit(); }), HasSubstr(file.string()));
  EXPECT_THAT(files::entries(dir.path()), ElementsAre(file));
}

}  // namespace
}  // namespace facetrack
