// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <map>
#include <numeric>
#include <queue>
#include <utility>

#include "facetrack/error.hpp"

#include "batch/json.hpp"
#include "batch/manifest.hpp"

namespace facetrack::cli {
namespace {

constexpr std::string_view plan_schema = "facetrack.batch-plan/1";

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

std::string plan_json(std::span<const BatchJob> jobs, std::span<const double> seconds) {
  Json lengths = Json::object();
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    lengths[jobs[i].id] = rounded(seconds[i], second_decimals);
  }
  return to_text({{"schema", plan_schema}, {"seconds", lengths}});
}

std::vector<double> seconds_from_plan(std::string_view text, std::span<const BatchJob> jobs) {
  const Json json = parse_json(text, "plan");
  const JsonField plan(json, "plan");
  if (plan["schema"].text(64) != plan_schema)
    plan["schema"].fail("not " + std::string(plan_schema));
  const JsonField seconds = plan["seconds"];
  std::map<std::string, double> lengths;
  for (const auto& [id, value] : json["seconds"].items()) {
    lengths[id] = std::max(0.0, seconds[id].number());
  }
  std::vector<double> result;
  for (const BatchJob& job : jobs) {
    const auto found = lengths.find(job.id);
    if (found == lengths.end()) seconds.fail("job '" + job.id + "' is missing");
    result.push_back(found->second);
  }
  return result;
}

}  // namespace facetrack::cli
