// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace facetrack::files {

/// A file that gets its final name when it is complete. Until then it has no name (O_TMPFILE), so
/// that nothing remains if the process is killed. On a file system that does not support this it
/// has a hidden temporary name in the same folder. The destructor removes a file that was not
/// committed. One thread at a time.
class PendingFile {
 public:
  /// Creates it, empty. Throws Error(io).
  explicit PendingFile(std::filesystem::path final_name);
  ~PendingFile();
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  /// A path to the file while this object lives, also if the file has no name yet. Its ending may
  /// differ from that of the final name.
  const std::filesystem::path& path() const noexcept { return path_; }
  const std::filesystem::path& final_path() const noexcept { return final_; }
  /// Open for writing.
  int descriptor() const noexcept { return descriptor_; }
  /// Syncs the bytes to the disk, then gives the file its name. Throws Error(io).
  void commit();

 private:
  void name(std::error_code& error);
  [[noreturn]] void fail(const std::string& what, const std::string& why) const;

  std::filesystem::path final_;
  std::filesystem::path path_;
  int descriptor_ = -1;
  bool nameless_ = false;
  bool committed_ = false;
};

/// Writes a file through a PendingFile. Throws Error(io).
void write_whole(const std::filesystem::path& file, std::string_view bytes);

}  // namespace facetrack::files
