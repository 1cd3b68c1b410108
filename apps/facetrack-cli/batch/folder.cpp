// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "facetrack/decoder.hpp"
#include "facetrack/report.hpp"

#include "batch/plan.hpp"

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> result_files(const fs::path& folder, const fs::path& shards) {
  std::vector<fs::path> files;
  std::error_code none;
  if (fs::exists(folder / "results.jsonl", none)) files.push_back(folder / "results.jsonl");
  for (const auto& entry : fs::directory_iterator(shards, none)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("results-") && name.ends_with(".jsonl")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Gives `text` the name `file` unless somebody was quicker.
void write_first(const fs::path& file, const std::string& text) {
  const fs::path own = file.string() + "." + std::to_string(::getpid());
  write_file(own, text);
  const bool linked = ::link(own.c_str(), file.c_str()) == 0 || errno == EEXIST;
  // Where there are no hard links a rename must do: all write the same, unless a video vanishes
  // in between.
  std::error_code failed;
  if (linked)
    fs::remove(own, failed);
  else
    fs::rename(own, file, failed);
  if (!linked && failed) throw Error(ErrorCode::io, file.string() + ": " + failed.message());
}

}  // namespace

fs::path BatchFolder::own_results() const {
  if (shards_ == 0) return folder_ / "results.jsonl";
  return shards() /
         ("results-" + std::to_string(shard_) + "-of-" + std::to_string(shards_) + ".jsonl");
}

void BatchFolder::make() const {
  std::error_code error;
  fs::create_directories(own_results().parent_path(), error);
  if (error) throw Error(ErrorCode::io, folder_.string() + ": " + error.message());
}

std::vector<BatchRecord> BatchFolder::records() const {
  std::vector<BatchRecord> all;
  for (const fs::path& file : result_files(folder_, shards())) {
    std::vector<BatchRecord> some = read_records(read_file(file), file.string());
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  return all;
}

void BatchFolder::require_new() const {
  std::error_code none;
  const bool there = fs::exists(own_results(), none) || fs::exists(folder_ / "results.jsonl") ||
                     (shards_ == 0 && !result_files(folder_, shards()).empty());
  if (!there) return;
  throw Error(ErrorCode::io, folder_.string() +
                                 ": results are already there; --resume goes on, --force starts "
                                 "anew, -o names another folder");
}

void BatchFolder::forget() const {
  if (shards_ > 0) {
    fs::remove(own_results());
    return;
  }
  for (const fs::path& file : result_files(folder_, shards())) fs::remove(file);
}

void BatchFolder::keep_manifest(std::span<const BatchJob> jobs) const {
  const std::string text = manifest_text(jobs);
  std::error_code none;
  if (fs::exists(manifest(), none) && read_file(manifest()) == text) return;
  write_file(manifest(), text);
}

std::vector<double> BatchFolder::lengths(std::span<const BatchJob> jobs) const {
  // A changed manifest has a plan of its own; by ids and videos, so that order does not matter.
  std::vector<std::string> parts;
  for (const BatchJob& job : jobs) parts.push_back(job.id + "\n" + job.video);
  std::sort(parts.begin(), parts.end());
  BatchJob all;
  all.options = std::move(parts);
  const fs::path file = shards() / ("plan-" + job_fingerprint(all) + ".json");
  std::error_code none;
  if (!fs::exists(file, none)) write_first(file, plan_json(jobs, probe_lengths(jobs)));
  return seconds_from_plan(read_file(file), jobs);
}

std::vector<double> probe_lengths(std::span<const BatchJob> jobs) {
  std::vector<double> seconds;
  seconds.reserve(jobs.size());
  for (const BatchJob& job : jobs) {
    double length = 0;
    try {
      DecoderOptions options;
      options.threads = 1;
      const auto decoder = open_decoder(job.video, options);
      length = decoder->info().duration.value_or(MediaTime{}).seconds();
    } catch (const Error&) {
      // The job will say what is wrong with it.
    }
    seconds.push_back(std::max(length, 0.0));
  }
  return seconds;
}

}  // namespace facetrack::cli
