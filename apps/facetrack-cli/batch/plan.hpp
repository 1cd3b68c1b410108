// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "batch/job_process.hpp"
#include "batch/records.hpp"

namespace facetrack::cli {

/// The files of a batch's folder. `shards` 0: the batch is not divided.
class BatchFolder {
 public:
  BatchFolder(std::filesystem::path folder, int shard, int shards)
      : folder_(std::move(folder)), shard_(shard), shards_(shards) {}

  const std::filesystem::path& path() const noexcept { return folder_; }
  std::filesystem::path job(const std::string& id) const { return folder_ / id; }
  std::filesystem::path manifest() const { return folder_ / "manifest.jsonl"; }
  std::filesystem::path shards() const { return folder_ / "shards"; }
  std::filesystem::path slurm() const { return folder_ / "slurm"; }
  /// Where this process puts its records: results.jsonl, or a file of its own in shards/.
  std::filesystem::path own_results() const;

  /// Makes the folders. Throws Error(io).
  void make() const;
  /// Every record there is, of all shards. Damaged lines are left out.
  std::vector<BatchRecord> records() const;
  /// Removes the records this process would add to: --force.
  void forget() const;
  /// Throws Error(io) when records are there already.
  void require_new() const;
  /// Throws before anything is touched if a file is in the way that no batch wrote, or one that the
  /// jobs or `manifest_file` name as an input.
  void require_own(std::span<const BatchJob> jobs,
                   const std::filesystem::path& manifest_file) const;
  /// Writes a file of the batch itself, such as "summary.json".
  void write(const std::string& name, const std::string& text) const;
  /// Keeps the manifest for --merge; the same for every shard.
  void keep_manifest(std::span<const BatchJob> jobs) const;
  /// Length of each job's video, in seconds; 0: not known. Looked up once: all shards of a manifest
  /// read what the first one wrote, so that they agree.
  std::vector<double> lengths(std::span<const BatchJob> jobs) const;

 private:
  std::filesystem::path folder_;
  int shard_;
  int shards_;
};

/// Seconds of video of each job by its container, 0 where that is not to be had.
std::vector<double> probe_lengths(std::span<const BatchJob> jobs);

/// A job ready to run: its command with the options read.
struct PlannedJob {
  BatchJob job;
  const Command* command = nullptr;
};

/// Finds the command of each job, checks its options and loads the models they share. Throws
/// UsageError with all mistakes, each with the manifest's line; Error(missing_model).
std::vector<PlannedJob> plan_jobs(std::span<const BatchJob> jobs, const std::string& manifest);

/// The words after the program's name that do the job. `threads`: where the job does not say.
std::vector<std::string> job_words(const PlannedJob& job, const std::filesystem::path& folder,
                                   int threads, bool resume);

/// What the job's process does.
JobWork job_work(const PlannedJob& job, const std::filesystem::path& folder, int threads,
                 const std::string& identity);

/// Removes files that a killed process did not get to name, in `folder` and, asked to, below it.
void remove_unfinished(const std::filesystem::path& folder, bool with_folders);

/// The command of that name that serves in batches, or null.
const Command* find_command(const std::string& name);

/// Seconds to wait for the records: killed jobs of an earlier run are gone by then.
inline constexpr double lock_patience = 10;

}  // namespace facetrack::cli
