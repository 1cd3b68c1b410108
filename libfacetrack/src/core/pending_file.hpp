// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <string_view>

namespace facetrack::files {

/// A file under a temporary name beside its final one. Gone at the end of scope unless committed.
class PendingFile {
 public:
  explicit PendingFile(std::filesystem::path final_name);
  ~PendingFile();
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  const std::filesystem::path& path() const noexcept { return temporary_; }
  const std::filesystem::path& final_path() const noexcept { return final_; }
  /// Brings the bytes to the disk, then gives the file its name. Throws Error(io).
  void commit();

 private:
  std::filesystem::path final_;
  std::filesystem::path temporary_;
  bool committed_ = false;
};

/// Writes a whole file by way of a pending one. Throws Error(io).
void write_whole(const std::filesystem::path& file, std::string_view bytes);

}  // namespace facetrack::files
