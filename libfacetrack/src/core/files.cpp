// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "core/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <system_error>

#include "facetrack/error.hpp"

#include "core/hash.hpp"

namespace facetrack::files {
namespace {

namespace fs = std::filesystem;

// The temporary name is short and does not contain the final one, which may be as long as a name
// can be.
constexpr const char* temporary_prefix = ".facetrack-part-";

void check(const fs::path& path, const char* what, const std::error_code& error) {
  if (!error) return;
  throw Error(ErrorCode::io, path.string() + ": " + what + " (" + error.message() + ")");
}

/// The error code of the system only says that a file of that name exists.
void refuse_dangling_link(const fs::path& path) {
  for (fs::path part = path; part.has_relative_path(); part = part.parent_path()) {
    if (!is_link(part) || files::exists(part)) continue;
    std::error_code ignored;
    throw Error(ErrorCode::io, part.string() + ": is a link to " +
                                   fs::read_symlink(part, ignored).string() +
                                   ", which does not exist; create that folder or remove the link");
  }
}

}  // namespace

bool exists(const fs::path& path) noexcept {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

bool is_folder(const fs::path& path) noexcept {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

bool is_ordinary(const fs::path& path) noexcept {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

bool is_link(const fs::path& path) noexcept {
  std::error_code ignored;
  return fs::is_symlink(path, ignored);
}

bool is_taken(const fs::path& path) noexcept {
  std::error_code ignored;
  const fs::file_type type = fs::symlink_status(path, ignored).type();
  return type != fs::file_type::not_found && type != fs::file_type::none;
}

bool is_real_folder(const fs::path& path) noexcept { return is_folder(path) && !is_link(path); }

std::optional<Identity> identity_of(const fs::path& path) noexcept {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return Identity{status.st_dev, status.st_ino};
}

void make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  // A file of that name is an error, too.
  if (!error && !is_folder(path)) error = std::make_error_code(std::errc::not_a_directory);
  if (error) refuse_dangling_link(path);
  check(path, "the folder cannot be created", error);
}

void remove(const fs::path& path) {
  std::error_code error;
  fs::remove(path, error);
  check(path, "cannot be removed", error);
}

void move(const fs::path& from, const fs::path& to) {
  int failed = ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE);
  if (failed != 0 && (errno == EINVAL || errno == ENOSYS)) {
    // Some file systems do not support that flag. A hard link does not replace a file either; on a
    // file system without links only a check beforehand is possible.
    failed = ::link(from.c_str(), to.c_str());
    if (failed == 0) {
      failed = ::unlink(from.c_str());
    } else if (errno != EEXIST) {
      failed = is_taken(to) ? (errno = EEXIST, -1) : ::rename(from.c_str(), to.c_str());
    }
  }
  if (failed == 0) return;
  throw Error(ErrorCode::io, to.string() + ": a finished file cannot be renamed to this name (" +
                                 std::generic_category().message(errno) + ")");
}

void remove_if_empty(const fs::path& folder) noexcept { ::rmdir(folder.c_str()); }

std::string hash_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  Hash hash;
  std::string bytes(1 << 16, '\0');
  while (in) {
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    hash.add(std::string_view(bytes).substr(0, static_cast<std::size_t>(in.gcount())));
  }
  if (!in.eof()) throw Error(ErrorCode::io, file.string() + ": cannot be read");
  return hash.text();
}

std::vector<fs::path> entries(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    found.push_back(entry->path());
  }
  check(folder, "the folder cannot be read", error);
  std::sort(found.begin(), found.end());
  return found;
}

fs::path temporary_for(const fs::path& final_name) {
  static std::atomic<unsigned> counter{0};
  return final_name.parent_path() / (temporary_prefix + std::to_string(::getpid()) + '-' +
                                     std::to_string(counter++) + final_name.extension().string());
}

bool is_temporary(const fs::path& path) {
  return path.filename().string().starts_with(temporary_prefix);
}

}  // namespace facetrack::files
