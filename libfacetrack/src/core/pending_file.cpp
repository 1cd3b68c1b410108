// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "core/pending_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include "facetrack/error.hpp"

#include "core/files.hpp"

namespace facetrack::files {
namespace {

/// False with errno set when the bytes may not have reached the disk.
bool sync(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool done = ::fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS;
  const int reason = errno;
  ::close(descriptor);
  errno = reason;
  return done;
}

}  // namespace

PendingFile::PendingFile(std::filesystem::path final_name)
    : final_(std::move(final_name)), temporary_(temporary_for(final_)) {}

PendingFile::~PendingFile() {
  std::error_code ignored;
  if (!committed_) std::filesystem::remove(temporary_, ignored);
}

void PendingFile::commit() {
  const auto fail = [&](const std::string& why) {
    throw Error(ErrorCode::io, final_.string() + ": cannot be written (" + why + ")");
  };
  if (!sync(temporary_)) fail(std::strerror(errno));
  std::error_code error;
  std::filesystem::rename(temporary_, final_, error);
  if (error) fail(error.message());
  committed_ = true;
  // The name itself is on the disk once its folder is; not every file system can be asked.
  sync(final_.has_parent_path() ? final_.parent_path() : std::filesystem::path("."));
}

void write_whole(const std::filesystem::path& file, std::string_view bytes) {
  const auto fail = [&](const std::string& what) {
    throw Error(ErrorCode::io, file.string() + ": " + what + ": " + std::strerror(errno));
  };
  PendingFile pending(file);
  // Rights are those of the user's other files: the process's umask sees to that.
  const int descriptor =
      ::open(pending.path().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) fail("cannot be created");
  ssize_t done = 0;
  while (!bytes.empty() && (done >= 0 || errno == EINTR)) {
    done = ::write(descriptor, bytes.data(), bytes.size());
    if (done > 0) bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  // Some file systems tell only now that there was no room.
  if (::close(descriptor) != 0 || !bytes.empty()) fail("cannot be written");
  pending.commit();
}

}  // namespace facetrack::files
