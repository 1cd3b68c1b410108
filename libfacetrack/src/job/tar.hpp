// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

#include "core/pending_file.hpp"

namespace facetrack::job {

/// A sequence of tar files (POSIX ustar) "000000.tar", "000001.tar", …: the shards of a WebDataset.
/// A sample is never divided. The bytes depend on the contents alone: no times, no owners. One
/// thread at a time. Functions throw Error(io).
class TarShards {
 public:
  /// A shard ends with the sample with which it reaches `size` bytes.
  TarShards(std::filesystem::path folder, std::int64_t size);

  /// The name of the shard that takes the next sample: "000000.tar".
  std::string next_name() const;
  /// Adds a file to the current sample. `name`: of the member, at most 100 bytes.
  void add_file(const std::string& name, const std::filesystem::path& file);
  void add_text(const std::string& name, std::string_view text);
  /// Ends the sample.
  void end_sample();
  /// Completes the last shard.
  void finish();

 private:
  void begin_member(const std::string& name, std::uint64_t size);
  void pad(std::uint64_t size);
  void write(const char* bytes, std::size_t size);

  std::filesystem::path folder_;
  std::int64_t size_;
  int number_ = 0;
  std::int64_t written_ = 0;  ///< to the open shard
  std::unique_ptr<files::PendingFile> file_;
  std::ofstream stream_;
};

}  // namespace facetrack::job
