// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "batch/job_process.hpp"

namespace facetrack::cli {

/// A job to run.
struct PoolJob {
  std::string id;
  double seconds = 0;  ///< length of the video, for the progress; 0: not known
  std::filesystem::path log;
  JobWork work;
};

struct PoolLimits {
  int workers = 1;
  double time_limit = 0;    ///< seconds a job may take; 0: any
  double memory_limit = 0;  ///< MiB a job may hold; 0: any
  int retries = 2;          ///< further attempts after an I/O error
  double backoff = 1;       ///< seconds before the first of them; doubles each time
  int max_failures = -1;    ///< stop when more jobs have failed; -1: never
};

/// The state of the pool, for a display.
struct PoolState {
  struct Worker {
    std::string id;
    JobProgress progress;
    double elapsed = 0;
  };
  std::size_t jobs = 0, done = 0, failed = 0, waiting = 0;
  double fraction = 0;       ///< of all the work
  double media_seconds = 0;  ///< seconds of video that were processed
  double elapsed = 0;
  std::vector<Worker> workers;
};

enum class PoolEnd { all_run, stopped, too_many_failures };

/// Runs jobs, each in its own process, `workers` at a time. Retries an attempt later if it failed
/// for I/O or was killed from outside; other jobs continue meanwhile.
class Pool {
 public:
  /// Called when a job has ended and is not retried, on the thread of run(), never two at once.
  using Ended = std::function<void(std::size_t job, const JobEnd& end, int attempts)>;
  using Show = std::function<void(const PoolState& state)>;

  Pool(std::span<const PoolJob> jobs, const PoolLimits& limits) : jobs_(jobs), limits_(limits) {}

  /// Jobs that were running when `stop` was requested are not reported; the next run starts them
  /// again.
  PoolEnd run(const std::stop_token& stop, const Ended& ended, const Show& show);

 private:
  using Clock = std::chrono::steady_clock;
  struct Waiting {
    std::size_t job;
    int attempt;
    Clock::time_point not_before;
  };
  struct Running {
    std::size_t job;
    int attempt;
    std::unique_ptr<JobProcess> process;
  };

  bool too_many() const {
    return limits_.max_failures >= 0 && failed_ > static_cast<std::size_t>(limits_.max_failures);
  }
  void start(const Ended& ended);
  void wait();
  void check_limits(Running& running) const;
  void handle_ended(const Ended& ended, bool stopping);
  void settle(const Running& running, const JobEnd& end, const Ended& ended);
  PoolState state(double elapsed) const;

  std::span<const PoolJob> jobs_;
  PoolLimits limits_;
  std::vector<Waiting> waiting_;
  std::vector<Running> running_;
  std::size_t next_ = 0;
  std::size_t done_ = 0, failed_ = 0;
  double media_done_ = 0, work_done_ = 0;
};

/// The share of a job in the progress: its length, or an estimate.
double work_of(const PoolJob& job);

}  // namespace facetrack::cli
