// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "batch/manifest.hpp"

namespace facetrack::cli {

/// The outcome of a job: a line of results.jsonl (facetrack.batch-result/1).
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
  double media_seconds = 0;  ///< length of the video; 0 if the result does not say
  double peak_mb = 0;        ///< resident memory
  std::string digest;        ///< SHA-256 of the written lists; equal for equal results
  std::string finished;      ///< "2026-01-31T12:00:00Z"
  std::string host;
};
/// The record as one line with its newline.
std::string record_line(const BatchRecord& record);
/// Parses every complete line. Skips a last line without a newline (cut off by a crash) and lines
/// that cannot be read, and logs a warning.
std::vector<BatchRecord> read_records(std::string_view text, std::string_view name);

/// results.jsonl, open and locked by one process. Lines are appended whole, and each is on the disk
/// when append() returns. Forked children keep the lock as long as they live.
class RecordLog {
 public:
  /// Waits up to `patience` seconds for the lock. Removes an incomplete last line. Throws
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

/// The final record of each job, in the order of `jobs`. It has the fingerprint of the job. A
/// record of success counts before one of failure, and a later one before an earlier. A job without
/// a record has an empty id there.
std::vector<BatchRecord> merge_records(std::span<const BatchJob> jobs,
                                       std::span<const BatchRecord> records);

/// Fills in digest and media_seconds from the lists that a finished job left in `folder` and from
/// `result`, the main file of the command. Throws Error or std::filesystem::filesystem_error if
/// they cannot be read.
void describe_result(const std::filesystem::path& folder, std::string_view result,
                     BatchRecord& record);
/// A line of metadata.jsonl (facetrack.batch-metadata/1): the results of the job without frames,
/// times of computation and paths. `result`: name of the main file; read only if the job is done.
/// Throws Error if it cannot be read.
std::string metadata_line(const BatchJob& job, const BatchRecord& record,
                          const std::filesystem::path& folder, std::string_view result);

/// facetrack.batch-summary/1, and a page with the failures first. `merged` comes from
/// merge_records(); `failed_command` maps the id of a failed job to a command line that runs it
/// alone.
std::string batch_summary_json(std::span<const BatchJob> jobs, std::span<const BatchRecord> merged);
std::string batch_page(std::span<const BatchJob> jobs, std::span<const BatchRecord> merged,
                       const std::map<std::string, std::string>& failed_command);

}  // namespace facetrack::cli
