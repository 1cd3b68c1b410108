// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "faults/planted.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <set>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

namespace facetrack::testing {
namespace {

/// A fault ends a run within two seconds on an idle machine; here other tests run beside. What
/// takes a minute hangs on any machine.
constexpr auto hang = std::chrono::seconds(60);
constexpr double most_seconds_after_fault = 5.0;

class FaultyDecoder final : public Decoder {
 public:
  FaultyDecoder(std::unique_ptr<Decoder> inner, FaultPtr fault)
      : inner_(std::move(inner)), fault_(std::move(fault)) {}
  const MediaInfo& info() const noexcept override { return inner_->info(); }
  std::optional<Frame> read() override {
    fault_->here();
    return inner_->read();
  }
  void seek(std::int64_t index) override {
    fault_->here();
    inner_->seek(index);
  }
  std::span<const KeyFrame> key_frames() override {
    fault_->here();
    return inner_->key_frames();
  }
  std::optional<std::int64_t> count_frames() override {
    fault_->here();
    return inner_->count_frames();
  }
  std::int64_t skipped_frames() const noexcept override { return inner_->skipped_frames(); }

 private:
  std::unique_ptr<Decoder> inner_;
  FaultPtr fault_;
};

class FaultyShots final : public ShotDetector {
 public:
  FaultyShots(std::unique_ptr<ShotDetector> inner, FaultPtr fault)
      : inner_(std::move(inner)), fault_(std::move(fault)) {}
  std::vector<Transition> push(const Frame& frame) override {
    fault_->here();
    return inner_->push(frame);
  }
  std::vector<Transition> flush() override {
    fault_->here();
    return inner_->flush();
  }
  int max_delay() const noexcept override { return inner_->max_delay(); }
  Size picture_size() const noexcept override { return inner_->picture_size(); }

 private:
  std::unique_ptr<ShotDetector> inner_;
  FaultPtr fault_;
};

class FaultyDetector final : public Detector {
 public:
  FaultyDetector(std::unique_ptr<Detector> inner, FaultPtr fault)
      : inner_(std::move(inner)), fault_(std::move(fault)) {}
  std::vector<Detection> detect(const ImageView& image) override {
    fault_->here();
    return inner_->detect(image);
  }
  int preferred_face() const noexcept override { return inner_->preferred_face(); }
  int smallest_face() const noexcept override { return inner_->smallest_face(); }
  std::string_view name() const noexcept override { return inner_->name(); }

 private:
  std::unique_ptr<Detector> inner_;
  FaultPtr fault_;
};

class FaultyEmbedder final : public Embedder {
 public:
  FaultyEmbedder(std::unique_ptr<Embedder> inner, FaultPtr fault)
      : inner_(std::move(inner)), fault_(std::move(fault)) {}
  std::string_view model_id() const noexcept override { return inner_->model_id(); }
  MatchLimits limits() const noexcept override { return inner_->limits(); }
  std::vector<Embedding> embed(const ImageView& image, std::span<const Detection> faces) override {
    fault_->here();
    return inner_->embed(image, faces);
  }

 private:
  std::unique_ptr<Embedder> inner_;
  FaultPtr fault_;
};

int entries(const char* folder) {
  int count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
  return count;
}

/// What is left over once it is `wanted`, or after two seconds: the system lists a thread for a
/// moment after it was joined.
Left left_over_like(const Left& wanted) {
  Left left = left_over();
  for (int i = 0; i < 200 && left != wanted; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    left = left_over();
  }
  return left;
}

/// Ends the program, with a message, when its scope takes too long.
class Watchdog {
 public:
  explicit Watchdog(std::string what)
      : thread_([what = std::move(what)](const std::stop_token& stop) {
          for (auto left = hang; left.count() > 0 && !stop.stop_requested();) {
            for (int i = 0; i < 100 && !stop.stop_requested(); ++i) {
              std::this_thread::sleep_for(std::chrono::milliseconds(10));
            }
            left -= std::chrono::seconds(1);
          }
          if (stop.stop_requested()) return;
          std::fprintf(stderr, "%s: hangs\n", what.c_str());
          std::_Exit(1);
        }) {}

 private:
  std::jthread thread_;
};

}  // namespace

std::unique_ptr<Decoder> with_fault(std::unique_ptr<Decoder> inner, FaultPtr fault) {
  return std::make_unique<FaultyDecoder>(std::move(inner), std::move(fault));
}
std::unique_ptr<ShotDetector> with_fault(std::unique_ptr<ShotDetector> inner, FaultPtr fault) {
  return std::make_unique<FaultyShots>(std::move(inner), std::move(fault));
}
std::unique_ptr<Detector> with_fault(std::unique_ptr<Detector> inner, FaultPtr fault) {
  return std::make_unique<FaultyDetector>(std::move(inner), std::move(fault));
}
std::unique_ptr<Embedder> with_fault(std::unique_ptr<Embedder> inner, FaultPtr fault) {
  return std::make_unique<FaultyEmbedder>(std::move(inner), std::move(fault));
}

std::vector<std::int64_t> fault_points(std::int64_t calls, int more, unsigned seed) {
  std::set<std::int64_t> points;
  if (calls <= 0) return {};
  const int step = std::getenv("FACETRACK_FAULT_RUNS") != nullptr ? 2 : 4;
  for (std::int64_t n = 1; n < calls; n *= step) points.insert(n);
  points.insert(calls);
  std::mt19937 random(seed);
  std::uniform_int_distribution<std::int64_t> any(1, calls);
  for (int i = 0; i < more; ++i) points.insert(any(random));
  return {points.begin(), points.end()};
}

int fault_runs() {
  const char* runs = std::getenv("FACETRACK_FAULT_RUNS");
  return runs != nullptr ? std::max(1, std::atoi(runs)) : 1;
}

Left left_over() { return {entries("/proc/self/task"), entries("/proc/self/fd")}; }

void fail_everywhere(const std::string& what, int more, const std::function<void(FaultPtr)>& run,
                     const std::function<void()>& after) {
  const auto counter = std::make_shared<Fault>();
  run(counter);
  ASSERT_GT(counter->calls(), 0) << what << " is never called";
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const Left before = left_over();
  int thrown = 0;
  for (const std::int64_t n : fault_points(counter->calls(), more * fault_runs(), 7)) {
    const std::string name = what + ", call " + std::to_string(n);
    SCOPED_TRACE(name);
    const auto fault = std::make_shared<Fault>(n);
    {
      const Watchdog watchdog(name);
      try {
        run(fault);
        // The number of calls may depend on time: then there is none to fail.
        EXPECT_FALSE(fault->has_thrown()) << "the fault was swallowed";
      } catch (const Planted&) {
        ++thrown;
        EXPECT_LT(fault->seconds_since(), most_seconds_after_fault);
      }
    }
    const Left left = left_over_like(before);
    EXPECT_EQ(left.threads, before.threads);
    EXPECT_EQ(left.descriptors, before.descriptors);
    if (after) after();
  }
  EXPECT_GT(thrown, 0) << what;
  std::printf("%s: %d faults in %lld calls\n", what.c_str(), thrown,
              static_cast<long long>(counter->calls()));
}

}  // namespace facetrack::testing
