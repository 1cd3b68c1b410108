// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <string>

namespace facetrack::testing {

/// The folder of real media and models beside the checkout, or empty where it is not there.
std::filesystem::path shared_dir();
/// The project's own data folder.
std::filesystem::path data_dir();

/// Writes a file; makes the folders above it if they are missing.
void write_text(const std::filesystem::path& file, const std::string& text);
/// The bytes of a file; empty if there is none.
std::string read_text(const std::filesystem::path& file);

/// A folder of its own for one test, removed with everything in it at the end of scope.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::filesystem::path& path() const noexcept { return path_; }
  std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace facetrack::testing

/// Skips the test, saying why, where the shared media are not beside the checkout.
#define FACETRACK_NEEDS_SHARED()                                                              \
  if (facetrack::testing::shared_dir().empty()) {                                             \
    GTEST_SKIP() << "needs the real media and models in ../shared (or FACETRACK_SHARED_DIR)"; \
  }
