// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "facetrack/control.hpp"

#include "commands/commands.hpp"

namespace facetrack::cli {

/// The end of a job: the outcome that its process reports and the measurements of the system.
struct JobEnd {
  int exit_code = 0;
  std::string kind;    ///< empty: done
  std::string reason;  ///< for people
  std::string digest;
  double media_seconds = 0;
  double seconds = 0;  ///< real time
  double cpu_seconds = 0;
  double peak_mb = 0;
};

/// The outcome of a job that threw the current exception. Requires: called in a catch block.
JobEnd end_by_exception();

/// The last progress message of a job.
struct JobProgress {
  std::string stage = "begins";
  double fraction = 0;
  double media_seconds = 0;
};

/// The function that runs in the job's process. Returns the outcome without seconds and memory.
using JobWork = std::function<JobEnd(Context& context)>;

/// A job in a process of its own, forked from this one. It shares the models that are loaded here
/// and can be killed at any moment without harm to the others. Its stdout and stderr go to a log
/// file. It dies with its parent. Fork only while no other thread of this process uses the library.
class JobProcess {
 public:
  /// Throws Error(io) if the process or the log cannot be created.
  JobProcess(const JobWork& work, const std::filesystem::path& log, bool append_log);
  JobProcess(const JobProcess&) = delete;
  JobProcess& operator=(const JobProcess&) = delete;
  /// Kills the process if it still runs.
  ~JobProcess();

  /// A file descriptor that is readable if the process sent a message or ended.
  int descriptor() const noexcept { return pipe_; }
  /// Reads the messages; returns the end of the job once it has ended.
  std::optional<JobEnd> update();
  const JobProgress& progress() const noexcept { return progress_; }

  double elapsed() const;
  /// Resident memory in MiB; 0 if unknown.
  double memory_mb() const;
  /// Requests an orderly stop, and kills the process a few seconds later. The end of the job states
  /// the first reason given.
  void stop(const std::string& kind, const std::string& reason);
  /// Kills the process at once.
  void kill(const std::string& kind, const std::string& reason);

 private:
  using Clock = std::chrono::steady_clock;
  void handle_line(const std::string& line);
  JobEnd finish();

  pid_t child_ = -1;
  int pipe_ = -1;
  Clock::time_point begin_ = Clock::now();
  std::optional<Clock::time_point> asked_;
  std::string stop_kind_, stop_reason_;
  std::string pending_;  // beginning of an incomplete line
  JobProgress progress_;
  std::optional<JobEnd> said_;
};

}  // namespace facetrack::cli
