// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <ctime>

namespace facetrack {

/// Adds the CPU time of its thread, from construction to destruction, to `total`.
class CpuClock {
 public:
  explicit CpuClock(double& total) : total_(total), started_(thread_seconds()) {}
  ~CpuClock() { total_ += thread_seconds() - started_; }
  CpuClock(const CpuClock&) = delete;
  CpuClock& operator=(const CpuClock&) = delete;

 private:
  static double thread_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
  }

  double& total_;
  double started_;
};

}  // namespace facetrack
