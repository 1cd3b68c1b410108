// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Writes a clip of every face that stays for a second or more:  03_cut_clips VIDEO FOLDER
// Shows how to plan without decoding again, report progress and stop half-way.

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <stop_token>
#include <vector>

#include "facetrack/facetrack.hpp"

namespace {

using namespace facetrack;

/// No embedder: nobody is recognised, so every face is as good as another.
Analysis look_at(const std::filesystem::path& video, const RunControl& control) {
  return analyze({.decoder = from_file(video), .embedder = nullptr}, {}, control);
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) return std::fprintf(stderr, "usage: 03_cut_clips VIDEO FOLDER\n"), 2;

  std::stop_source stop;
  const auto begin = std::chrono::steady_clock::now();
  const RunControl control{stop.get_token(), [&](const Progress& progress) {
                             // Any thread may ask to stop; here it is patience that runs out.
                             if (std::chrono::steady_clock::now() - begin > std::chrono::hours(1)) {
                               stop.request_stop();
                             }
                             std::fprintf(stderr, "\r%.*s %3.0f %%",
                                          static_cast<int>(progress.stage.size()),
                                          progress.stage.data(), 100 * progress.fraction);
                           }};

  const Analysis analysis = look_at(argv[1], control);
  // Pure and quick: try other margins and lengths without looking at the video again.
  const std::vector<ClipPlan> plans =
      plan_clips(analysis.shots, analysis.tracks, analysis.source.width, analysis.source.height,
                 {.crop = CropMode::square, .margin = 0.6, .min_clip = 1.0});

  const auto writer = make_clip_writer(argv[1], argv[2], {.overwrite = true});
  for (const WrittenClip& clip : writer->write(plans, control)) {
    std::printf("%s: %lld frames of %d x %d from %s\n", clip.file.c_str(),
                static_cast<long long>(clip.frames), clip.width, clip.height,
                clip.range.begin.to_string().c_str());
  }
  return 0;
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
