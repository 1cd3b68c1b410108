// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <new>
#include <system_error>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "batch/pool.hpp"
#include "support/paths.hpp"

namespace facetrack::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TempDir;

struct Ended {
  JobEnd end;
  int attempts = 0;
};

class PoolTest : public ::testing::Test {
 protected:
  void add(const std::string& id, JobWork work) {
    jobs_.push_back({id, 0, dir_ / (id + ".log"), std::move(work)});
  }

  PoolEnd run(const std::stop_token& stop = {}) {
    Pool pool(jobs_, limits_);
    return pool.run(
        stop,
        [this](std::size_t job, const JobEnd& end, int attempts) {
          ended_[jobs_[job].id] = {end, attempts};
          order_.push_back(jobs_[job].id);
        },
        [this](const PoolState& state) { last_ = state; });
  }

  TempDir dir_;
  std::vector<PoolJob> jobs_;
  PoolLimits limits_{.workers = 2, .retries = 2, .backoff = 0.02};
  std::map<std::string, Ended> ended_;
  std::vector<std::string> order_;
  PoolState last_;
};

JobEnd fine() {
  JobEnd end;
  end.digest = "d";
  end.media_seconds = 2;
  return end;
}

// Stops when it is asked to.
JobEnd endless(Context& context) {
  while (!context.stop.stop_requested()) {
    context.control().on_progress({"analyse", 0.5, 1, 0, 0});
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  JobEnd end;
  end.kind = "killed";
  return end;
}

TEST_F(PoolTest, a_job_that_crashes_fails_alone) {
  add("crash", [](Context&) -> JobEnd { std::abort(); });
  add("throws", [](Context&) -> JobEnd { throw Error(ErrorCode::corrupt_input, "odd\nfile"); });
  add("memory", [](Context&) -> JobEnd { throw std::bad_alloc(); });
  add("says", [](Context& context) {
    context.console.error("what it printed");
    JobEnd end;
    end.exit_code = 1;
    end.kind = "failed";
    return end;
  });
  add("fine", [](Context&) { return fine(); });
  EXPECT_EQ(run(), PoolEnd::all_run);
  EXPECT_EQ(ended_["crash"].end.kind, "crash");
  EXPECT_EQ(ended_["crash"].end.exit_code, 128 + SIGABRT);
  EXPECT_EQ(ended_["throws"].end.kind, "corrupt_input");
  EXPECT_EQ(ended_["throws"].end.reason, "odd file");
  EXPECT_EQ(ended_["throws"].attempts, 1);
  EXPECT_EQ(ended_["memory"].end.kind, "memory");
  EXPECT_EQ(ended_["memory"].attempts, 1);
  EXPECT_EQ(ended_["says"].end.reason, "what it printed");
  EXPECT_EQ(ended_["fine"].end.kind, "");
  EXPECT_EQ(ended_["fine"].end.digest, "d");
  EXPECT_EQ(last_.done, 1U);
  EXPECT_EQ(last_.failed, 4U);
  EXPECT_EQ(last_.fraction, 1.0);
}

TEST_F(PoolTest, errors_of_reading_and_kills_are_tried_again_later) {
  const std::string counter = (dir_ / "count").string();
  const auto attempt = [counter] {  // each one is another process
    std::ofstream(counter, std::ios::app) << 'x';
    std::ifstream in(counter, std::ios::ate);
    return static_cast<int>(in.tellg());
  };
  add("third time", [attempt](Context&) -> JobEnd {
    const int now = attempt();
    if (now == 1) throw Error(ErrorCode::io, "the disk is away");
    if (now == 2) std::raise(SIGKILL);
    return fine();
  });
  add("never", [](Context&) -> JobEnd { throw Error(ErrorCode::io, "the disk is away"); });
  add("no folder", [](Context&) -> JobEnd {
    const auto why = std::make_error_code(std::errc::no_space_on_device);
    throw std::filesystem::filesystem_error("cannot", "out/no folder", why);
  });
  add("fine", [](Context&) { return fine(); });
  EXPECT_EQ(run(), PoolEnd::all_run);
  EXPECT_EQ(ended_["no folder"].end.kind, "io");
  EXPECT_EQ(ended_["no folder"].end.reason, "out/no folder: No space left on device");
  EXPECT_EQ(ended_["no folder"].attempts, 3);
  EXPECT_EQ(ended_["third time"].end.kind, "");
  EXPECT_EQ(ended_["third time"].attempts, 3);
  EXPECT_EQ(ended_["never"].end.kind, "io");
  EXPECT_EQ(ended_["never"].attempts, 3);
  EXPECT_EQ(order_.front(), "fine");  // nobody waits for those that are tried again
}

TEST_F(PoolTest, time_and_memory_are_limited) {
  limits_.time_limit = 0.4;
  limits_.memory_limit = 1000;
  add("slow", endless);
  add("large", [](Context&) -> JobEnd {
    std::vector<std::unique_ptr<char[]>> hoard;
    while (true) {
      constexpr std::size_t block = 32 << 20;
      hoard.push_back(std::make_unique<char[]>(block));
      std::memset(hoard.back().get(), 1, block);
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  });
  add("fine", [](Context&) { return fine(); });
  EXPECT_EQ(run(), PoolEnd::all_run);
  EXPECT_EQ(ended_["slow"].end.kind, "time_limit");
  EXPECT_THAT(ended_["slow"].end.reason, HasSubstr("0.4 s (--time-limit)"));
  EXPECT_EQ(ended_["slow"].attempts, 1);
  EXPECT_THAT(ended_["large"].end.kind, ::testing::AnyOf("memory_limit", "time_limit"));
  EXPECT_EQ(ended_["fine"].end.kind, "");
}

TEST_F(PoolTest, memory_of_a_job_ends_with_it) {
  limits_.memory_limit = 600;
  add("large", [](Context&) -> JobEnd {
    std::vector<char> hoard(std::size_t{900} << 20, 'x');
    std::this_thread::sleep_for(std::chrono::seconds(5));
    return hoard.back() == 'x' ? fine() : JobEnd{};
  });
  EXPECT_EQ(run(), PoolEnd::all_run);
  EXPECT_EQ(ended_["large"].end.kind, "memory_limit");
  EXPECT_GT(ended_["large"].end.peak_mb, 600);
}

TEST_F(PoolTest, too_many_failures_stop_it) {
  limits_.workers = 1;
  limits_.max_failures = 1;
  const auto bad = [](Context&) -> JobEnd { throw Error(ErrorCode::unsupported, "no"); };
  for (const char* id : {"a", "b", "c", "d"}) add(id, bad);
  EXPECT_EQ(run(), PoolEnd::too_many_failures);
  EXPECT_THAT(order_, ElementsAre("a", "b"));
}

TEST_F(PoolTest, jobs_that_were_cut_short_have_no_end) {
  std::stop_source stop;
  for (const char* id : {"a", "b", "c"}) add(id, endless);
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    stop.request_stop();
  });
  EXPECT_EQ(run(stop.get_token()), PoolEnd::stopped);
  later.join();
  EXPECT_TRUE(ended_.empty());
}

}  // namespace
}  // namespace facetrack::cli
