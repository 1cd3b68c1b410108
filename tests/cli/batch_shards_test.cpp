// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"

#include "batch/manifest.hpp"

namespace facetrack::cli {
namespace {

using ::testing::ElementsAre;

BatchJob shots_job(std::string id) {
  BatchJob result;
  result.id = std::move(id);
  result.command = "shots";
  result.video = result.id + ".mp4";
  return result;
}

TEST(assign_shards, give_every_shard_about_the_same_length) {
  std::vector<BatchJob> jobs;
  std::vector<double> seconds;
  std::mt19937 random(7);
  for (int i = 0; i < 500; ++i) {
    jobs.push_back(shots_job("job" + std::to_string(i)));
    seconds.push_back(static_cast<double>(random() % 600));
  }
  const std::vector<int> shards = assign_shards(jobs, seconds, 7);
  std::vector<double> loads(7);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    loads.at(static_cast<std::size_t>(shards[i])) += seconds[i];
  }
  const auto [least, most] = std::minmax_element(loads.begin(), loads.end());
  EXPECT_LT(*most - *least, 20.0);  // of 21,000 each
}

TEST(assign_shards, do_not_depend_on_the_order_of_jobs) {
  std::vector<BatchJob> jobs;
  for (const char* id : {"a", "b", "c", "d", "e", "f"}) jobs.push_back(shots_job(id));
  const std::vector<double> seconds = {10, 10, 5, 5, 5, 90};
  const std::vector<int> forward = assign_shards(jobs, seconds, 3);
  std::vector<BatchJob> back_jobs(jobs.rbegin(), jobs.rend());
  const std::vector<double> back_seconds(seconds.rbegin(), seconds.rend());
  std::vector<int> backward = assign_shards(back_jobs, back_seconds, 3);
  std::reverse(backward.begin(), backward.end());
  EXPECT_EQ(forward, backward);
  EXPECT_EQ(std::count(forward.begin(), forward.end(), forward[5]), 1);
}

TEST(assign_shards, spread_jobs_of_unknown_length) {
  const std::vector<BatchJob> jobs = {shots_job("a"), shots_job("b"), shots_job("c"),
                                      shots_job("d")};
  EXPECT_THAT(assign_shards(jobs, std::vector<double>(4, 0.0), 2), ElementsAre(0, 1, 0, 1));
  EXPECT_THROW(assign_shards(jobs, {}, 2), Error);
  EXPECT_THROW(assign_shards(jobs, std::vector<double>(4, 0.0), 0), Error);
}

TEST(plan_json, comes_back_and_misses_no_job) {
  const std::vector<BatchJob> jobs = {shots_job("a"), shots_job("b")};
  const std::vector<double> seconds = {1.5, 0};
  const std::string text = plan_json(jobs, seconds);
  EXPECT_EQ(seconds_from_plan(text, jobs), seconds);
  EXPECT_THROW(seconds_from_plan(text, std::vector<BatchJob>{shots_job("c")}), Error);
}

TEST(job_fingerprint, changes_with_everything_but_the_name) {
  const BatchJob base = shots_job("a");
  BatchJob other = base;
  other.id = "z";
  other.line = 9;
  EXPECT_EQ(job_fingerprint(base), job_fingerprint(other));
  other.options = {"--crop=face"};
  EXPECT_NE(job_fingerprint(base), job_fingerprint(other));
  BatchJob moved = other;
  moved.references = {"--crop=face"};
  moved.options = {};
  EXPECT_NE(job_fingerprint(moved), job_fingerprint(other));
}

}  // namespace
}  // namespace facetrack::cli
