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
std::string record_line(const BatchRecord& record);
/// Every whole line. A last line without an end was torn by a crash: left out, as are lines that
/// cannot be read, with a warning to the log.
std::vector<BatchRecord> read_records(std::string_view text, std::string_view name);

/// results.jsonl, held open for one process: lines are appended whole, each on the disk when
/// append() returns. Children that are forked keep the lock as long as they live.
class RecordLog {
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
std::vector<BatchRecord> merge_records(std::span<const BatchJob> jobs,
                                       std::span<const BatchRecord> records);

/// What a finished job left in `folder`: digest and media_seconds are filled in from the lists
/// and from `result`, the command's main file. Throws Error or std::filesystem::filesystem_error
/// where that cannot be read.
void describe_result(const std::filesystem::path& folder, std::string_view result,
                     BatchRecord& record);
/// A line of metadata.jsonl (facetrack.batch-metadata/1): what the job found, frames left out.
/// Neither timing nor place is in it. `result`: the main file's name; not read where not done.
/// Throws Error where that cannot be read.
std::string metadata_line(const BatchJob& job, const BatchRecord& record,
                          const std::filesystem::path& folder, std::string_view result);

/// facetrack.batch-summary/1, and a page with the failures on top. `merged` as merge_records()
/// gives it; `failed_command`: job id -> a command line that runs it alone.
std::string batch_summary_json(std::span<const BatchJob> jobs, std::span<const BatchRecord> merged);
std::string batch_page(std::span<const BatchJob> jobs, std::span<const BatchRecord> merged,
                       const std::map<std::string, std::string>& failed_command);

}  // namespace facetrack::cli
