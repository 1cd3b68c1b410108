// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "batch/job_process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

namespace facetrack::cli {
namespace {

// Seconds until a stopped job is killed: more than the last frames of a clip take.
constexpr std::chrono::seconds grace{5};

void write_all(int descriptor, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t wrote = ::write(descriptor, text.data() + done, text.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return;  // the parent has ended, so this process will end as well
    done += static_cast<std::size_t>(wrote);
  }
}

/// Text without line breaks, for the pipe.
std::string folded(std::string text) {
  for (char& c : text) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return text;
}

/// In the child: ignores SIGINT, which the terminal sends to all processes. The parent sends
/// SIGTERM, which requests an orderly stop.
void watch_for_stop(const std::stop_source& source) {
  std::signal(SIGINT, SIG_IGN);
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &stops, nullptr);
  std::thread([source = std::stop_source(source), stops]() mutable {
    int signal = 0;
    sigwait(&stops, &signal);
    source.request_stop();
  }).detach();
}

JobEnd guarded(const JobWork& work, Context& context) {
  try {
    return work(context);
  } catch (...) {
    return end_by_exception();
  }
}

[[noreturn]] void run_child(const JobWork& work, int pipe, int log, pid_t parent) {
  // A job must not outlive the batch, because another batch may run it again.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(exit_failed);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  std::stop_source stop;
  watch_for_stop(stop);
  JobEnd end;
  {
    Console console;
    Context context{console, stop.get_token(), {}, [pipe](const Progress& progress) {
                      char numbers[96];
                      std::snprintf(numbers, sizeof numbers, "P %.4f %.2f ", progress.fraction,
                                    progress.media_seconds);
                      write_all(pipe, numbers + folded(std::string(progress.stage)) + "\n");
                    }};
    end = guarded(work, context);
    if (!end.kind.empty() && end.reason.empty()) end.reason = console.last_error();
    // Written to the log as well, which has the output of the command already.
    if (!end.reason.empty() && end.reason != console.last_error()) console.error(end.reason);
  }
  std::fflush(stdout);
  std::fflush(stderr);
  std::ostringstream text;
  text << "E " << end.exit_code << ' ' << (end.kind.empty() ? "-" : end.kind) << ' '
       << end.media_seconds << ' ' << (end.digest.empty() ? "-" : end.digest) << ' '
       << folded(end.reason) << '\n';
  write_all(pipe, text.str());
  ::_exit(end.exit_code);
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

}  // namespace

JobEnd end_by_exception() {
  Failure failure = current_failure();
  JobEnd end;
  end.exit_code = failure.code;
  end.kind = std::move(failure.kind);
  end.reason = std::move(failure.reason);
  return end;
}

JobProcess::JobProcess(const JobWork& work, const std::filesystem::path& log, bool append_log) {
  const int log_file = ::open(
      log.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_APPEND | (append_log ? 0 : O_TRUNC), 0666);
  if (log_file < 0) {
    throw Error(ErrorCode::io, log.string() + ": cannot be written: " + std::strerror(errno));
  }
  int ends[2] = {-1, -1};
  const pid_t parent = ::getpid();
  if (::pipe2(ends, O_CLOEXEC) == 0) {
    std::fflush(stdout);  // otherwise the child would print it again
    child_ = ::fork();
    if (child_ == 0) run_child(work, ends[1], log_file, parent);
  }
  const int reason = errno;
  ::close(log_file);
  if (ends[1] >= 0) ::close(ends[1]);
  if (child_ < 0) {
    if (ends[0] >= 0) ::close(ends[0]);
    throw Error(ErrorCode::io,
                std::string("a process for a job cannot be started: ") + std::strerror(reason));
  }
  pipe_ = ends[0];
  ::fcntl(pipe_, F_SETFL, O_NONBLOCK);
}

JobProcess::~JobProcess() {
  if (child_ > 0) {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  if (pipe_ >= 0) ::close(pipe_);
}

std::optional<JobEnd> JobProcess::update() {
  char block[4096];
  while (true) {
    const ssize_t got = ::read(pipe_, block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) break;  // no more messages yet
    if (got == 0) return finish();
    pending_.append(block, static_cast<std::size_t>(got));
    std::size_t end = 0;
    while ((end = pending_.find('\n')) != std::string::npos) {
      handle_line(pending_.substr(0, end));
      pending_.erase(0, end + 1);
    }
  }
  if (asked_ && Clock::now() - *asked_ > grace) ::kill(child_, SIGKILL);
  return std::nullopt;
}

void JobProcess::handle_line(const std::string& line) {
  std::istringstream words(line);
  std::string what;
  words >> what;
  if (what == "P") {
    words >> progress_.fraction >> progress_.media_seconds >> std::ws;
    std::getline(words, progress_.stage);
  } else if (what == "E") {
    JobEnd end;
    words >> end.exit_code >> end.kind >> end.media_seconds >> end.digest >> std::ws;
    std::getline(words, end.reason);
    if (end.kind == "-") end.kind.clear();
    if (end.digest == "-") end.digest.clear();
    said_ = std::move(end);
  }
}

JobEnd JobProcess::finish() {
  int status = 0;
  rusage usage{};
  while (::wait4(child_, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  child_ = -1;
  JobEnd end = said_.value_or(JobEnd{});
  if (!said_) {
    const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    end.exit_code = signal != 0 ? 128 + signal : exit_failed;
    // Killed by a person, by a kernel short of memory, or by an error of the job.
    const bool outside = signal == SIGKILL || signal == SIGTERM || signal == SIGHUP;
    end.kind = outside ? "killed" : "crash";
    const char* name = signal != 0 ? ::strsignal(signal) : nullptr;
    end.reason = "its process ended unexpectedly" +
                 (name != nullptr ? " (" + std::string(name) + ")" : std::string());
  }
  // It finished before the request to stop arrived.
  const bool done = said_ && said_->kind.empty();
  if (!stop_kind_.empty() && !done) {
    end.kind = stop_kind_;
    end.reason = stop_reason_;
  }
  end.seconds = elapsed();
  end.cpu_seconds = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
  end.peak_mb = static_cast<double>(usage.ru_maxrss) / 1024;
  return end;
}

double JobProcess::elapsed() const {
  return std::chrono::duration<double>(Clock::now() - begin_).count();
}

double JobProcess::memory_mb() const {
  std::ifstream file("/proc/" + std::to_string(child_) + "/statm");
  double size = 0;
  double resident = 0;
  if (!(file >> size >> resident)) return 0;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 20);
}

void JobProcess::stop(const std::string& kind, const std::string& reason) {
  if (asked_) return;
  asked_ = Clock::now();
  stop_kind_ = kind;
  stop_reason_ = reason;
  ::kill(child_, SIGTERM);
}

void JobProcess::kill(const std::string& kind, const std::string& reason) {
  if (stop_kind_.empty()) {
    stop_kind_ = kind;
    stop_reason_ = reason;
  }
  asked_ = Clock::now();
  ::kill(child_, SIGKILL);
}

}  // namespace facetrack::cli
