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

/// The output folder does not take these results. Nothing was changed in it. A program can add
/// what its user can do: reason() says why.
class FACETRACK_EXPORT OutputError : public Error {
 public:
  enum class Reason : std::uint8_t {
    results_there,     ///< results, or an interrupted run; neither replacing nor resuming was asked
    not_ours,          ///< a file is in the way that no job wrote, or that was changed since
    other_question,    ///< the results are those of another job, video or person
    another_analysis,  ///< the stored analysis was made with other settings
    in_use             ///< another run writes there at this moment
  };
  OutputError(Reason reason, const std::string& what);
  OutputError(const OutputError&) = default;
  OutputError& operator=(const OutputError&) = default;
  ~OutputError() override;

  Reason reason() const noexcept { return reason_; }

 private:
  Reason reason_;
};

/// Throws Error(invalid_argument) naming both if one of `outputs` is one of `inputs`, by whatever
/// name or link. An input may be a folder, which stands for the files in it, or a printf-style
/// image sequence. Files are compared by device and inode.
FACETRACK_EXPORT void keep_inputs(std::span<const std::filesystem::path> outputs,
                                  std::span<const std::filesystem::path> inputs);

/// The ledger of a folder into which a program writes files one by one: which of them it wrote, and
/// with which bytes. A folder has one ledger, of one job. One thread at a time.
class FACETRACK_EXPORT OutputNotes {
 public:
  /// Changes nothing. Throws OutputError if the folder holds the results of another job.
  OutputNotes(std::filesystem::path folder, std::string job);

  /// Throws OutputError if something is in the way of `name`, a path below the folder, that was not
  /// written by way of these notes, or was changed since.
  void require_own(const std::string& name) const;
  /// Gives the whole file `prepared`, in the same file system, the name. Throws what require_own()
  /// does, Error(io).
  void adopt(const std::filesystem::path& prepared, const std::string& name);
  /// Writes a text. Throws as adopt() does.
  void write(const std::string& name, std::string_view text);

 private:
  std::filesystem::path folder_;
  std::string job_;
};

}  // namespace facetrack
