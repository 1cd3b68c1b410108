// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "batch/slurm.hpp"

#include <charconv>

#include "args.hpp"

namespace facetrack::cli {
namespace {

constexpr int most_shards = 1'000'000;

std::optional<int> whole_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string quoted(const std::string& word) { return quote_command({&word, 1}); }

/// Quotes for lines that sbatch reads without a shell.
std::string directive(const std::string& option) { return "#SBATCH " + option + "\n"; }

std::string file_directive(const std::string& option, const std::string& file) {
  return directive(option + "=\"" + file + "\"");
}

std::string head(const SlurmPlan& plan, const std::string& name) {
  std::string text =
      "#!/bin/sh\n# Written by facetrack-cli batch --slurm; submit.sh in this folder submits it.\n";
  text += directive("--job-name=" + name) + directive("--ntasks=1") +
          // A task that lost its node is queued again; --resume skips the jobs that it had
          // finished.
          directive("--requeue") + directive("--open-mode=append");
  for (const std::string& option : plan.options) text += directive(option);
  return text;
}

std::string run_in(const SlurmPlan& plan) {
  return "cd " + quoted(plan.directory) + " || exit 1\n";
}

}  // namespace

std::string array_script(const SlurmPlan& plan) {
  const std::string throttle = plan.throttle > 0 ? "%" + std::to_string(plan.throttle) : "";
  std::string text = head(plan, "facetrack") +
                     directive("--array=0-" + std::to_string(plan.tasks - 1) + throttle) +
                     directive("--cpus-per-task=" + std::to_string(plan.cpus)) +
                     file_directive("--output", plan.folder + "/slurm/task-%a.log") + run_in(plan);
  text += "exec " + quoted(plan.program) + " batch " + quoted(plan.manifest) + " -o " +
          quoted(plan.folder) + " --resume --shard $((SLURM_ARRAY_TASK_ID + 1))/" +
          std::to_string(plan.tasks) + " -j \"${SLURM_CPUS_PER_TASK:-1}\"";
  if (!plan.arguments.empty()) text += " " + quote_command(plan.arguments);
  return text + "\n";
}

std::string merge_script(const SlurmPlan& plan) {
  return head(plan, "facetrack-merge") + directive("--cpus-per-task=1") +
         file_directive("--output", plan.folder + "/slurm/merge.log") + run_in(plan) + "exec " +
         quoted(plan.program) + " batch --merge " + quoted(plan.folder) + "\n";
}

std::string submit_script(const SlurmPlan& plan) {
  const std::string folder = quoted(plan.folder + "/slurm");
  return "#!/bin/sh\n"
         "# Submits the array, and a merge job that runs when every task has ended.\n"
         "# After failures, run this again; finished jobs are not repeated.\n"
         "set -e\n"
         "array=$(sbatch --parsable " +
         folder +
         "/array.sh)\n"
         "array=${array%%;*}\n"
         "merge=$(sbatch --parsable --dependency=\"afterany:$array\" " +
         folder +
         "/merge.sh)\n"
         "echo \"$array ${merge%%;*}\"\n";
}

std::optional<ShardChoice> shard_of_array(const char* (*variable)(const char* name)) {
  const auto number = [&](const char* name, int otherwise) {
    const char* text = variable(name);
    if (text == nullptr) return otherwise;
    const std::optional<int> value = whole_number(text);
    if (!value)
      throw UsageError(std::string(name) + ": expected a whole number, got '" + text + "'");
    return *value;
  };
  if (variable("SLURM_ARRAY_TASK_ID") == nullptr) return std::nullopt;
  const int step = std::max(1, number("SLURM_ARRAY_TASK_STEP", 1));
  const int index = (number("SLURM_ARRAY_TASK_ID", 0) - number("SLURM_ARRAY_TASK_MIN", 0)) / step;
  const int count = number("SLURM_ARRAY_TASK_COUNT", 0);
  if (index < 0 || index >= count) {
    throw UsageError(
        "the task numbers of the Slurm array are not a regular range, so the shard is not known; "
        "give --shard I/N");
  }
  return ShardChoice{index + 1, count};
}

ShardChoice shard_of_text(const std::string& text) {
  const std::size_t slash = text.find('/');
  const auto number = [&](std::string_view part) { return whole_number(part).value_or(0); };
  ShardChoice choice;
  if (slash != std::string::npos) {
    choice = {number(text.substr(0, slash)), number(text.substr(slash + 1))};
  }
  if (choice.shard < 1 || choice.shards < choice.shard || choice.shards > most_shards) {
    throw UsageError("--shard: expected I/N with I from 1 to N, such as 2/16, got '" + text + "'");
  }
  return choice;
}

}  // namespace facetrack::cli
