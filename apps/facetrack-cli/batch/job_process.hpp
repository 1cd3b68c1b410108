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

/// What a job process says of itself when it ends, and what the system says of it.
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

/// What the exception at hand makes of a job. Requires: called in a catch block.
JobEnd end_by_exception();

/// What the last progress message of a job said.
struct JobProgress {
  std::string stage = "begins";
  double fraction = 0;
  double media_seconds = 0;
};

/// What runs in the job's process: returns the outcome without seconds and memory.
using JobWork = std::function<JobEnd(Context& context)>;

/// A job in a process of its own, forked from this one, so that it shares what is loaded here and
/// can be ended at any moment without harm to the others. Its stdout and stderr go to a log file;
/// it dies with its parent. Fork only while no other thread of this process works in the library.
class JobProcess {
 public:
  /// Throws Error(io) when there is no process or no log to be had.
  JobProcess(const JobWork& work, const std::filesystem::path& log, bool append_log);
  JobProcess(const JobProcess&) = delete;
  JobProcess& operator=(const JobProcess&) = delete;
  /// Kills it if it is still there.
  ~JobProcess();

  /// Readable when there is news.
  int descriptor() const noexcept { return pipe_; }
  /// Takes the news; the end of the job when it has ended.
  std::optional<JobEnd> update();
  const JobProgress& progress() const noexcept { return progress_; }

  double elapsed() const;
  /// Resident now, in MiB; 0 where that is not known.
  double memory_mb() const;
  /// Asks it to stop in order, and kills it when it has not within a few seconds. The first
  /// reason given is what the end will say.
  void stop(const std::string& kind, const std::string& reason);
  /// At once.
  void kill(const std::string& kind, const std::string& reason);

 private:
  using Clock = std::chrono::steady_clock;
  void take_line(const std::string& line);
  JobEnd finish();

  pid_t child_ = -1;
  int pipe_ = -1;
  Clock::time_point begin_ = Clock::now();
  std::optional<Clock::time_point> asked_;
  std::string stop_kind_, stop_reason_;
  std::string pending_;  // of a line that is not whole yet
  JobProgress progress_;
  std::optional<JobEnd> said_;
};

}  // namespace facetrack::cli
