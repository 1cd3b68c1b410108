// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "batch/plan.hpp"

#include <algorithm>
#include <array>
#include <system_error>

#include "facetrack/file.hpp"
#include "facetrack/output.hpp"
#include "facetrack/report.hpp"

#include "commands/option_rules.hpp"

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;

// Options that the batch sets for every job.
constexpr std::array own_options = {"output",  "force", "resume",  "video",     "help",
                                    "version", "quiet", "verbose", "log-format"};
// The file that says to which job the unfinished results in a folder belong.
constexpr const char* marker = ".facetrack-job";

bool has_option(const CommandSpec& spec, std::string_view name) {
  return std::any_of(spec.options.begin(), spec.options.end(),
                     [&](const OptionSpec& option) { return option.name == name; });
}

std::string name_of(const std::string& word) {
  std::string name =
      word.substr(2, word.find('=') == std::string::npos ? std::string::npos : word.find('=') - 2);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

[[noreturn]] void unknown_command(const BatchJob& job) {
  std::string known;
  for (const Command& command : commands()) {
    if (command.batch.prepare == nullptr) continue;
    known += (known.empty() ? "" : ", ") + std::string(command.spec().name);
  }
  throw UsageError("command: '" + job.command + "' is not a command for a batch; expected one of " +
                   known);
}

void check(const PlannedJob& planned) {
  const CommandSpec& spec = planned.command->spec();
  for (const std::string& word : planned.job.options) {
    const std::string name = name_of(word);
    if (std::find(own_options.begin(), own_options.end(), name) != own_options.end()) {
      throw UsageError("options." + name +
                       ": must be left out, because the batch sets it for every job");
    }
  }
  if (!planned.job.references.empty() && !has_option(spec, "reference")) {
    throw UsageError("reference: '" + planned.job.command +
                     "' takes no photos; leave the field out");
  }
  const std::vector<std::string> words = job_words(planned, "x", 1, false);
  const Values values = parse(spec, std::span(words).subspan(1));
  check_options(values);
  planned.command->batch.prepare(values);
}

/// Files that a killed process may have left: they never got their final names.
bool is_unfinished(const std::string& name) { return name.starts_with(".facetrack-part-"); }

std::string content(const fs::path& file) {
  std::error_code none;
  return fs::is_regular_file(file, none) ? read_file(file, 1 << 16) : std::string();
}

}  // namespace

void remove_unfinished(const fs::path& folder, bool with_folders) {
  std::error_code failed;
  std::vector<fs::path> found;
  for (auto entry = fs::recursive_directory_iterator(folder, failed);
       entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
    if (!with_folders) entry.disable_recursion_pending();
    if (is_unfinished(entry->path().filename().string())) found.push_back(entry->path());
  }
  for (const fs::path& file : found) fs::remove(file, failed);
}

const Command* find_command(const std::string& name) {
  for (const Command& command : commands()) {
    if (command.batch.prepare != nullptr && command.spec().name == name) return &command;
  }
  return nullptr;
}

std::vector<PlannedJob> plan_jobs(std::span<const BatchJob> jobs, const std::string& manifest) {
  std::vector<PlannedJob> planned;
  std::string mistakes;
  std::size_t count = 0;
  for (const BatchJob& job : jobs) {
    const std::string place = manifest + ":" + std::to_string(job.line) + ": ";
    try {
      planned.push_back({job, find_command(job.command)});
      if (planned.back().command == nullptr) unknown_command(job);
      check(planned.back());
    } catch (const UsageError& error) {
      if (++count <= most_mistakes) {
        mistakes += (mistakes.empty() ? "" : "\n") + place + error.what();
      }
    } catch (const Error& error) {
      throw Error(error.code(), place + error.what());
    }
  }
  if (count > most_mistakes) {
    mistakes += "\nand " + std::to_string(count - most_mistakes) + " more";
  }
  if (count > 0) throw UsageError(mistakes);
  return planned;
}

std::vector<std::string> job_words(const PlannedJob& planned, const fs::path& folder, int threads,
                                   bool resume) {
  const CommandSpec& spec = planned.command->spec();
  const std::string_view output = planned.command->batch.output;
  std::vector<std::string> words{std::string(spec.name)};
  for (const std::string& name : planned.job.references) words.push_back("--reference=" + name);
  words.insert(words.end(), planned.job.options.begin(), planned.job.options.end());
  const auto add_default = [&](const char* name, int value) {
    const bool said = std::any_of(
        planned.job.options.begin(), planned.job.options.end(), [&](const std::string& word) {
          const std::string given = name_of(word);
          return given == name || (given == "num-processes" && name == std::string_view("jobs"));
        });
    if (said || !has_option(spec, name)) return;
    words.push_back("--" + std::string(name) + "=" + std::to_string(value));
  };
  add_default("jobs", threads);
  // Always set: the bytes of an encoder depend on its threads and must not depend on the number of
  // workers.
  add_default("encoder-threads", 1);
  words.push_back("--output=" + (output.empty() ? folder : folder / output).string());
  const bool resumes = resume && has_option(spec, "resume");
  if (resumes || has_option(spec, "force")) words.emplace_back(resumes ? "--resume" : "--force");
  words.emplace_back("--");
  words.push_back(planned.job.video);
  return words;
}

/// A command with a fixed main file replaces it; it must be the file of a job.
void require_own_result(const PlannedJob& planned, const fs::path& folder) {
  const BatchRole& role = planned.command->batch;
  std::error_code none;
  if (role.output.empty() || fs::exists(folder / marker, none)) return;
  if (!fs::exists(fs::symlink_status(folder / role.output, none))) return;
  const fs::path result = folder / role.result;
  const bool known =
      fs::is_regular_file(fs::symlink_status(result, none)) &&
      read_file(result).find("\"facetrack." + planned.job.command + "/1\"") != std::string::npos;
  if (known) return;
  throw OutputError(
      OutputError::Reason::not_ours,
      (folder / role.output).string() + ": exists and was not written by a batch; move it away");
}

JobWork job_work(const PlannedJob& planned, const fs::path& folder, int threads,
                 const std::string& identity) {
  return [planned, folder, threads, identity](Context& context) {
    fs::create_directories(folder);
    remove_unfinished(folder, false);
    require_own_result(planned, folder);
    const bool resume = content(folder / marker) == identity;
    if (!resume) fs::remove(folder / marker);
    const std::vector<std::string> words = job_words(planned, folder, threads, resume);
    context.command_line = "facetrack-cli " + quote_command(words);
    bool marked = resume;
    context.observer = [&, report = context.observer](const Progress& progress) {
      // At this point the folder contains no results of an earlier job.
      if (!marked) write_file(folder / marker, identity);
      marked = true;
      report(progress);
    };
    const Command& command = *planned.command;
    JobEnd end;
    end.exit_code = command.run(parse(command.spec(), std::span(words).subspan(1)), context);
    if (end.exit_code == exit_interrupted) {
      end.kind = "killed";
      end.reason = "was interrupted by another process";
    } else if (end.exit_code != exit_done) {
      end.kind = end.exit_code == exit_broken_promise ? "not_valid" : "failed";
    } else {
      BatchRecord record;
      describe_result(folder, command.batch.result, record);
      end.digest = record.digest;
      end.media_seconds = record.media_seconds;
    }
    std::error_code ignored;
    if (end.kind.empty()) fs::remove(folder / marker, ignored);
    return end;
  };
}

}  // namespace facetrack::cli
