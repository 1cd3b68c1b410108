// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "batch/records.hpp"

#include <algorithm>
#include <set>
#include <sstream>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"
#include "facetrack/log.hpp"
#include "facetrack/version.hpp"

#include "batch/json.hpp"

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view record_schema = "facetrack.batch-result/1";
constexpr std::size_t longest_record_text = 1 << 16;
constexpr int memory_decimals = 1;
constexpr int ratio_decimals = 4;

std::string text_or(const JsonField& record, std::string_view key) {
  return record.has(key) ? record[key].text(longest_record_text) : std::string();
}

double number_or(const JsonField& record, std::string_view key) {
  return record.has(key) ? std::max(0.0, record[key].number()) : 0.0;
}

BatchRecord record_from(const JsonField& json) {
  if (json["schema"].text(64) != record_schema)
    json["schema"].fail("not " + std::string(record_schema));
  BatchRecord record;
  record.id = json["id"].text(longest_record_text);
  record.command = json["command"].text(64);
  record.video = json["video"].text(longest_record_text);
  record.job = json["job"].text(64);
  record.input = json["input"].text(128);
  const std::string& status = json["status"].text(16);
  if (status != "done" && status != "failed") json["status"].fail("must be \"done\" or \"failed\"");
  record.done = status == "done";
  record.kind = text_or(json, "kind");
  record.reason = text_or(json, "reason");
  record.exit_code = json["exit_code"].integer(0, 255);
  record.attempts = json["attempts"].integer(1, 1000000);
  record.seconds = number_or(json, "seconds");
  record.cpu_seconds = number_or(json, "cpu_seconds");
  record.media_seconds = number_or(json, "media_seconds");
  record.peak_mb = number_or(json, "peak_mb");
  record.digest = text_or(json, "digest");
  record.finished = text_or(json, "finished");
  record.host = text_or(json, "host");
  return record;
}

bool is_list(const fs::path& file) {
  const std::string ending = file.extension().string();
  for (const char* known : {".json", ".csv", ".txt", ".edl", ".otio", ".vtt"}) {
    if (ending == known) return !file.filename().string().starts_with('.');
  }
  return false;
}

void find_lists(const fs::path& folder, std::set<fs::path>& lists) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const fs::path& path = entry.path();
    if (path.filename().string().starts_with('.'))
      continue;  // notes of the program about the results
    std::error_code none;
    if (entry.is_regular_file(none) && is_list(path)) lists.insert(path);
    if (entry.is_directory(none) && !entry.is_symlink(none)) find_lists(path, lists);
  }
}

/// Removes the name of the folder from the text, so that results of one job are equal in every
/// folder.
std::string without_place(std::string text, const fs::path& folder) {
  std::string place = compact(folder.string());
  place = place.substr(1, place.size() - 2);
  for (std::size_t at = text.find(place); at != std::string::npos; at = text.find(place, at + 1)) {
    text.replace(at, place.size(), ".");
  }
  return text;
}

/// Removes the timings, which always differ: `timings` is the last member of metadata.json.
std::string without_timings(std::string text) {
  const std::size_t at = text.rfind(",\n \"timings\": {");
  if (at != std::string::npos) text.erase(at, text.find('}', at) + 1 - at);
  return text;
}

/// Removes the lists of frames, which are most of a result and are in the job's own files.
void drop_frames(Json& json) {
  if (json.is_object()) {
    if (const auto frames = json.find("frames"); frames != json.end() && frames->is_array()) {
      json.erase(frames);
    }
  }
  if (json.is_structured()) {
    for (Json& item : json) drop_frames(item);
  }
}

Json read_result(const fs::path& folder, std::string_view result) {
  const fs::path file = folder / result;
  return parse_json(without_timings(without_place(read_file(file), folder)), file.string(), 64);
}

double sum(std::span<const BatchRecord> records, double BatchRecord::*field) {
  double total = 0;
  for (const BatchRecord& record : records) total += record.*field;
  return rounded(total, second_decimals);
}

}  // namespace

std::string record_line(const BatchRecord& record) {
  Json json = {{"schema", record_schema},
               {"id", record.id},
               {"command", record.command},
               {"video", record.video},
               {"status", record.done ? "done" : "failed"}};
  if (!record.done) {
    json["kind"] = record.kind;
    json["reason"] = record.reason.substr(0, 4000);
  }
  json["exit_code"] = record.exit_code;
  json["attempts"] = record.attempts;
  json["job"] = record.job;
  json["input"] = record.input;
  if (!record.digest.empty()) json["digest"] = record.digest;
  json["seconds"] = rounded(record.seconds, second_decimals);
  json["cpu_seconds"] = rounded(record.cpu_seconds, second_decimals);
  json["media_seconds"] = rounded(record.media_seconds, second_decimals);
  json["peak_mb"] = rounded(record.peak_mb, memory_decimals);
  json["finished"] = record.finished;
  json["host"] = record.host;
  return compact(json) + "\n";
}

