// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// A copy of a film in which everybody is hidden except one person:  13_redact VIDEO PICTURE OUT.mp4

#include <cstdio>

#include "facetrack/facetrack.hpp"

using namespace facetrack;

int main(int argc, char** argv) try {
  if (argc != 4) return std::fprintf(stderr, "usage: 13_redact VIDEO PICTURE OUT.mp4\n"), 2;
  RedactJob job;
  job.video.file = argv[1];
  job.video.options.tracker.effort = Effort::thorough;
  job.keep = {argv[2]};
  job.output = argv[3];
  job.overwrite = true;
  const RedactOutcome outcome = run_redact(job);
  for (const RedactArea& area : outcome.redaction.areas) {
    std::printf("%s: frames %lld to %lld\n", area.hide ? "hidden" : "shown",
                static_cast<long long>(area.boxes.front().frame),
                static_cast<long long>(area.boxes.back().frame));
  }
  for (const Sighting& face : outcome.redaction.open) {
    std::printf("still open: frame %lld\n", static_cast<long long>(face.frame));
  }
  return outcome.is_safe() ? 0 : 1;
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
