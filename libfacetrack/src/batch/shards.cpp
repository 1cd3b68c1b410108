// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <numeric>
#include <queue>
#include <utility>

#include "facetrack/batch.hpp"
#include "facetrack/error.hpp"

namespace facetrack {
namespace {

// What a job costs however short its video is, in seconds of video; also spreads unknown lengths.
constexpr double seconds_per_job = 1.0;

}  // namespace

std::vector<int> assign_shards(std::span<const BatchJob> jobs, std::span<const double> seconds,
                               int shards) {
  if (shards < 1 || seconds.size() != jobs.size()) {
    throw Error(ErrorCode::invalid_argument,
                "assign_shards: needs at least one shard and one length per job");
  }
  std::vector<std::size_t> order(jobs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(-seconds[a], std::string_view(jobs[a].id)) <
           std::pair(-seconds[b], std::string_view(jobs[b].id));
  });
  using Load = std::pair<double, int>;
  std::priority_queue<Load, std::vector<Load>, std::greater<>> loads;
  for (int shard = 0; shard < shards; ++shard) loads.emplace(0.0, shard);
  std::vector<int> assigned(jobs.size());
  for (const std::size_t i : order) {
    const auto [load, shard] = loads.top();
    loads.pop();
    assigned[i] = shard;
    loads.emplace(load + std::max(seconds[i], 0.0) + seconds_per_job, shard);
  }
  return assigned;
}

std::vector<BatchRecord> merge_records(std::span<const BatchJob> jobs,
                                       std::span<const BatchRecord> records) {
  std::map<std::pair<std::string_view, std::string>, const BatchRecord*> best;
  for (const BatchRecord& record : records) {
    const BatchRecord*& known = best[{record.id, record.job}];
    const bool better = known == nullptr || (record.done && !known->done) ||
                        (record.done == known->done && record.finished >= known->finished);
    if (better) known = &record;
  }
  std::vector<BatchRecord> merged;
  merged.reserve(jobs.size());
  for (const BatchJob& job : jobs) {
    const auto found = best.find({job.id, job_fingerprint(job)});
    merged.push_back(found == best.end() ? BatchRecord{} : *found->second);
  }
  return merged;
}

}  // namespace facetrack
