// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace facetrack::report {

/// The files that a job wrote into its folder (facetrack.results/1, docs/formats.md).
struct Ledger {
  struct File {
    std::uint64_t size = 0;
    std::string hash;    ///< of all bytes
    std::string plan{};  ///< of a clip: a hash of the plan that it was made from
    bool operator==(const File&) const = default;
  };
  using Files = std::map<std::string, File>;  ///< by the path below the folder

  /// Identifies the results: "job", "video", "references", ...
  std::map<std::string, std::string> question;
  bool complete = false;  ///< false: the run was interrupted or is still running
  Files files;
  /// While a run moves its results to their places: the earlier results that it replaces.
  bool replacing = false;
  Files replaced;
};

std::string ledger_json(const Ledger& ledger);
/// Throws Error(corrupt_input). `name` is the file, for the message.
Ledger ledger_from_json(std::string_view text, std::string_view name);
/// Reads the ledger of an output folder. Throws OutputError if it is damaged, Error(io).
Ledger read_ledger(const std::filesystem::path& file);

}  // namespace facetrack::report
