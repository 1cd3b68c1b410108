// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "facetrack/decoder.hpp"
#include "facetrack/file.hpp"
#include "facetrack/output.hpp"
#include "facetrack/report.hpp"

#include "batch/plan.hpp"

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;

/// The files that a batch writes besides the folders of jobs.
constexpr std::array own_names = {"manifest.jsonl", "metadata.jsonl", "report.html",
                                  "summary.json"};

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

/// Writes `text` to `file` unless another process did so first.
void write_first(const fs::path& file, const std::string& text) {
  const fs::path own = file.string() + "." + std::to_string(::getpid());
  write_file(own, text);
  const bool linked = ::link(own.c_str(), file.c_str()) == 0 || errno == EEXIST;
  // Without hard links a rename is used. All shards write the same text, unless a video disappears
  // meanwhile.
  std::error_code failed;
  if (linked)
    fs::remove(own, failed);
  else
    fs::rename(own, file, failed);
  if (!linked && failed) throw Error(ErrorCode::io, file.string() + ": " + failed.message());
}

bool is_kept(const fs::path& file, std::span<const BatchJob> jobs) {
  std::error_code none;
  return file.filename() == "manifest.jsonl" && fs::is_regular_file(file, none) &&
         read_file(file) == manifest_text(jobs);
}

[[noreturn]] void refuse(const fs::path& file, const std::string& what) {
  throw OutputError(OutputError::Reason::not_ours, file.string() + ": exists and is not the " +
                                                       what +
                                                       "; move it away or choose another folder");
}

/// A records file grows all the time, so it is recognised by its content.
void require_records(const fs::path& file) {
  const std::string text = read_file(file);
  if (!text.empty() && text.find("\"facetrack.batch-result/1\"") == std::string::npos) {
    refuse(file, "result list of a batch");
  }
}

/// A job's log is overwritten whenever the job runs, so it is recognised by other files of a batch
/// next to it.
void require_log(const fs::path& folder) {
  const fs::path log = folder / "job.log";
  std::error_code none;
  if (!fs::exists(fs::symlink_status(log, none))) return;
  const bool known = fs::is_regular_file(fs::symlink_status(log, none)) &&
                     (fs::exists(folder.parent_path() / ".facetrack-results.json", none));
  if (!known) refuse(log, "log of this batch");
}

}  // namespace

fs::path BatchFolder::own_results() const {
  if (shards_ == 0) return folder_ / "results.jsonl";
  return shards() /
         ("results-" + std::to_string(shard_) + "-of-" + std::to_string(shards_) + ".jsonl");
}

void BatchFolder::make() const {
  fs::create_directories(folder_);
  fs::create_directories(own_results().parent_path());
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
                                 ": contains results already; use --resume to continue, --force to "
                                 "start again, or -o to choose another folder");
}

void BatchFolder::forget() const {
  if (shards_ > 0) {
    fs::remove(own_results());
    return;
  }
  for (const fs::path& file : result_files(folder_, shards())) fs::remove(file);
}

void BatchFolder::require_own(std::span<const BatchJob> jobs, const fs::path& manifest_file) const {
  std::vector<fs::path> outputs;
  for (const char* name : own_names) outputs.push_back(folder_ / name);
  for (const fs::path& file : result_files(folder_, shards())) outputs.push_back(file);
  std::vector<fs::path> inputs;
  // A task of an array reads the manifest that the batch has stored, and does not write it again.
  if (!is_kept(manifest_file, jobs)) inputs.push_back(manifest_file);
  for (const BatchJob& job : jobs) {
    outputs.push_back(this->job(job.id) / "job.log");
    inputs.emplace_back(job.video);
    inputs.insert(inputs.end(), job.references.begin(), job.references.end());
    for (const std::string& option : job.options) {
      inputs.emplace_back(option.substr(std::min(option.find('='), option.size() - 1) + 1));
    }
  }
  keep_inputs(outputs, inputs);
  const OutputNotes notes(folder_, "batch");
  for (const std::string name : own_names) {
    if (name != "manifest.jsonl" || !is_kept(manifest(), jobs)) notes.require_own(name);
  }
  for (const fs::path& file : result_files(folder_, shards())) require_records(file);
  for (const BatchJob& job : jobs) require_log(this->job(job.id));
}

void BatchFolder::write(const std::string& name, const std::string& text) const {
  OutputNotes(folder_, "batch").write(name, text);
}

void BatchFolder::keep_manifest(std::span<const BatchJob> jobs) const {
  const std::string text = manifest_text(jobs);
  std::error_code none;
  if (fs::exists(manifest(), none) && read_file(manifest()) == text) return;
  write("manifest.jsonl", text);
}

std::vector<double> BatchFolder::lengths(std::span<const BatchJob> jobs) const {
  // A changed manifest gets a new plan. The name is made of ids and videos, so that their order
  // does not matter.
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
      // The job will report the error.
    }
    seconds.push_back(std::max(length, 0.0));
  }
  return seconds;
}

}  // namespace facetrack::cli
