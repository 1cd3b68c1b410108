// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>

namespace facetrack::files {

/// Excludes other processes, and other objects of this process, by a lock on a file that exists
/// only while the lock is held. Throws Error(io) with `busy` if another holds the lock, or if the
/// file cannot be created.
class FileLock {
 public:
  FileLock(std::filesystem::path file, const char* busy);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  bool try_lock(const char* busy);

  std::filesystem::path file_;
  int descriptor_ = -1;
};

}  // namespace facetrack::files
