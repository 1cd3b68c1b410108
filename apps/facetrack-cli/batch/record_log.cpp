// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "facetrack/error.hpp"

#include "batch/records.hpp"

namespace facetrack::cli {
namespace {

constexpr std::chrono::milliseconds lock_period{50};

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
  throw Error(ErrorCode::io, file.string() + ": " + what + ": " + std::strerror(errno));
}

/// Number of bytes up to the end of the last complete line.
off_t whole_lines(int descriptor, const std::filesystem::path& file) {
  off_t end = ::lseek(descriptor, 0, SEEK_END);
  char block[4096];
  while (end > 0) {
    const off_t begin = std::max<off_t>(0, end - static_cast<off_t>(sizeof block));
    const ssize_t got = ::pread(descriptor, block, static_cast<std::size_t>(end - begin), begin);
    if (got != end - begin) fail(file, "cannot be read");
    for (off_t i = got; i > 0; --i) {
      if (block[i - 1] == '\n') return begin + i;
    }
    end = begin;
  }
  return 0;
}

}  // namespace

RecordLog::RecordLog(const std::filesystem::path& file, double patience)
    : file_(file),
      descriptor_(::open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666)) {
  if (descriptor_ < 0) fail(file_, "cannot be opened");
  try {
    const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(patience);
    while (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      // Some network file systems do not support locks; there the scheduler ensures that a task
      // runs once.
      if (errno == ENOLCK || errno == ENOTSUP || errno == ENOSYS) break;
      if (errno != EWOULDBLOCK && errno != EINTR) fail(file_, "cannot be locked");
      if (std::chrono::steady_clock::now() > until) {
        throw Error(
            ErrorCode::io,
            file_.string() +
                ": another batch is writing here; wait until it ends, or choose another folder");
      }
      std::this_thread::sleep_for(lock_period);
    }
    const off_t whole = whole_lines(descriptor_, file_);
    if (whole != ::lseek(descriptor_, 0, SEEK_END) && ::ftruncate(descriptor_, whole) != 0) {
      fail(file_, "cannot be written");
    }
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

RecordLog::~RecordLog() { ::close(descriptor_); }

void RecordLog::append(const BatchRecord& record) {
  const std::string line = record_line(record);
  const off_t before = ::lseek(descriptor_, 0, SEEK_END);
  ssize_t done = 0;
  do {
    done = ::write(descriptor_, line.data(), line.size());
  } while (done < 0 && errno == EINTR);
  if (done != static_cast<ssize_t>(line.size())) {
    const int reason = done < 0 ? errno : ENOSPC;
    // Removes a partial line, which must not precede the next one.
    [[maybe_unused]] const int cut = ::ftruncate(descriptor_, before);
    errno = reason;
    fail(file_, "cannot be written");
  }
  if (::fsync(descriptor_) != 0 && errno != EINVAL) fail(file_, "cannot be written");
}

}  // namespace facetrack::cli
