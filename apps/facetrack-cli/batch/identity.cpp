// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <sys/stat.h>

#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <set>

#include "facetrack/file.hpp"

#include "batch/manifest.hpp"

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;

/// FNV-1a, 64 bit. It is fast and tells inputs apart, but does not resist forgery.
class Hash {
 public:
  void add(std::string_view bytes) noexcept {
    for (const char byte : bytes) {
      state_ = (state_ ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
    }
  }
  void add(std::int64_t value) noexcept {
    for (int shift = 0; shift < 64; shift += 8) {
      const char byte = static_cast<char>(static_cast<std::uint64_t>(value) >> shift & 0xFFU);
      add(std::string_view(&byte, 1));
    }
  }
  std::string text() const {
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(state_));
    return digits;
  }

 private:
  std::uint64_t state_ = 14695981039346656037ULL;
};

void add_text(Hash& hash, std::string_view text) {
  hash.add(static_cast<std::int64_t>(text.size()));  // so that "ab","c" differs from "a","bc"
  hash.add(text);
}

void add_file(Hash& hash, const fs::path& file, bool contents) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) {
    add_text(hash, "missing");
    return;
  }
  if (contents && S_ISREG(status.st_mode)) {  // reading a pipe would block
    std::ifstream bytes(file, std::ios::binary);
    add_text(hash, sha256(bytes));
    return;
  }
  hash.add(std::int64_t{status.st_size});
  hash.add(std::int64_t{status.st_mtim.tv_sec});
  hash.add(std::int64_t{status.st_mtim.tv_nsec});
}

/// Adds a file, or the files in a folder sorted by name. An unreadable file has an identity too:
/// its job will report the error.
void add_path(Hash& hash, const fs::path& path, bool contents) try {
  add_text(hash, path.string());
  std::error_code none;
  if (!fs::is_directory(path, none)) return add_file(hash, path, contents);
  for (const fs::path& file : std::set<fs::path>(fs::directory_iterator(path), {})) {
    if (!fs::is_regular_file(file, none)) continue;
    add_text(hash, file.filename().string());
    add_file(hash, file, contents);
  }
} catch (const std::exception&) {
  add_text(hash, "unreadable");
}

}  // namespace

std::string job_fingerprint(const BatchJob& job) {
  Hash hash;
  add_text(hash, job.command);
  add_text(hash, job.video);
  hash.add(static_cast<std::int64_t>(job.references.size()));
  for (const std::string& reference : job.references) add_text(hash, reference);
  for (const std::string& option : job.options) add_text(hash, option);
  return hash.text();
}

std::string input_identity(const BatchJob& job, bool contents) {
  Hash hash;
  add_path(hash, job.video, contents);
  for (const std::string& reference : job.references) add_path(hash, reference, contents);
  for (const std::string& option : job.options) {
    const std::size_t value = option.find('=');
    if (value == std::string::npos) continue;
    const fs::path path = option.substr(value + 1);
    std::error_code none;
    if (fs::is_regular_file(path, none)) add_path(hash, path, contents);
  }
  return (contents ? "content-" : "stat-") + hash.text();
}

}  // namespace facetrack::cli
