// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "facetrack/error.hpp"
#include "facetrack/report.hpp"

#include "core/files.hpp"

namespace facetrack {
namespace {

/// Closes its descriptor, and removes its file unless that was renamed.
class OpenFile {
 public:
  explicit OpenFile(int descriptor, std::string temporary = {})
      : descriptor_(descriptor), temporary_(std::move(temporary)) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    close();
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }
  int get() const noexcept { return descriptor_; }
  int close() {
    const int result = descriptor_ < 0 ? 0 : ::close(descriptor_);
    descriptor_ = -1;
    return result;
  }
  void keep() { temporary_.clear(); }

 private:
  int descriptor_;
  std::string temporary_;
};

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
  throw Error(ErrorCode::io, file.string() + ": " + what + ": " + std::strerror(errno));
}

void write_all(int descriptor, std::string_view text, const std::filesystem::path& file) {
  while (!text.empty()) {
    const ssize_t done = ::write(descriptor, text.data(), text.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) fail(file, "cannot be written");
    text.remove_prefix(static_cast<std::size_t>(done));
  }
}

}  // namespace

void write_file(const std::filesystem::path& file, std::string_view text) {
  const std::filesystem::path folder =
      file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  // Beside the target: a rename is atomic within one file system only. Rights are those of the
  // user's other files: the process's umask sees to that.
  const std::string temporary = files::temporary_for(file).string();
  const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) fail(file, "cannot be created");
  OpenFile out(descriptor, temporary);
  write_all(out.get(), text, file);
  if (::fsync(out.get()) != 0 || out.close() != 0) fail(file, "cannot be written");
  if (::rename(temporary.c_str(), file.c_str()) != 0) fail(file, "cannot get its name");
  out.keep();
  // Without this a power cut could still lose the new name. Some file systems refuse; that is
  // no failure.
  const OpenFile directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() >= 0) ::fsync(directory.get());
}

std::string read_file(const std::filesystem::path& file, std::size_t max_bytes) {
  // Not blocking: opening a pipe without a writer would otherwise wait for ever.
  const OpenFile in(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (in.get() < 0) {
    if (errno == ENOENT) throw Error(ErrorCode::not_found, file.string() + ": no such file");
    fail(file, "cannot be opened");
  }
  struct stat status {};
  if (::fstat(in.get(), &status) != 0) fail(file, "cannot be read");
  if (!S_ISREG(status.st_mode)) {
    throw Error(ErrorCode::io, file.string() + ": is no ordinary file");
  }
  const auto too_large = [&] {
    throw Error(ErrorCode::io,
                file.string() + ": larger than " + std::to_string(max_bytes) + " bytes");
  };
  if (static_cast<std::uintmax_t>(status.st_size) > max_bytes) too_large();
  std::string text;
  text.resize(static_cast<std::size_t>(status.st_size));
  std::size_t used = 0;
  while (used < text.size()) {
    const ssize_t got = ::read(in.get(), text.data() + used, text.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(file, "cannot be read");
    if (got == 0) break;  // it shrank meanwhile
    used += static_cast<std::size_t>(got);
  }
  text.resize(used);
  return text;
}

}  // namespace facetrack
