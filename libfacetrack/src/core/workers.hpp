// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace facetrack {

/// Threads that belong to one call. The first exception in one of them stops the others. The
/// destructor requests a stop before it waits. It cannot hang, because every wait in a thread also
/// ends on stop(). Use it only from the thread that created it.
class Workers {
 public:
  using Work = std::function<void(const std::stop_token&)>;

  /// A stop of `outer` also stops these threads.
  explicit Workers(const std::stop_token& outer = {})
      : outer_(outer, [this] { stop_.request_stop(); }) {}
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Runs `work` in a thread of its own. Throws Error(backend) if the system gives no thread.
  void start(Work work);
  /// Runs `work` on this thread and keeps its exception like that of any other thread.
  void run(const Work& work) noexcept;

  std::stop_token stop() const noexcept { return stop_.get_token(); }
  /// Waits for all threads, then throws the first exception that left one of them.
  void finish();

 private:
  std::stop_source stop_;
  std::stop_callback<std::function<void()>> outer_;
  std::mutex mutex_;
  std::exception_ptr error_;
  std::vector<std::jthread> threads_;
};

}  // namespace facetrack
