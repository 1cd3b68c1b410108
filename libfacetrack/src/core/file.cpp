// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>

#include "facetrack/error.hpp"

#include "core/hash.hpp"
#include "core/pending_file.hpp"

namespace facetrack {
namespace {

/// source_id() hashes this many bytes at either end of a file.
constexpr std::streamoff sampled_bytes = 1 << 16;

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
  // O_NONBLOCK: opening a pipe without a writer would otherwise block without end.
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

std::string source_id(const std::filesystem::path& file) {
  std::error_code error;
  const bool ordinary = std::filesystem::is_regular_file(file, error);
  // An image sequence ("img_%04d.png") has no bytes of its own.
  if (!ordinary) return "name:" + file.filename().string();
  std::ifstream in(file, std::ios::binary);
  const auto size = static_cast<std::int64_t>(std::filesystem::file_size(file, error));
  if (!in || error) throw Error(ErrorCode::io, file.string() + ": cannot be read");
  Hash hash;
  std::string bytes(static_cast<std::size_t>(sampled_bytes), '\0');
  const auto add_part = [&] {
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    hash.add(std::string_view(bytes).substr(0, static_cast<std::size_t>(in.gcount())));
  };
  add_part();
  if (size > sampled_bytes) {
    in.clear();
    in.seekg(std::max<std::streamoff>(sampled_bytes, size - sampled_bytes));
    add_part();
  }
  return std::to_string(size) + "-" + hash.text();
}

}  // namespace facetrack
