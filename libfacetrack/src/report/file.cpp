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

#include "core/pending_file.hpp"

namespace facetrack {
namespace {

/// Closes its descriptor.
class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int get() const noexcept { return descriptor_; }

 private:
  int descriptor_;
};

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
  throw Error(ErrorCode::io, file.string() + ": " + what + ": " + std::strerror(errno));
}

}  // namespace

void write_file(const std::filesystem::path& file, std::string_view text) {
  files::write_whole(file, text);
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
    throw Error(ErrorCode::io,
                file.string() + ": not a regular file, but a folder, pipe or device");
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
