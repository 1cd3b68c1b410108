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

namespace fs = std::filesystem;

/// Returns false and sets errno if the bytes may not have reached the disk.
bool sync(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool done = ::fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS;
  const int reason = errno;
  // Some file systems report a full disk only here.
  if (::close(descriptor) != 0) return false;
  errno = reason;
  return done;
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

}  // namespace

PendingFile::PendingFile(fs::path final_name) : final_(std::move(final_name)) {
  // The file gets the permissions of the user's other files, because the umask of the process
  // applies.
  constexpr mode_t rights = 0666;
  descriptor_ = ::open(folder_of(final_).c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, rights);
  if (descriptor_ >= 0) {
    path_ = "/proc/self/fd/" + std::to_string(descriptor_);
    nameless_ = files::exists(path_);
    if (nameless_) return;
    ::close(descriptor_);
  }
  path_ = temporary_for(final_);
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, rights);
  if (descriptor_ < 0) fail("cannot be created", std::strerror(errno));
}

PendingFile::~PendingFile() {
  std::error_code ignored;
  if (!committed_ && !nameless_) fs::remove(path_, ignored);
  ::close(descriptor_);
}

void PendingFile::fail(const std::string& what, const std::string& why) const {
  throw Error(ErrorCode::io, final_.string() + ": " + what + " (" + why + ")");
}

void PendingFile::commit() {
  if (!sync(path_)) fail("cannot be written", std::strerror(errno));
  std::error_code error;
  name(error);
  if (error) fail("cannot be written", error.message());
  committed_ = true;
  // The name is on the disk once its folder is synced; some file systems cannot do that.
  sync(folder_of(final_));
}

void PendingFile::name(std::error_code& error) {
  const auto link = [&](const fs::path& name) {
    return ::linkat(AT_FDCWD, path_.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0;
  };
  if (!nameless_) return fs::rename(path_, final_, error);
  if (link(final_)) return;
  // A link cannot replace a file. On a file system without links the file is copied.
  const fs::path named = temporary_for(final_);
  if (!link(named) && fs::copy_file(path_, named, error) && !sync(named)) {
    error = {errno, std::generic_category()};
  }
  if (!error) fs::rename(named, final_, error);
  std::error_code ignored;
  if (error) fs::remove(named, ignored);
}

void write_whole(const fs::path& file, std::string_view bytes) {
  PendingFile pending(file);
  while (!bytes.empty()) {
    const ssize_t done = ::write(pending.descriptor(), bytes.data(), bytes.size());
    if (done > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(done));
    } else if (errno != EINTR) {
      throw Error(ErrorCode::io, file.string() + ": cannot be written: " + std::strerror(errno));
    }
  }
  pending.commit();
}

}  // namespace facetrack::files
