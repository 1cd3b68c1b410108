// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "core/parallel.hpp"

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace facetrack {
namespace {

TEST(in_parallel, does_everything_once_with_one_worker_a_thread) {
  for (const int threads : {0, 1, 3, 100}) {
    std::vector<std::atomic<int>> done(17);
    std::atomic<int> workers = 0;
    in_parallel(done.size(), threads, [&] {
      ++workers;
      return [&](std::size_t i) { return ++done[i] > 0; };
    });
    for (const auto& times : done) EXPECT_EQ(times, 1);
    EXPECT_GE(workers, 1);
    EXPECT_LE(workers, 17);
    if (threads == 3) {
      EXPECT_EQ(workers, 3);
    }
  }
}

TEST(in_parallel, needs_no_worker_for_nothing) {
  in_parallel(0, 4, []() -> std::function<bool(std::size_t)> { throw std::logic_error("asked"); });
}

TEST(in_parallel, ends_when_a_worker_says_so) {
  std::atomic<int> calls = 0;
  in_parallel(1000, 2, [&] { return [&](std::size_t i) { return ++calls > 0 && i < 3; }; });
  EXPECT_LE(calls, 5);  // 0 to 3, and what the other thread had begun
}

TEST(in_parallel, throws_on_what_a_worker_throws_and_ends) {
  std::atomic<int> calls = 0;
  const auto failing = [&] {
    in_parallel(1000, 2, [&] {
      return [&](std::size_t i) -> bool {
        ++calls;
        if (i == 2) throw std::runtime_error("two");
        // Time for the other thread, which must unwind.
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return true;
      };
    });
  };
  EXPECT_THROW(failing(), std::runtime_error);
  EXPECT_LT(calls, 1000);
}

void wait_for_stop(const RunControl& control) {
  while (!control.stop.stop_requested()) std::this_thread::yield();
}

TEST(side_by_side, does_both_on_two_threads) {
  std::thread::id work, aside;
  const auto note = [](std::thread::id& id) {
    return [&id](const RunControl&) { id = std::this_thread::get_id(); };
  };
  side_by_side({}, note(work), note(aside));
  EXPECT_EQ(work, std::this_thread::get_id());
  EXPECT_NE(aside, std::thread::id());
  EXPECT_NE(aside, work);
}

TEST(side_by_side, ends_the_one_when_the_other_fails) {
  const auto fail = [](const RunControl&) { throw std::out_of_range("no"); };
  EXPECT_THROW(side_by_side({}, wait_for_stop, fail), std::out_of_range);
  EXPECT_THROW(side_by_side({}, fail, wait_for_stop), std::out_of_range);
}

TEST(side_by_side, throws_what_the_work_threw_where_both_fail) {
  const auto work = [](const RunControl&) { throw std::out_of_range("work"); };
  const auto aside = [](const RunControl&) { throw std::logic_error("aside"); };
  EXPECT_THROW(side_by_side({}, work, aside), std::out_of_range);
}

TEST(side_by_side, passes_a_stop_on_and_progress_to_the_work_alone) {
  std::stop_source stop;
  const RunControl control{stop.get_token(), [](const Progress&) {}};
  bool work_reports = false, aside_reports = true;
  side_by_side(
      control,
      [&](const RunControl& own) {
        work_reports = own.on_progress != nullptr;
        stop.request_stop();
        wait_for_stop(own);
      },
      [&](const RunControl& own) {
        aside_reports = own.on_progress != nullptr;
        wait_for_stop(own);
      });
  EXPECT_TRUE(work_reports);
  EXPECT_FALSE(aside_reports);
}

}  // namespace
}  // namespace facetrack
