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
  /// The file for the records of this process: results.jsonl, or its own file in shards/.
  std::filesystem::path own_results() const;

  /// Creates the folders. Throws Error(io).
  void make() const;
  /// All records of all shards, without damaged lines.
  std::vector<BatchRecord> records() const;
  /// Removes the records of this process, for --force.
  void forget() const;
  /// Throws Error(io) if there are records already.
  void require_new() const;
  /// Throws, before anything is changed, if a file is in the way that no batch wrote or that the
  /// jobs or `manifest_file` use as an input.
  void require_own(std::span<const BatchJob> jobs,
                   const std::filesystem::path& manifest_file) const;
  /// Writes a file of the batch itself, such as "summary.json".
  void write(const std::string& name, const std::string& text) const;
  /// Stores the manifest for --merge; every shard stores the same.
  void keep_manifest(std::span<const BatchJob> jobs) const;
  /// Length of each job's video, in seconds; 0: not known. All shards of a manifest read the file
  /// that the first one wrote, so that they agree.
  std::vector<double> lengths(std::span<const BatchJob> jobs) const;

 private:
  std::filesystem::path folder_;
  int shard_;
  int shards_;
};

/// Length of each job's video according to its container, in seconds; 0 if unknown.
std::vector<double> probe_lengths(std::span<const BatchJob> jobs);

/// A job ready to run: its command with parsed options.
struct PlannedJob {
  BatchJob job;
  const Command* command = nullptr;
};

/// Finds the command of each job, checks its options and loads the models that jobs share. Throws
/// UsageError with all mistakes, each with its line in the manifest, and Error(missing_model).
std::vector<PlannedJob> plan_jobs(std::span<const BatchJob> jobs, const std::string& manifest);

/// The command line of the job without the program's name. `threads` applies if the job does not
/// set it.
std::vector<std::string> job_words(const PlannedJob& job, const std::filesystem::path& folder,
                                   int threads, bool resume);

/// Runs the job in its process.
JobWork job_work(const PlannedJob& job, const std::filesystem::path& folder, int threads,
                 const std::string& identity);

/// Removes unfinished files of a killed process in `folder` and, on request, below it.
void remove_unfinished(const std::filesystem::path& folder, bool with_folders);

/// The command of that name that can run in a batch, or null.
const Command* find_command(const std::string& name);

/// Seconds to wait for the lock of the records; killed jobs of an earlier run have ended by then.
inline constexpr double lock_patience = 10;

}  // namespace facetrack::cli