std::vector<BatchRecord> read_records(std::string_view text, std::string_view name) {
  std::vector<BatchRecord> records;
  text = text.substr(0, text.rfind('\n') + 1);  // npos + 1 is 0: no whole line
  each_line(text, [&](std::string_view line, std::size_t number) {
    const std::string place = std::string(name) + ":" + std::to_string(number);
    try {
      const Json json = parse_json(line, place);
      records.push_back(record_from(JsonField(json, place)));
    } catch (const Error& error) {
      log(LogLevel::warning, std::string(error.what()) + "; the line is ignored");
    }
  });
  return records;
}

std::vector<BatchRecord> merge_records(std::span<const BatchJob> jobs,
                                       std::span<const BatchRecord> records) {
  std::map<std::pair<std::string_view, std::string>, const BatchRecord*> best;
  for (const BatchRecord& record : records) {
    const BatchRecord*& known = best[{record.id, record.job}];
    const bool better = known == nullptr || (record.done && !known->done) ||
                        (record.done == known->done && record.finished >= known->finished);
    if (better) known = &record;
  }
  std::vector<BatchRecord> merged;
  merged.reserve(jobs.size());
  for (const BatchJob& job : jobs) {
    const auto found = best.find({job.id, job_fingerprint(job)});
    merged.push_back(found == best.end() ? BatchRecord{} : *found->second);
  }
  return merged;
}

void describe_result(const fs::path& folder, std::string_view result, BatchRecord& record) {
  const Json json = read_result(folder, result);
  if (json.is_object() && json.contains("source") && json["source"].is_object() &&
      json["source"].contains("duration") && json["source"]["duration"].is_number()) {
    record.media_seconds = json["source"]["duration"].get<double>();
  }
  std::set<fs::path> lists;
  find_lists(folder, lists);
  std::stringstream texts;
  for (const fs::path& file : lists) {
    texts << file.lexically_relative(folder).generic_string() << '\0'
          << without_timings(without_place(read_file(file), folder));
  }
  record.digest = sha256(texts);
}

std::string metadata_line(const BatchJob& job, const BatchRecord& record, const fs::path& folder,
                          std::string_view result) {
  Json json = {{"schema", "facetrack.batch-metadata/1"},
               {"id", job.id},
               {"command", job.command},
               {"video", job.video},
               {"status", record.id.empty() ? "missing"
                          : record.done     ? "done"
                                            : "failed"}};
  if (record.done) {
    json["digest"] = record.digest;
    json["result"] = read_result(folder, result);
    drop_frames(json["result"]);
  } else if (!record.id.empty()) {
    json["kind"] = record.kind;
    json["reason"] = without_place(record.reason, folder);
  }
  return compact(json) + "\n";
}

std::string batch_summary_json(std::span<const BatchJob> jobs,
                               std::span<const BatchRecord> merged) {
  Json failures = Json::array();
  Json missing = Json::array();
  std::size_t done = 0;
  double peak = 0;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const BatchRecord& record = merged[i];
    peak = std::max(peak, record.peak_mb);
    if (record.id.empty()) {
      missing.push_back(jobs[i].id);
    } else if (record.done) {
      ++done;
    } else {
      failures.push_back({{"id", record.id},
                          {"video", record.video},
                          {"kind", record.kind},
                          {"reason", record.reason},
                          {"attempts", record.attempts}});
    }
  }
  const double media = sum(merged, &BatchRecord::media_seconds);
  const double cpu = sum(merged, &BatchRecord::cpu_seconds);
  Json json = {{"schema", "facetrack.batch-summary/1"},
               {"generator", "facetrack " FACETRACK_VERSION},
               {"jobs", jobs.size()},
               {"done", done},
               {"failed", failures.size()},
               {"missing", missing.size()},
               {"media_seconds", media},
               {"job_seconds", sum(merged, &BatchRecord::seconds)},
               {"cpu_seconds", cpu},
               {"peak_mb", rounded(peak, memory_decimals)}};
  // Core hours per hour of video, to plan a larger run.
  if (media > 0) json["cpu_per_media"] = rounded(cpu / media, ratio_decimals);
  json["failures"] = failures;
  json["missing_jobs"] = missing;
  return to_text(json);
}

}  // namespace facetrack::cli
