// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <thread>

#include "facetrack/file.hpp"
#include "facetrack/report.hpp"

#include "batch/merge.hpp"
#include "batch/plan.hpp"
#include "batch/pool.hpp"
#include "batch/slurm.hpp"
#include "commands/commands.hpp"
#include "commands/job_options.hpp"

extern char** environ;

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
}

std::string now_text() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

int cores(const Values& values) {
  if (values.given("jobs") && values.text("jobs") != "0") return values.integer("jobs", 1, 1024);
  const char* slurm = std::getenv("SLURM_CPUS_PER_TASK");
  const int given = slurm != nullptr ? std::atoi(slurm) : 0;
  return given > 0 ? given : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

ShardChoice shard_choice(const Values& values) {
  if (values.given("shard")) return shard_of_text(values.text("shard"));
  if (values.flag("slurm") || values.flag("submit")) return {};
  return shard_of_array([](const char* name) -> const char* { return std::getenv(name); })
      .value_or(ShardChoice{});
}

PoolLimits limits_of(const Values& values) {
  PoolLimits limits;
  limits.workers = cores(values);
  const auto time = values.time("time-limit");
  limits.time_limit = time ? time->seconds() : 0;
  if (time && limits.time_limit <= 0) throw UsageError("--time-limit: expected more than 0");
  limits.memory_limit = megabytes(values, "memory-limit");
  limits.retries = values.integer("retries", 0, 100);
  limits.backoff = values.number("retry-after", 0, 3600);
  if (values.given("max-failures")) {
    limits.max_failures = values.integer("max-failures", 0, 1'000'000'000);
  }
  return limits;
}

/// Runs sbatch through the script; its output is shown.
void submit(const fs::path& script) {
  const std::string file = script.string();
  const char* words[] = {"sh", file.c_str(), nullptr};
  pid_t child = 0;
  const int failed =
      ::posix_spawnp(&child, "sh", nullptr, nullptr, const_cast<char* const*>(words), environ);
  int status = 0;
  if (failed == 0) {
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
  }
  if (failed != 0 || status != 0) {
    throw Error(ErrorCode::io, file + ": could not be submitted; check that sbatch is installed");
  }
}

int run_slurm(const Values& values, const std::string& manifest, const BatchFolder& folder,
              std::span<const BatchJob> jobs, Context& context) {
  SlurmPlan plan;
  plan.program = context.program;
  plan.manifest = fs::absolute(folder.manifest()).string();
  plan.folder = fs::absolute(folder.path()).lexically_normal().string();
  plan.directory = fs::current_path().string();
  plan.cpus = cores(values);
  plan.tasks = static_cast<int>(std::min<std::size_t>(
      jobs.size(), static_cast<std::size_t>(values.integer("tasks", 1, 100'000))));
  if (values.given("throttle")) plan.throttle = values.integer("throttle", 1, 100'000);
  plan.options = values.texts("slurm-option");
  for (const char* option :
       {"time-limit", "memory-limit", "retries", "retry-after", "max-failures"}) {
    if (values.given(option)) {
      plan.arguments.push_back("--" + std::string(option) + "=" + values.text(option));
    }
  }
  for (const char* option : {"hash", "retry-failed"}) {
    if (values.flag(option)) plan.arguments.push_back("--" + std::string(option));
  }
  fs::create_directories(folder.slurm());
  fs::create_directories(folder.shards());
  folder.keep_manifest(jobs);
  folder.lengths(jobs);  // read once, here, for all tasks
  folder.write("slurm/array.sh", array_script(plan));
  folder.write("slurm/merge.sh", merge_script(plan));
  folder.write("slurm/submit.sh", submit_script(plan));
  context.console.say(manifest + ": " + counted(std::ssize(jobs), "job") + " in " +
                      counted(plan.tasks, "task"));
  if (values.flag("submit"))
    submit(folder.slurm() / "submit.sh");
  else
    context.console.result(
        "sh " + quote_command(std::vector{(folder.slurm() / "submit.sh").string()}) + "\n");
  return exit_done;
}

/// The jobs to run: those that --resume does not skip.
std::vector<std::size_t> jobs_to_run(const Values& values, const BatchFolder& folder,
                                     std::span<const PlannedJob> planned,
                                     std::vector<std::string>& identities) {
  const bool contents = values.flag("hash");
  std::vector<BatchJob> jobs;
  for (const PlannedJob& one : planned) jobs.push_back(one.job);
  std::vector<BatchRecord> known(jobs.size());
  if (values.flag("resume")) known = merge_records(jobs, folder.records());
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    identities.push_back(input_identity(jobs[i], contents));
    const BatchRecord& record = known[i];
    std::error_code none;
    const bool result_there =
        fs::exists(folder.job(jobs[i].id) / planned[i].command->batch.result, none);
    const bool settled = !record.id.empty() && record.input == identities.back() &&
                         (record.done ? result_there : !values.flag("retry-failed"));
    if (!settled) left.push_back(i);
  }
  return left;
}

/// The display: a line for the whole batch, then a line per worker.
void show(const PoolState& state, std::size_t skipped, Console& console) {
  if (!console.board_is_due()) return;
  std::string stage = count_text(skipped + state.done + state.failed, "of ") +
                      counted(static_cast<std::int64_t>(skipped + state.jobs), "job");
  if (state.failed > 0) stage += ", " + count_text(state.failed, "failed");
  if (state.waiting > 0) stage += ", " + count_text(state.waiting, "waiting for a retry");
  const int width = terminal_width() - 1;
  Progress whole;
  whole.stage = stage;
  whole.fraction = state.fraction;
  whole.media_seconds = state.media_seconds;
  std::vector<std::string> below;
  for (const PoolState::Worker& worker : state.workers) {
    const std::string name = "  " + worker.id + "  " + worker.progress.stage;
    Progress one;
    one.stage = name;
    one.fraction = worker.progress.fraction;
    one.media_seconds = worker.progress.media_seconds;
    below.push_back(progress_line(one, worker.elapsed, width));
  }
  console.board(progress_line(whole, state.elapsed, width), below);
}

BatchRecord record_of(const PlannedJob& planned, const JobEnd& end, int attempts,
                      const std::string& identity) {
  BatchRecord record;
  record.id = planned.job.id;
  record.command = planned.job.command;
  record.video = planned.job.video;
  record.job = job_fingerprint(planned.job);
  record.input = identity;
  record.done = end.kind.empty();
  record.kind = end.kind;
  record.reason = end.reason;
  record.exit_code = end.exit_code;
  record.attempts = attempts;
  record.seconds = end.seconds;
  record.cpu_seconds = end.cpu_seconds;
  record.media_seconds = end.media_seconds;
  record.peak_mb = end.peak_mb;
  record.digest = end.digest;
  record.finished = now_text();
  record.host = host_name();
  return record;
}

/// The jobs of this shard, or all.
std::vector<PlannedJob> own_part(std::vector<PlannedJob> planned, std::span<const BatchJob> jobs,
                                 const BatchFolder& folder, const ShardChoice& choice) {
  if (choice.shards == 0) return planned;
  const std::vector<int> shards = assign_shards(jobs, folder.lengths(jobs), choice.shards);
  std::vector<PlannedJob> own;
  for (std::size_t i = 0; i < planned.size(); ++i) {
    if (shards[i] == choice.shard - 1) own.push_back(std::move(planned[i]));
  }
  return own;
}

/// Runs the jobs that --resume does not skip, and writes a record of each.
PoolEnd run_jobs(const Values& values, const BatchFolder& folder,
                 std::span<const PlannedJob> planned, const PoolLimits& limits, RecordLog& results,
                 Context& context) {
  std::vector<std::string> identities;
  const std::vector<std::size_t> left = jobs_to_run(values, folder, planned, identities);
  const std::size_t skipped = planned.size() - left.size();
  if (skipped > 0) {
    context.console.say(counted(static_cast<std::int64_t>(skipped), "job") +
                        (skipped == 1 ? " has" : " have") + " already finished; skipped");
  }
  const int threads =
      std::max(1, limits.workers / static_cast<int>(std::max<std::size_t>(left.size(), 1)));
  std::vector<PoolJob> work;
  for (const std::size_t i : left) {
    const fs::path place = folder.job(planned[i].job.id);
    std::error_code ignored;  // the job will report that it has no folder
    fs::create_directories(place, ignored);
    work.push_back({planned[i].job.id, 0, place / "job.log",
                    job_work(planned[i], place, threads,
                             job_fingerprint(planned[i].job) + " " + identities[i])});
  }
  return Pool(work, limits)
      .run(
          context.stop,
          [&](std::size_t job, const JobEnd& end, int attempts) {
            const PlannedJob& one = planned[left[job]];
            if (!end.kind.empty()) log(LogLevel::warning, one.job.id + ": " + end.reason);
            results.append(record_of(one, end, attempts, identities[left[job]]));
          },
          [&](const PoolState& state) { show(state, skipped, context.console); });
}

std::string folder_option(const Values& values) {
  if (!values.given("output")) throw UsageError("batch: no folder given; add -o DIR");
  return values.text("output");
}

void check_usage(const Values& values) {
  check_force_or_resume(values);
  if (values.flag("retry-failed") && !values.flag("resume") && !values.flag("slurm") &&
      !values.flag("submit")) {
    throw UsageError("--retry-failed needs --resume");
  }
  if (values.positional().empty()) {
    throw UsageError("batch: no manifest given (facetrack-cli batch MANIFEST -o DIR)");
  }
}

}  // namespace

const CommandSpec& batch_spec() {
  static const CommandSpec spec{
      "batch",
      "run many jobs from a list: in parallel, resumable, on a cluster",
      "MANIFEST -o DIR [options]",
      1,
      "MANIFEST has one job per line: {\"id\": \"a\", \"command\": \"track\", \"video\": "
      "\"a.mp4\", \"reference\": [\"ann.jpg\"], \"options\": {\"crop\": \"face\"}}. Each job "
      "writes into DIR/ID; if a video cannot be used, only its job fails. See docs/scale.md.",
      {{"Output", "output", 'o', "DIR", "", "output folder of the batch"},
       {"Output", "resume", 0, "", "", "continue: skip finished jobs whose input has not changed"},
       {"Output", "retry-failed", 0, "", "", "with --resume: also run failed jobs again"},
       {"Output", "hash", 0, "", "",
        "compare inputs by content, not by size and modification time"},
       {"Output", "force", 0, "", "", "start again, without the results of earlier runs"},
       {"Jobs", "jobs", 'j', "N", "0",
        "number of jobs at a time; 0: SLURM_CPUS_PER_TASK if set, otherwise one per core",
        "num-processes"},
       {"Jobs", "time-limit", 0, "T", "", "a job fails if it takes longer: 600 or 0:10:00"},
       {"Jobs", "memory-limit", 0, "SIZE", "", "a job fails if it needs more memory: 500M or 2G"},
       {"Jobs", "retries", 0, "N", "2", "number of retries after a read or write error"},
       {"Jobs", "retry-after", 0, "S", "1",
        "seconds before the first retry; doubles with each retry"},
       {"Jobs", "max-failures", 0, "N", "", "stop when more than N jobs have failed"},
       {"Many machines", "shard", 0, "I/N", "",
        "run part I of N only, counted from 1; in a Slurm array the default is the task's part"},
       {"Many machines", "merge", 0, "DIR", "", "merge the results of all shards in DIR"},
       {"Many machines", "slurm", 0, "", "", "write Slurm scripts into DIR/slurm and run nothing"},
       {"Many machines", "submit", 0, "", "", "write Slurm scripts and submit them"},
       {"Many machines", "tasks", 0, "N", "16", "number of tasks of the Slurm array"},
       {"Many machines", "throttle", 0, "N", "", "number of tasks that run at a time"},
       {"Many machines", "slurm-option", 0, "OPT", "",
        "additional option for sbatch, such as --partition=long; repeatable"}},
      {{"batch jobs.jsonl -o out --resume",
        "run all jobs of the list, or continue an interrupted batch"},
       {"batch jobs.jsonl -o out --submit --tasks 64 --throttle 16 -j 4",
        "as a Slurm array of 64 tasks with 4 cores each, 16 at a time"},
       {"batch --merge out", "merge the results of the shards"}}};
  return spec;
}

int run_batch(const Values& values, Context& context) {
  if (values.given("merge")) return run_merge(values, context);
  check_usage(values);
  const std::string manifest = values.positional().front();
  const ShardChoice choice = shard_choice(values);
  const BatchFolder folder(folder_option(values), choice.shard, choice.shards);
  const PoolLimits limits = limits_of(values);
  const std::vector<BatchJob> jobs = read_manifest(read_file(manifest), manifest);
  std::vector<PlannedJob> planned = plan_jobs(jobs, manifest);
  folder.require_own(jobs, manifest);
  if (values.flag("slurm") || values.flag("submit")) {
    return run_slurm(values, manifest, folder, jobs, context);
  }
  if (!values.flag("resume") && !values.flag("force")) folder.require_new();
  folder.make();
  if (values.flag("force")) folder.forget();
  RecordLog results(folder.own_results(), lock_patience);
  // Not for shards, because others may be writing there at this moment.
  if (choice.shards == 0) remove_unfinished(folder.path(), false);
  folder.keep_manifest(jobs);
  planned = own_part(std::move(planned), jobs, folder, choice);

  const PoolEnd end = run_jobs(values, folder, planned, limits, results, context);
  context.console.end_progress();
  if (end == PoolEnd::stopped) return report_interrupted(context);
  if (end == PoolEnd::too_many_failures) {
    context.console.error("more than " + counted(limits.max_failures, "job") +
                          " failed (--max-failures); --resume continues");
  }
  std::vector<BatchJob> own;
  for (const PlannedJob& one : planned) own.push_back(one.job);
  Merged merged = merge(folder, own);
  if (choice.shards == 0) write_merged(folder, own, merged);
  return print_outcome(folder, merged, own.size(), context);
}

}  // namespace facetrack::cli
