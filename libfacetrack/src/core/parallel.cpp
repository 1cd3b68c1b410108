// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "core/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "core/workers.hpp"

namespace facetrack {

void in_parallel(std::size_t count, int threads,
                 const std::function<std::function<bool(std::size_t)>()>& make_worker) {
  if (count == 0) return;
  std::atomic<std::size_t> next = 0;
  const auto work = [&](const std::stop_token& stop) {
    const auto worker = make_worker();
    for (std::size_t i = next++; i < count && !stop.stop_requested(); i = next++) {
      if (!worker(i)) next = count;
    }
  };
  const std::size_t wanted =
      threads > 0 ? static_cast<std::size_t>(threads) : std::thread::hardware_concurrency();
  Workers workers;
  for (std::size_t i = 1; i < std::min(wanted, count); ++i) workers.start(work);
  workers.run(work);
  workers.finish();
}

void side_by_side(const RunControl& control, const std::function<void(const RunControl&)>& work,
                  const std::function<void(const RunControl&)>& aside) {
  Workers workers(control.stop);
  workers.start([&](const std::stop_token& stop) { aside({stop, {}}); });
  work({workers.stop(), control.on_progress});
  workers.finish();
}

}  // namespace facetrack
