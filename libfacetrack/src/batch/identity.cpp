// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <sys/stat.h>

#include <fstream>

#include "facetrack/batch.hpp"
#include "facetrack/error.hpp"
#include "facetrack/file.hpp"

#include "core/files.hpp"
#include "core/hash.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

void add_text(Hash& hash, std::string_view text) {
  hash.add(static_cast<std::int64_t>(text.size()));  // "ab","c" is not "a","bc"
  hash.add(text);
}

void add_file(Hash& hash, const fs::path& file, bool contents) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) {
    add_text(hash, "missing");
    return;
  }
  if (contents && S_ISREG(status.st_mode)) {  // the bytes of a pipe would never come
    std::ifstream bytes(file, std::ios::binary);
    add_text(hash, sha256(bytes));
    return;
  }
  hash.add(std::int64_t{status.st_size});
  hash.add(std::int64_t{status.st_mtim.tv_sec});
  hash.add(std::int64_t{status.st_mtim.tv_nsec});
}

/// A file, or the files in a folder in the order of their names. What cannot be read has an
/// identity too: its job will say what is wrong.
void add_path(Hash& hash, const fs::path& path, bool contents) try {
  add_text(hash, path.string());
  if (!files::is_folder(path)) return add_file(hash, path, contents);
  for (const fs::path& file : files::entries(path)) {
    if (!files::is_ordinary(file)) continue;
    add_text(hash, file.filename().string());
    add_file(hash, file, contents);
  }
} catch (const Error&) {
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
    if (files::is_ordinary(path)) add_path(hash, path, contents);
  }
  return (contents ? "content-" : "stat-") + hash.text();
}

}  // namespace facetrack
