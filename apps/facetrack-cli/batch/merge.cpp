// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "batch/merge.hpp"

#include <map>

#include "facetrack/file.hpp"
#include "facetrack/log.hpp"
#include "facetrack/report.hpp"

namespace facetrack::cli {

namespace fs = std::filesystem;

std::string count_text(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what;
}

Merged merge(const BatchFolder& folder, std::span<const BatchJob> jobs) {
  Merged merged;
  merged.records = merge_records(jobs, folder.records());
  for (const BatchRecord& record : merged.records) {
    ++(record.id.empty() ? merged.missing : record.done ? merged.done : merged.failed);
  }
  return merged;
}

/// Writes metadata.jsonl, summary.json and report.html from all records.
void write_merged(const BatchFolder& folder, std::span<const BatchJob> jobs, Merged& merged) {
  std::string metadata;
  std::map<std::string, std::string> again;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    BatchRecord& record = merged.records[i];
    const fs::path place = folder.job(jobs[i].id);
    try {
      metadata +=
          metadata_line(jobs[i], record, place, find_command(jobs[i].command)->batch.result);
    } catch (const Error& error) {
      // Its record says done, but its files were removed: it must run again.
      log(LogLevel::warning, jobs[i].id + ": " + error.what());
      record = BatchRecord{};
      --merged.done;
      ++merged.missing;
      metadata += metadata_line(jobs[i], record, place, {});
    }
    if (!record.id.empty() && !record.done) {
      again[jobs[i].id] =
          "facetrack-cli " +
          quote_command(job_words({jobs[i], find_command(jobs[i].command)}, place, 1, false));
    }
  }
  folder.write("metadata.jsonl", metadata);
  folder.write("report.html", batch_page(jobs, merged.records, again));
  folder.write("summary.json", batch_summary_json(jobs, merged.records));
}

int print_outcome(const BatchFolder& folder, const Merged& merged, std::size_t jobs,
                  Context& context) {
  std::string text =
      count_text(merged.done, "of ") + counted(static_cast<std::int64_t>(jobs), "job") + " done";
  if (merged.failed > 0) text += ", " + count_text(merged.failed, "failed");
  if (merged.missing > 0) text += ", " + count_text(merged.missing, "not run (--resume runs them)");
  context.console.result(text + "\n" + folder.path().string() + "\n");
  return merged.failed + merged.missing == 0 ? exit_done : exit_failed;
}

int run_merge(const Values& values, Context& context) {
  const BatchFolder folder(values.text("merge"), 0, 0);
  if (!values.positional().empty()) {
    throw UsageError("batch --merge DIR takes no manifest, because DIR contains it");
  }
  const std::vector<BatchJob> jobs =
      read_manifest(read_file(folder.manifest()), folder.manifest().string());
  for (const BatchJob& job : jobs) {
    if (find_command(job.command) == nullptr) {
      throw Error(ErrorCode::corrupt_input,
                  folder.manifest().string() + ": no command is called '" + job.command + "'");
    }
  }
  const RecordLog lock(folder.own_results(), lock_patience);
  Merged merged = merge(folder, jobs);
  write_merged(folder, jobs, merged);
  std::string lines;
  for (const BatchRecord& record : merged.records) {
    if (!record.id.empty()) lines += record_line(record);
  }
  write_file(folder.own_results(), lines);
  return print_outcome(folder, merged, jobs.size(), context);
}

}  // namespace facetrack::cli
