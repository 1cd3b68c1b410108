// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// bench_decode VIDEO [THREADS [RUNS]]: decoding through the library against `ffmpeg -f null`, runs
// interleaved, and the peak of memory. Needs the ffmpeg program.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "facetrack/decoder.hpp"
#include "facetrack/error.hpp"
#include "facetrack/log.hpp"

namespace {

struct Cost {
  double wall = 1e9;  ///< seconds, the best of all runs
  double cpu = 1e9;
  long peak_kilobytes = 0;
};

/// Runs `work` in a process of its own, so that its memory and time are its own.
void measure(const std::function<int()>& work, Cost& best) {
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) _exit(work());
  int status = 0;
  rusage used{};
  wait4(child, &status, 0, &used);
  if (status != 0) std::exit(EXIT_FAILURE);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  best.wall = std::min(best.wall, wall.count());
  best.cpu = std::min(best.cpu, seconds(used.ru_utime) + seconds(used.ru_stime));
  best.peak_kilobytes = std::max(best.peak_kilobytes, used.ru_maxrss);
}

int decode(const char* file, int threads) {
  facetrack::DecoderOptions options;
  options.threads = threads;
  try {
    const auto decoder = facetrack::open_decoder(file, options);
    while (decoder->read()) {
    }
  } catch (const facetrack::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}

void print(const char* name, const Cost& cost, std::int64_t frames) {
  const auto count = static_cast<double>(frames);
  std::printf("%-8s %7.1f frames/s  %6.3f ms cpu/frame  peak %ld MB\n", name, count / cost.wall,
              1000 * cost.cpu / count, cost.peak_kilobytes / 1024);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_decode VIDEO [THREADS [RUNS]]\n");
    return 2;
  }
  facetrack::silence_backends();
  const std::string threads = argc > 2 ? argv[2] : "1";
  const int runs = argc > 3 ? std::atoi(argv[3]) : 5;
  const std::int64_t frames = facetrack::open_decoder(argv[1])->count_frames().value();
  Cost ours, theirs;
  for (int run = 0; run < runs; ++run) {
    measure([&] { return decode(argv[1], std::atoi(threads.c_str())); }, ours);
    measure(
        [&] {
          execlp("ffmpeg", "ffmpeg", "-v", "error", "-nostdin", "-threads", threads.c_str(), "-i",
                 argv[1], "-map", "0:v:0", "-f", "null", "-", nullptr);
          return EXIT_FAILURE;
        },
        theirs);
  }
  print("library", ours, frames);
  print("ffmpeg", theirs, frames);
  std::printf("ratio of frame rates %.2f, by cpu %.2f\n", theirs.wall / ours.wall,
              theirs.cpu / ours.cpu);
  return 0;
}
