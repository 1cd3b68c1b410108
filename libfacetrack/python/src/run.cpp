// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "run.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <string>
#include <thread>

namespace facetrack::python {
namespace {

/// How often the calling thread looks for signals. Python's own input loop takes 100 ms.
constexpr auto signal_period = std::chrono::milliseconds(50);

struct Report {
  std::string stage;
  double fraction = 0;
  double media_seconds = 0;
  std::int64_t frames = 0;
  int found = 0;
};

/// Messages from the thread of the call to the waiting one.
class Messages {
 public:
  void report(const Progress& progress) {
    const std::lock_guard lock(mutex_);
    latest_ = Report{std::string(progress.stage), progress.fraction, progress.media_seconds,
                     progress.frames, progress.found};
    changed_.notify_one();
  }

  void end(std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(failure);
    has_ended_ = true;
    changed_.notify_one();
  }

  /// Waits for a report, for the end or for a moment. Returns the latest report, each once.
  std::optional<Report> wait() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, signal_period, [&] { return has_ended_ || latest_; });
    return std::exchange(latest_, std::nullopt);
  }

  bool has_ended() {
    const std::lock_guard lock(mutex_);
    return has_ended_;
  }
  /// Requires: has_ended().
  const std::exception_ptr& failure() const { return failure_; }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Report> latest_;
  bool has_ended_ = false;
  std::exception_ptr failure_;
};

py::object as_object(const Report& report) {
  return py::module_::import("facetrack.progress")
      .attr("Progress")(report.stage, report.fraction, report.media_seconds, report.frames,
                        report.found);
}

/// Signals first: a progress callable must not delay them. Throws error_already_set.
void attend(const std::optional<Report>& report, const py::object& progress) {
  if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  if (report && !progress.is_none()) progress(as_object(*report));
}

}  // namespace

void run_released(const py::object& progress, const std::function<void(const RunControl&)>& call) {
  Messages messages;
  std::stop_source stop;
  std::exception_ptr interruption;
  {
    const py::gil_scoped_release without_gil;
    RunControl control{stop.get_token(), {}};
    if (!progress.is_none()) {  // otherwise a report would only make this thread wait for the GIL
      control.on_progress = [&](const Progress& now) { messages.report(now); };
    }
    const std::jthread worker([&] {
      try {
        call(control);
        messages.end(nullptr);
      } catch (...) {
        messages.end(std::current_exception());
      }
    });
    while (!messages.has_ended()) {
      const std::optional<Report> report = messages.wait();
      if (interruption) continue;
      const py::gil_scoped_acquire with_gil;
      try {
        attend(report, progress);
      } catch (...) {
        interruption = std::current_exception();
        stop.request_stop();
      }
    }
  }
  if (interruption) std::rethrow_exception(interruption);
  if (messages.failure()) std::rethrow_exception(messages.failure());
}

}  // namespace facetrack::python
