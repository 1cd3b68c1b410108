// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "core/files.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <system_error>

#include "facetrack/error.hpp"

namespace facetrack::files {
namespace {

namespace fs = std::filesystem;

// Short and of its own: a long final name must not make the temporary one too long.
constexpr const char* temporary_prefix = ".facetrack-part-";

void check(const fs::path& path, const char* what, const std::error_code& error) {
  if (!error) return;
  throw Error(ErrorCode::io, path.string() + ": " + what + " (" + error.message() + ")");
}

}  // namespace

bool exists(const fs::path& path) noexcept {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

bool is_folder(const fs::path& path) noexcept {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

bool is_ordinary(const fs::path& path) noexcept {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

bool is_link(const fs::path& path) noexcept {
  std::error_code ignored;
  return fs::is_symlink(path, ignored);
}

void make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  // An error too when a file has that name.
  if (!error && !is_folder(path)) error = std::make_error_code(std::errc::not_a_directory);
  check(path, "cannot be made a folder", error);
}

void remove(const fs::path& path) {
  std::error_code error;
  fs::remove(path, error);
  check(path, "cannot be removed", error);
}

std::vector<fs::path> entries(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    found.push_back(entry->path());
  }
  check(folder, "cannot be listed", error);
  std::sort(found.begin(), found.end());
  return found;
}

fs::path temporary_for(const fs::path& final_name) {
  static std::atomic<unsigned> counter{0};
  return final_name.parent_path() / (temporary_prefix + std::to_string(::getpid()) + '-' +
                                     std::to_string(counter++) + final_name.extension().string());
}

bool is_temporary(const fs::path& path) {
  return path.filename().string().starts_with(temporary_prefix);
}

}  // namespace facetrack::files
