// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "facetrack/error.hpp"
#include "facetrack/export.hpp"

namespace facetrack {

/// The results cannot go into the output folder, in which nothing was changed. reason() says why,
/// so that a program can add what its user can do.
class FACETRACK_EXPORT OutputError : public Error {
 public:
  enum class Reason : std::uint8_t {
    results_there,     ///< it has results, or an interrupted run, and Existing::refuse is set
    not_ours,          ///< a file in the way was not written by a job, or was changed since
    other_question,    ///< the results are those of another job, video or person
    another_analysis,  ///< the stored analysis was made with other settings
    in_use             ///< another run is writing there
  };
  OutputError(Reason reason, const std::string& what);
  OutputError(const OutputError&) = default;
  OutputError& operator=(const OutputError&) = default;
  ~OutputError() override;

  Reason reason() const noexcept { return reason_; }

 private:
  Reason reason_;
};

/// Throws Error(invalid_argument) naming both if an output is also an input, even by another name
/// or link: files are compared by device and inode. An input may be a folder, which means the files
/// in it, or a printf-style image sequence.
FACETRACK_EXPORT void keep_inputs(std::span<const std::filesystem::path> outputs,
                                  std::span<const std::filesystem::path> inputs);

/// The ledger of a folder into which a program writes single files. It records the files and a hash
/// of their bytes, so that no other file is replaced. A folder has one ledger, of one job. One
/// thread at a time.
class FACETRACK_EXPORT OutputNotes {
 public:
  /// Changes nothing. Throws OutputError if the folder holds the results of another job.
  OutputNotes(std::filesystem::path folder, std::string job);

  /// Throws OutputError if `name`, a path below the folder, exists and was not written through a
  /// ledger, or was changed since.
  void require_own(const std::string& name) const;
  /// Renames the complete file `prepared` (in the same file system) to `name`. Throws what
  /// require_own() throws, and Error(io).
  void adopt(const std::filesystem::path& prepared, const std::string& name);
  /// Writes a file with this text. Throws what adopt() throws.
  void write(const std::string& name, std::string_view text);

 private:
  std::filesystem::path folder_;
  std::string job_;
};

}  // namespace facetrack
