// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdio>
#include <cstdlib>
#include <exception>

namespace facetrack::bench {

/// The main function of a benchmark that takes a number of seeds for generated films, or videos.
/// Without arguments there are `seeds` of them.
template <typename Films, typename Video>
int films_or_videos(int argc, char** argv, int seeds, const Films& films, const Video& video) {
  try {
    const int count = argc == 1 ? seeds : std::atoi(argv[1]);
    if (argc <= 2 && count > 0)
      films(count);
    else
      for (int i = 1; i < argc; ++i) video(argv[i]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}

}  // namespace facetrack::bench
