// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "batch/pool.hpp"

#include <poll.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "batch/manifest.hpp"

namespace facetrack::cli {
namespace {

// Milliseconds between checks of limits and stop requests. A job that grows by 1 GB per second
// exceeds its memory limit by a tenth of that.
constexpr int poll_milliseconds = 100;
constexpr double longest_backoff = 60;  // seconds
// Shares of a job's time in the display; the rest is for clips. `faces` uses a quarter, `track`
// most.
constexpr double analysis_part = 0.7;

std::string number_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

}  // namespace

double work_of(const PoolJob& job) { return std::max(job.seconds, 0.0) + seconds_per_job; }

PoolEnd Pool::run(const std::stop_token& stop, const Ended& ended, const Show& show) {
  const Clock::time_point begin = Clock::now();
  bool stopping = false;
  while (true) {
    if (!stopping && (stop.stop_requested() || too_many())) {
      stopping = true;
      for (Running& running : running_) running.process->stop("interrupted", "interrupted");
    }
    if (!stopping) start(ended);
    const bool nothing_left = next_ == jobs_.size() && waiting_.empty();
    if (running_.empty() && (stopping || nothing_left)) break;
    wait();
    for (Running& running : running_) check_limits(running);
    handle_ended(ended, stopping);
    show(state(std::chrono::duration<double>(Clock::now() - begin).count()));
  }
  if (stop.stop_requested()) return PoolEnd::stopped;
  return too_many() ? PoolEnd::too_many_failures : PoolEnd::all_run;
}

void Pool::start(const Ended& ended) {
  const auto workers = static_cast<std::size_t>(std::max(limits_.workers, 1));
  while (running_.size() < workers && !too_many()) {
    Waiting now{next_, 1, {}};
    const auto due = std::find_if(waiting_.begin(), waiting_.end(),
                                  [](const Waiting& w) { return w.not_before <= Clock::now(); });
    if (due != waiting_.end()) {
      now = *due;
      waiting_.erase(due);
    } else if (next_ < jobs_.size()) {
      ++next_;
    } else {
      return;
    }
    const PoolJob& job = jobs_[now.job];
    Running running{now.job, now.attempt, nullptr};
    try {
      running.process = std::make_unique<JobProcess>(job.work, job.log, now.attempt > 1);
    } catch (const Error&) {
      settle(running, end_by_exception(), ended);
      continue;
    }
    running_.push_back(std::move(running));
  }
}

void Pool::wait() {
  std::vector<pollfd> news;
  for (const Running& running : running_) {
    news.push_back({running.process->descriptor(), POLLIN, 0});
  }
  ::poll(news.data(), news.size(), poll_milliseconds);
}

void Pool::check_limits(Running& running) const {
  JobProcess& process = *running.process;
  if (limits_.time_limit > 0 && process.elapsed() > limits_.time_limit) {
    process.stop("time_limit",
                 "took longer than " + number_text(limits_.time_limit) + " s (--time-limit)");
  }
  if (limits_.memory_limit > 0 && process.memory_mb() > limits_.memory_limit) {
    process.kill("memory_limit",
                 "needed more than " + number_text(limits_.memory_limit) + " MB (--memory-limit)");
  }
}

void Pool::handle_ended(const Ended& ended, bool stopping) {
  std::vector<std::pair<Running, JobEnd>> ends;
  std::erase_if(running_, [&](Running& running) {
    std::optional<JobEnd> end = running.process->update();
    if (!end) return false;
    ends.emplace_back(std::move(running), std::move(*end));
    return true;
  });
  for (const auto& [running, end] : ends) {
    // A stopped job has not failed; the next run starts it again.
    const bool cut_short = stopping && (end.kind == "interrupted" || end.kind == "killed");
    if (!cut_short) settle(running, end, ended);
  }
}

void Pool::settle(const Running& running, const JobEnd& end, const Ended& ended) {
  const PoolJob& job = jobs_[running.job];
  const bool worth_it = end.kind == "io" || end.kind == "killed";
  if (worth_it && running.attempt <= limits_.retries) {
    const double pause =
        std::min(longest_backoff, limits_.backoff * std::pow(2.0, running.attempt - 1));
    waiting_.push_back({running.job, running.attempt + 1,
                        Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                           std::chrono::duration<double>(pause))});
    return;
  }
  ++(end.kind.empty() ? done_ : failed_);
  media_done_ += end.media_seconds;
  work_done_ += work_of(job);
  ended(running.job, end, running.attempt);
}

PoolState Pool::state(double elapsed) const {
  PoolState state;
  state.jobs = jobs_.size();
  state.done = done_;
  state.failed = failed_;
  state.waiting = waiting_.size();
  state.elapsed = elapsed;
  state.media_seconds = media_done_;
  double work = work_done_;
  for (const Running& running : running_) {
    const JobProgress& progress = running.process->progress();
    state.media_seconds += progress.media_seconds;
    state.workers.push_back({jobs_[running.job].id, progress, running.process->elapsed()});
    // The number of frames after the analysis is not known in advance.
    const double part = progress.stage == "begins"    ? 0
                        : progress.stage == "analyse" ? progress.fraction
                                                      : 1;
    work += analysis_part * part * work_of(jobs_[running.job]);
  }
  double all = 0;
  for (const PoolJob& job : jobs_) all += work_of(job);
  state.fraction = all > 0 ? std::min(1.0, work / all) : 1.0;
  return state;
}

}  // namespace facetrack::cli
