// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>

namespace facetrack::files {

/// Keeps other processes, and other objects of this one, out of something, by a lock on a file that
/// exists only while it is held. Throws Error(io) with `busy` if somebody else holds it, or if the
/// file cannot be made.
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
