// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "core/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "facetrack/error.hpp"

namespace facetrack::files {

FileLock::FileLock(std::filesystem::path file, const char* busy) : file_(std::move(file)) {
  while (!try_lock(busy)) {
  }
}

// The file is removed while the lock is still held. A process that locks it afterwards sees that it
// has no name.
FileLock::~FileLock() {
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
  ::close(descriptor_);
}

/// False if the file was removed by its last holder before it was locked here. A lock on a removed
/// file would not exclude a process that creates the file again.
bool FileLock::try_lock(const char* busy) {
  const auto fail = [&](const std::string& what) {
    throw Error(ErrorCode::io, file_.string() + ": " + what);
  };
  descriptor_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail("cannot be written: " + std::generic_category().message(errno));
  const bool locked = ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
  struct stat held {
  }, named{};
  const bool is_named = ::fstat(descriptor_, &held) == 0 && ::stat(file_.c_str(), &named) == 0 &&
                        held.st_dev == named.st_dev && held.st_ino == named.st_ino;
  if (locked && is_named) return true;
  ::close(descriptor_);
  if (!locked) fail(busy);
  return false;
}

}  // namespace facetrack::files
