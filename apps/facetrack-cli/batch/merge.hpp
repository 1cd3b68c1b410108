// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "batch/plan.hpp"
#include "batch/records.hpp"
#include "commands/commands.hpp"

namespace facetrack::cli {

/// The outcome of each job, in the order of the list.
struct Merged {
  std::vector<BatchRecord> records;  ///< an empty id: none
  std::size_t done = 0, failed = 0, missing = 0;
};

/// Merges the records of all shards.
Merged merge(const BatchFolder& folder, std::span<const BatchJob> jobs);
/// Writes metadata.jsonl, summary.json and report.html. A job whose files were removed counts as
/// missing.
void write_merged(const BatchFolder& folder, std::span<const BatchJob> jobs, Merged& merged);
/// Prints the outcome of a batch and returns its exit code.
int print_outcome(const BatchFolder& folder, const Merged& merged, std::size_t jobs,
                  Context& context);
/// Runs `batch --merge`.
int run_merge(const Values& values, Context& context);

/// "3 jobs".
std::string count_text(std::size_t count, const std::string& what);

}  // namespace facetrack::cli
