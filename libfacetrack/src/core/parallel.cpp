// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "core/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace facetrack {

void in_parallel(std::size_t count, int threads,
                 const std::function<std::function<bool(std::size_t)>()>& make_worker) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr error;
  const auto work = [&] {
    try {
      const auto worker = make_worker();
      for (std::size_t i = next++; i < count; i = next++) {
        if (!worker(i)) next = count;
      }
    } catch (...) {
      next = count;
      const std::lock_guard lock(mutex);
      if (!error) error = std::current_exception();
    }
  };
  const std::size_t wanted =
      threads > 0 ? static_cast<std::size_t>(threads) : std::thread::hardware_concurrency();
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(wanted, count); ++i) others.emplace_back(work);
    if (count > 0) work();
  }
  if (error) std::rethrow_exception(error);
}

void side_by_side(const RunControl& control, const std::function<void(const RunControl&)>& work,
                  const std::function<void(const RunControl&)>& aside) {
  std::stop_source stop;
  const std::stop_callback passed_on(control.stop, [&] { stop.request_stop(); });
  const auto guarded = [&stop](const auto& task, const RunControl& own) {
    try {
      task(own);
    } catch (...) {
      stop.request_stop();
      throw;
    }
  };
  const RunControl quiet{stop.get_token(), {}};
  std::future<void> other = std::async(std::launch::async, guarded, std::cref(aside), quiet);
  guarded(work, {stop.get_token(), control.on_progress});
  other.get();
}

}  // namespace facetrack
