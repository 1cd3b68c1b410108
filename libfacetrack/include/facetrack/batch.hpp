// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/export.hpp"

namespace facetrack {

/// Many jobs: the manifest that lists them, how shards divide them, and the records they leave.
/// How a job is run is the caller's affair; `facetrack-cli batch` gives each one a process.
/// The functions keep no state; any thread.

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
/// with line and field: "jobs.jsonl:3: video: is missing".
FACETRACK_EXPORT std::vector<BatchJob> read_manifest(std::string_view text, std::string_view name);
/// The jobs as a manifest again.
FACETRACK_EXPORT std::string manifest_text(std::span<const BatchJob> jobs);

/// What the job asks for, its id left out, as 16 hexadecimal digits.
FACETRACK_EXPORT std::string job_fingerprint(const BatchJob& job);
/// An identity of the files the job reads: video, references and files its options name. By size
/// and time of change, or with `contents` by their bytes. A missing file has one, too.
FACETRACK_EXPORT std::string input_identity(const BatchJob& job, bool contents);

/// The shard, from 0, of each job: the longest first, each to the shard with the least to do.
/// Depends on ids and lengths alone, not on the order of jobs. Requires: as many `seconds` as jobs.
FACETRACK_EXPORT std::vector<int> assign_shards(std::span<const BatchJob> jobs,
                                                std::span<const double> seconds, int shards);
/// facetrack.batch-plan/1: the lengths that all shards agree on, and back. Reading throws
/// Error(corrupt_input), also when a job is not in it.
FACETRACK_EXPORT std::string plan_json(std::span<const BatchJob> jobs,
                                       std::span<const double> seconds);
FACETRACK_EXPORT std::vector<double> seconds_from_plan(std::string_view text,
                                                       std::span<const BatchJob> jobs);

/// What became of a job: a line of results.jsonl (facetrack.batch-result/1).
struct BatchRecord {
  std::string id, command, video;
  std::string job;    ///< job_fingerprint()
  std::string input;  ///< input_identity() when it began
  bool done = false;
  std::string kind;    ///< of the failure: "corrupt_input", "time_limit", "crash", ...
  std::string reason;  ///< of the failure, for people
  int exit_code = 0;
  int attempts = 1;
  double seconds = 0;        ///< of real time, last attempt
  double cpu_seconds = 0;    ///< the same
  double media_seconds = 0;  ///< length of the video, where the result tells
  double peak_mb = 0;        ///< resident memory
  std::string digest;        ///< SHA-256 of the lists written; the same for the same result
  std::string finished;      ///< "2026-01-31T12:00:00Z"
  std::string host;
};
/// One line, its end included.
FACETRACK_EXPORT std::string record_line(const BatchRecord& record);
/// Every whole line. A last line without an end was torn by a crash: left out, as are lines that
/// cannot be read, with a warning to the log.
FACETRACK_EXPORT std::vector<BatchRecord> read_records(std::string_view text,
                                                       std::string_view name);

/// results.jsonl, held open for one process: lines are appended whole, each on the disk when
/// append() returns. Children that are forked keep the lock as long as they live.
class FACETRACK_EXPORT RecordLog {
 public:
  /// Waits up to `patience` seconds for another holder; cuts off a torn last line. Throws
  /// Error(io).
  explicit RecordLog(const std::filesystem::path& file, double patience = 10);
  RecordLog(const RecordLog&) = delete;
  RecordLog& operator=(const RecordLog&) = delete;
  ~RecordLog();

  void append(const BatchRecord& record);

 private:
  std::filesystem::path file_;
  int descriptor_;
};

/// The record that counts of each job, in the order of `jobs`: of the same fingerprint, done
/// rather than failed, else the last. Jobs without one have an empty id there.
FACETRACK_EXPORT std::vector<BatchRecord> merge_records(std::span<const BatchJob> jobs,
                                                        std::span<const BatchRecord> records);

/// What a finished job left in `folder`: digest and media_seconds are filled in from the lists
/// and from `result`, the command's main file. Throws Error where that cannot be read.
FACETRACK_EXPORT void describe_result(const std::filesystem::path& folder, std::string_view result,
                                      BatchRecord& record);
/// A line of metadata.jsonl (facetrack.batch-metadata/1): what the job found, frames left out.
/// Neither timing nor place is in it. `result`: the main file's name; not read where not done.
FACETRACK_EXPORT std::string metadata_line(const BatchJob& job, const BatchRecord& record,
                                           const std::filesystem::path& folder,
                                           std::string_view result);

/// facetrack.batch-summary/1, and a page with the failures on top. `merged` as merge_records()
/// gives it; `failed_command`: job id -> a command line that runs it alone.
FACETRACK_EXPORT std::string batch_summary_json(std::span<const BatchJob> jobs,
                                                std::span<const BatchRecord> merged);
FACETRACK_EXPORT std::string batch_page(std::span<const BatchJob> jobs,
                                        std::span<const BatchRecord> merged,
                                        const std::map<std::string, std::string>& failed_command);

}  // namespace facetrack
