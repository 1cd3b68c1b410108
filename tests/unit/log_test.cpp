// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/log.hpp"

#include <atomic>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace facetrack {
namespace {

using Message = std::pair<LogLevel, std::string>;

// The sink is one for the process and cannot be read back: each test silences it when it is done.
class Log : public ::testing::Test {
 protected:
  void TearDown() override { set_log_sink({}); }
};

TEST_F(Log, reaches_the_sink_with_its_level) {
  std::vector<Message> seen;
  set_log_sink([&](LogLevel level, std::string_view text) { seen.emplace_back(level, text); });
  log(LogLevel::warning, "low");
  log(LogLevel::debug, "");
  EXPECT_THAT(seen, ::testing::ElementsAre(Message{LogLevel::warning, "low"},
                                           Message{LogLevel::debug, ""}));
}

TEST_F(Log, empty_sink_silences) {
  set_log_sink({});
  ::testing::internal::CaptureStderr();
  log(LogLevel::warning, "unheard");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST_F(Log, sink_is_never_called_from_two_threads_at_once) {
  std::atomic<int> inside = 0;
  std::atomic<bool> overlapped = false;
  int calls = 0;  // unguarded: the promise is what guards it
  set_log_sink([&](LogLevel, std::string_view) {
    if (++inside > 1) overlapped = true;
    ++calls;
    std::this_thread::yield();
    --inside;
  });
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int n = 0; n < 200; ++n) log(LogLevel::info, "x");
    });
  }
  threads.clear();
  EXPECT_FALSE(overlapped);
  EXPECT_EQ(calls, 800);
}

TEST_F(Log, sink_may_log_and_replace_itself) {
  int calls = 0, later = 0;
  set_log_sink([&](LogLevel level, std::string_view text) {
    ++calls;
    log(level, text);  // dropped: else it would never end
    set_log_sink([&](LogLevel, std::string_view) { ++later; });
  });
  log(LogLevel::info, "first");
  log(LogLevel::info, "second");
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(later, 1);
}

TEST_F(Log, what_a_sink_throws_leaves_the_call_and_the_next_one_works) {
  int calls = 0;
  set_log_sink([&](LogLevel, std::string_view) {
    if (++calls == 1) throw std::domain_error("full");
  });
  EXPECT_THROW(log(LogLevel::info, "x"), std::domain_error);
  log(LogLevel::info, "x");
  EXPECT_EQ(calls, 2);
}

TEST_F(Log, an_old_sink_is_not_in_use_any_more_when_another_is_set) {
  for (int i = 0; i < 200; ++i) {
    std::atomic<bool> alive = true, used_dead = false;
    set_log_sink([&](LogLevel, std::string_view) {
      std::this_thread::yield();
      if (!alive) used_dead = true;
    });
    std::jthread speaker([] { log(LogLevel::info, "x"); });
    set_log_sink({});
    alive = false;
    speaker.join();
    EXPECT_FALSE(used_dead);
  }
}

// Runs in a process of its own (a death test), where nobody has replaced the sink.
TEST(LogDeathTest, default_sink_writes_warnings_and_only_these_to_stderr) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto speak = [] {
    log(LogLevel::info, "chatter");
    log(LogLevel::warning, "disk slow");
    std::exit(0);
  };
  EXPECT_EXIT(speak(), ::testing::ExitedWithCode(0), "^facetrack: disk slow\n$");
}

}  // namespace
}  // namespace facetrack
