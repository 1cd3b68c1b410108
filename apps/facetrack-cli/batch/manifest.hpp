// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace facetrack::cli {

/// The manifest that lists a batch's jobs, and how shards divide them. The functions keep no state;
/// any thread.

/// How many mistakes in a manifest a message lists; nobody reads more.
constexpr std::size_t most_mistakes = 12;

/// One line of a manifest (docs/formats.md).
struct BatchJob {
  std::string id;  ///< also the name of the job's folder
  std::string command;
  std::string video;
  std::vector<std::string> references;
  std::vector<std::string> options;  ///< as on a command line: "--crop=face", "--no-audio"
  std::size_t line = 0;              ///< in the manifest, from 1
};

/// Reads JSON Lines. Throws Error(corrupt_input) with every mistake found (the first dozen), each
/// with line and field: "jobs.jsonl:3: 'video' is missing".
std::vector<BatchJob> read_manifest(std::string_view text, std::string_view name);
/// The jobs as the text of a manifest.
std::string manifest_text(std::span<const BatchJob> jobs);

/// A hash of the job without its id, as 16 hexadecimal digits.
std::string job_fingerprint(const BatchJob& job);
/// An identity of the files that the job reads: video, references and files that its options name.
/// Uses their size and modification time, or with `contents` their bytes. A missing file has an
/// identity, too.
std::string input_identity(const BatchJob& job, bool contents);

/// The cost of a job besides its video, in seconds of video; also distributes jobs of unknown
/// length.
constexpr double seconds_per_job = 1;
/// The shard (from 0) of each job: assigns the longest job first, each to the shard with the least
/// work. Depends on ids and lengths only, not on the order of jobs. Requires: as many `seconds` as
/// jobs.
std::vector<int> assign_shards(std::span<const BatchJob> jobs, std::span<const double> seconds,
                               int shards);
/// facetrack.batch-plan/1: the lengths of all videos, which all shards share. Reading throws
/// Error(corrupt_input), also if a job is missing.
std::string plan_json(std::span<const BatchJob> jobs, std::span<const double> seconds);
std::vector<double> seconds_from_plan(std::string_view text, std::span<const BatchJob> jobs);

}  // namespace facetrack::cli
