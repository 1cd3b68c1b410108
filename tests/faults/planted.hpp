// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "facetrack/pipeline.hpp"

namespace facetrack::testing {

/// The exception that a planted fault throws, which is not one of the library.
class Planted : public std::runtime_error {
 public:
  explicit Planted(std::int64_t call)
      : std::runtime_error("planted at call " + std::to_string(call)) {}
};

/// Counts calls and throws Planted at call `at`, once. Thread-safe.
class Fault {
 public:
  using Clock = std::chrono::steady_clock;
  /// 0: only counts.
  explicit Fault(std::int64_t at = 0) : at_(at) {}
  void here() {
    const std::int64_t call = ++calls_;
    if (call != at_) return;
    thrown_ = Clock::now().time_since_epoch().count();
    throw Planted(call);
  }
  std::int64_t calls() const { return calls_; }
  bool has_thrown() const { return thrown_ != 0; }
  double seconds_since() const {
    const Clock::duration since(Clock::now().time_since_epoch().count() - thrown_);
    return std::chrono::duration<double>(since).count();
  }

 private:
  const std::int64_t at_;
  std::atomic<std::int64_t> calls_{0};
  std::atomic<Clock::rep> thrown_{0};
};
using FaultPtr = std::shared_ptr<Fault>;

/// Wrappers that call `fault` first in every function that may throw.
std::unique_ptr<Decoder> with_fault(std::unique_ptr<Decoder> inner, FaultPtr fault);
std::unique_ptr<ShotDetector> with_fault(std::unique_ptr<ShotDetector> inner, FaultPtr fault);
std::unique_ptr<Detector> with_fault(std::unique_ptr<Detector> inner, FaultPtr fault);
std::unique_ptr<Embedder> with_fault(std::unique_ptr<Embedder> inner, FaultPtr fault);
/// The same for what a factory makes.
template <typename Stage>
std::function<std::unique_ptr<Stage>()> with_fault(std::function<std::unique_ptr<Stage>()> make,
                                                   FaultPtr fault) {
  return [make = std::move(make), fault] { return with_fault(make(), fault); };
}

/// The calls at which to fail of 1 … `calls`: 1, 4, 16, …, the last one, and `more` at random; with
/// FACETRACK_FAULT_RUNS 1, 2, 4, …
std::vector<std::int64_t> fault_points(std::int64_t calls, int more, unsigned seed);
/// How often longer than usual the tests look: FACETRACK_FAULT_RUNS, 1 where it is not set.
int fault_runs();

struct Left {
  int threads = 0;
  int descriptors = 0;
  bool operator==(const Left&) const = default;
};
/// Of this process, now.
Left left_over();

/// Calls `run` with a fault at each of its points: first without one, to count the calls. Expects
/// that the fault comes out of `run` as it is, within seconds, and leaves neither a thread nor
/// a descriptor; then calls `after`. A run that hangs ends the program with a message.
void fail_everywhere(const std::string& what, int more, const std::function<void(FaultPtr)>& run,
                     const std::function<void()>& after = {});

}  // namespace facetrack::testing
