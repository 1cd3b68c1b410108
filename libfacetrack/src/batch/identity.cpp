// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <sys/stat.h>

#include <algorithm>

#include "facetrack/batch.hpp"
#include "facetrack/error.hpp"

#include "job/job_source.hpp"
#include "models/sha256.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

void add_text(job::Hash& hash, std::string_view text) {
  hash.add(static_cast<std::int64_t>(text.size()));  // "ab","c" is not "a","bc"
  hash.add(text);
}

void add_file(job::Hash& hash, const fs::path& file, bool contents) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) {
    add_text(hash, "missing");
    return;
  }
  if (contents) {
    add_text(hash, sha256_of_file(file));
    return;
  }
  hash.add(std::int64_t{status.st_size});
  hash.add(std::int64_t{status.st_mtim.tv_sec});
  hash.add(std::int64_t{status.st_mtim.tv_nsec});
}

/// A file, or the files in a folder in the order of their names.
void add_path(job::Hash& hash, const fs::path& path, bool contents) {
  add_text(hash, path.string());
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return add_file(hash, path, contents);
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(path, ignored)) {
    if (entry.is_regular_file(ignored)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    add_text(hash, file.filename().string());
    add_file(hash, file, contents);
  }
}

}  // namespace

std::string job_fingerprint(const BatchJob& job) {
  job::Hash hash;
  add_text(hash, job.command);
  add_text(hash, job.video);
  hash.add(static_cast<std::int64_t>(job.references.size()));
  for (const std::string& reference : job.references) add_text(hash, reference);
  for (const std::string& option : job.options) add_text(hash, option);
  return hash.text();
}

std::string input_identity(const BatchJob& job, bool contents) {
  job::Hash hash;
  add_path(hash, job.video, contents);
  for (const std::string& reference : job.references) add_path(hash, reference, contents);
  for (const std::string& option : job.options) {
    const std::size_t value = option.find('=');
    if (value == std::string::npos) continue;
    const fs::path path = option.substr(value + 1);
    std::error_code ignored;
    if (fs::is_regular_file(path, ignored)) add_path(hash, path, contents);
  }
  return (contents ? "content-" : "stat-") + hash.text();
}

}  // namespace facetrack
