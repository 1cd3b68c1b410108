// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// One video through two moments of another:  07_bridge VIDEO A B OUT.mp4  (A and B in seconds)
// Shows how to plan first, look at the plan, and only then write and check.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "facetrack/facetrack.hpp"

int main(int argc, char** argv) try {
  using namespace facetrack;
  if (argc != 5) return std::fprintf(stderr, "usage: 07_bridge VIDEO A B OUT.mp4\n"), 2;
  const std::string video = argv[1];

  BridgeOptions options;
  options.before = options.between = options.after = std::chrono::seconds(1);
  options.overwrite = true;
  const BridgePlan plan = plan_bridge(video, frame_at(video, parse_time(argv[2])),
                                      frame_at(video, parse_time(argv[3])), options);
  std::printf("join %lld frames after A, %lld frames interpolated, cost %.2f of at most %.2f\n",
              static_cast<long long>(plan.indent), static_cast<long long>(plan.interpolated),
              plan.cost, plan.limit);

  const BridgeReport report = make_bridge(video, plan, argv[4], options);
  for (const std::string& problem : report.problems) std::printf("%s\n", problem.c_str());
  write_file(std::string(argv[4]) + ".html", bridge_html(report));
  std::printf("%s: %lld frames, A at %lld (%.1f dB), B at %lld (%.1f dB): %s\n",
              report.file.c_str(), static_cast<long long>(report.frames),
              static_cast<long long>(report.a.frame), report.a.psnr,
              static_cast<long long>(report.b.frame), report.b.psnr,
              report.valid() ? "valid" : "not valid");
  return report.valid() ? 0 : 1;
} catch (const facetrack::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
