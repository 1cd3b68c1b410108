// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// The three liveliest, steadiest seconds of a video:  06_expressions VIDEO FOLDER
// Shows a whole job as one call, and how to choose again with other weights without looking at the
// video again.

#include <cstdio>
#include <vector>

#include "facetrack/facetrack.hpp"

namespace {

using namespace facetrack;

void print(const char* title, const std::vector<ScoredWindow>& windows) {
  std::printf("%s\n", title);
  for (const ScoredWindow& window : windows) {
    std::printf("  frames %lld to %lld: expression %.3f, position %.3f\n",
                static_cast<long long>(window.first_frame),
                static_cast<long long>(window.last_frame), window.scores.variation,
                window.scores.stability);
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) return std::fprintf(stderr, "usage: 06_expressions VIDEO FOLDER\n"), 2;

  const ExpressionJob job{
      .video = {.file = argv[1]},
      .output = {.folder = argv[2], .existing = Existing::overwrite},
      .sequences = 3,
      .length = 25,
  };
  const ExpressionResult result = run_expressions(job).result;
  print("the best of both", result.sequences);
  if (!result.why.empty()) std::printf("not more: %s\n", result.why.c_str());

  // Pure and quick: every face of every frame has its token already.
  ExpressionWeights steady;
  steady.expression = 0;
  steady.position = 1;
  print("the steadiest",
        choose_windows(score_windows(result.runs, job.length, steady), job.sequences));
  return 0;
} catch (const facetrack::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
