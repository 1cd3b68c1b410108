// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Writes clips, lists and a page of one person:  03_cut_clips VIDEO PICTURE FOLDER
// Shows progress, and how to stop: Ctrl-C ends the run, and the same command resumes it.

#include <csignal>
#include <cstdio>
#include <stop_token>

#include "facetrack/facetrack.hpp"

using namespace facetrack;

namespace {
volatile std::sig_atomic_t interrupted = 0;
}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) return std::fprintf(stderr, "usage: 03_cut_clips VIDEO PICTURE FOLDER\n"), 2;
  std::signal(SIGINT, [](int) { interrupted = 1; });

  std::stop_source stop;
  const RunControl control{stop.get_token(), [&](const Progress& progress) {
                             std::fprintf(stderr, "\r%.*s %3.0f %%",
                                          static_cast<int>(progress.stage.size()),
                                          progress.stage.data(), 100 * progress.fraction);
                             if (interrupted != 0) stop.request_stop();
                           }};
  TrackJob job;
  job.video.file = argv[1];
  job.references = {argv[2]};
  job.output = {.folder = argv[3], .existing = Existing::resume};
  job.clips.plan = {.margin = 0.6, .min_clip = std::chrono::seconds(1)};
  const TrackOutcome ann = run_track(job, control);
  if (ann.cancelled) return std::fprintf(stderr, "\nstopped; start it again to go on\n"), 1;
  for (const WrittenClip& clip : ann.result.clips) {
    std::printf("%s: %lld frames of %d x %d from %s\n", clip.file.c_str(),
                static_cast<long long>(clip.frames), clip.width, clip.height,
                clip.range.begin.to_string().c_str());
  }
  return 0;
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
