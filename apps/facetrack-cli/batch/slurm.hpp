// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace facetrack::cli {

/// The values for the Slurm scripts.
struct SlurmPlan {
  std::string program;                 ///< absolute
  std::string manifest;                ///< absolute
  std::string folder;                  ///< absolute: the batch's
  std::string directory;               ///< where relative names of the manifest are looked up
  int tasks = 1;                       ///< size of the array; the number of shards
  int throttle = 0;                    ///< tasks at a time; 0: no limit
  int cpus = 1;                        ///< per task
  std::vector<std::string> options;    ///< further lines "--partition=long"
  std::vector<std::string> arguments;  ///< passed on to every shard: "--time-limit=600"
};

/// Pure. Two scripts for sbatch, and one that submits both.
std::string array_script(const SlurmPlan& plan);
std::string merge_script(const SlurmPlan& plan);
std::string submit_script(const SlurmPlan& plan);

/// The shard (from 1) and the number of shards, from SLURM_ARRAY_TASK_ID and related variables,
/// which `variable` returns (null: not set). Nothing outside an array. Throws UsageError.
struct ShardChoice {
  int shard = 0;
  int shards = 0;
};
std::optional<ShardChoice> shard_of_array(const char* (*variable)(const char* name));
/// "2/16".
ShardChoice shard_of_text(const std::string& text);

}  // namespace facetrack::cli
