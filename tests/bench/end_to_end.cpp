// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// bench_end_to_end VIDEO PHOTO [RUNS]: `track` against decoding alone and against plain programs,
// each run a process of its own, interleaved; the best of all runs counts. A table and the ratios
// go to stderr, JSON to stdout. On a busy machine look at cpu, on a quiet one at wall.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "facetrack/facetrack.hpp"
#include "facetrack/job.hpp"

#include "bench/plain_dlib.hpp"

namespace {

using namespace facetrack;
namespace fs = std::filesystem;

/// The plain programs would take minutes for a whole video: they do this many frames.
constexpr std::int64_t dlib_frames = 8;
constexpr std::int64_t every_frame_frames = 100;
/// Width at which the strong plain program looks: that of our own scans.
constexpr int plain_width = 640;

struct Way {
  std::string name;
  std::function<void()> work;
  std::int64_t frames;
  double wall = 1e9;  ///< seconds, the best of all runs
  double cpu = 1e9;
  long peak_megabytes = 0;

  double wall_ms() const { return 1000 * wall / static_cast<double>(frames); }
  double cpu_ms() const { return 1000 * cpu / static_cast<double>(frames); }
};

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

void measure(Way& way) {
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) {
    try {
      way.work();
      _exit(0);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s: %s\n", way.name.c_str(), error.what());
      _exit(1);
    }
  }
  int status = 0;
  rusage used{};
  wait4(child, &status, 0, &used);
  if (status != 0) std::exit(EXIT_FAILURE);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  way.wall = std::min(way.wall, wall.count());
  way.cpu = std::min(way.cpu, seconds(used.ru_utime) + seconds(used.ru_stime));
  way.peak_megabytes = std::max(way.peak_megabytes, used.ru_maxrss / 1024);
}

void decode(const fs::path& video) {
  DecoderOptions options;
  options.threads = 2;
  const auto decoder = open_decoder(video, options);
  while (decoder->read()) {
  }
}

void every_frame(const fs::path& video) {
  DecoderOptions one_thread;
  one_thread.threads = 1;
  const auto decoder = open_decoder(video, one_thread);
  const auto detector = make_detector("auto");
  const auto embedder = make_embedder("auto");
  const int width = std::min(plain_width, decoder->info().width);
  for (std::int64_t i = 0; i < every_frame_frames; ++i) {
    const auto frame = decoder->read();
    if (!frame) break;
    const Frame bgr = to_bgr24(*frame);
    const int height = bgr.height() * width / bgr.width();
    const Frame small = to_bgr24(bgr, {0, 0, bgr.width(), bgr.height()}, width, height);
    embedder->embed(small.image(), detector->detect(small.image()));
  }
}

TrackJob track_job(const fs::path& video, const fs::path& photo, const fs::path& folder) {
  TrackJob job{.video = {.file = video},
               .references = {photo},
               .output = {.folder = folder, .existing = Existing::overwrite, .report = false}};
  job.video.options.workers = 2;
  job.clips.plan.crop = CropMode::none;
  job.clips.writer.copy_streams = true;
  return job;
}

std::vector<Way> ways(const fs::path& video, const fs::path& photo, const fs::path& folder) {
  const std::int64_t frames = open_decoder(video)->count_frames().value();
  const TrackJob base = track_job(video, photo, folder);
  const auto track = [=](auto&& change) {
    return [=] {
      TrackJob job = base;
      change(job);
      run_track(job);
    };
  };
  return {
      {"decode, 2 threads", [=] { decode(video); }, frames},
      {"track, clips copied", track([](TrackJob&) {}), frames},
      {"track, crops of 256", track([](TrackJob& job) {
         job.clips.plan.crop = CropMode::square;
         job.clips.plan.size = 256;
         job.clips.writer.copy_streams = false;
       }),
       frames},
      {"track, one worker", track([](TrackJob& job) { job.video.options.workers = 1; }), frames},
      {"track, fast", track([](TrackJob& job) { job.video.options.tracker.effort = Effort::fast; }),
       frames},
      {"track, thorough",
       track([](TrackJob& job) { job.video.options.tracker.effort = Effort::thorough; }), frames},
      {"track, reused", track([](TrackJob& job) {
         job.video.options.tracker.effort = Effort::thorough;  // as the analysis that is there
         job.output.existing = Existing::reuse;
       }),
       frames},
      {"plain dlib", [=] { bench::plain_dlib(video, dlib_frames); }, std::min(frames, dlib_frames)},
      {"plain, every frame", [=] { every_frame(video); }, std::min(frames, every_frame_frames)},
  };
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: bench_end_to_end VIDEO PHOTO [RUNS]\n");
    return 2;
  }
  silence_backends();
  const int runs = argc > 3 ? std::atoi(argv[3]) : 3;
  const fs::path folder =
      fs::temp_directory_path() / ("facetrack-bench-" + std::to_string(getpid()));
  auto all = ways(argv[1], argv[2], folder);
  for (int run = 0; run < runs; ++run) {
    for (Way& way : all) measure(way);
  }
  fs::remove_all(folder);

  const Way& decoding = all.front();
  const Way& ours = all[1];
  const Way& crops = all[2];
  nlohmann::json ways_json = nlohmann::json::array();
  std::fprintf(stderr, "%-20s %10s %10s %10s %8s\n", "", "wall ms/f", "cpu ms/f", "x decode", "MB");
  for (const Way& way : all) {
    std::fprintf(stderr, "%-20s %10.3f %10.3f %10.2f %8ld\n", way.name.c_str(), way.wall_ms(),
                 way.cpu_ms(), way.cpu_ms() / decoding.cpu_ms(), way.peak_megabytes);
    ways_json.push_back({{"name", way.name},
                         {"frames", way.frames},
                         {"wall_ms_per_frame", way.wall_ms()},
                         {"cpu_ms_per_frame", way.cpu_ms()},
                         {"peak_megabytes", way.peak_megabytes}});
  }
  nlohmann::json ratios;
  const auto ratio = [&](const char* what, const Way& a, const Way& b) {
    ratios[what] = {{"wall", a.wall_ms() / b.wall_ms()}, {"cpu", a.cpu_ms() / b.cpu_ms()}};
    std::fprintf(stderr, "%-34s wall %7.2f  cpu %7.2f\n", what, a.wall_ms() / b.wall_ms(),
                 a.cpu_ms() / b.cpu_ms());
  };
  ratio("track / decode", ours, decoding);
  ratio("plain dlib / track with crops", all[7], crops);
  ratio("every frame / track with crops", all[8], crops);
  ratio("one worker / two", all[3], ours);
  ratio("balanced / fast", ours, all[4]);
  ratio("thorough / balanced", all[5], ours);
  ratio("track / reused", ours, all[6]);
  std::printf("%s\n", nlohmann::json{{"video", fs::path(argv[1]).filename().string()},
                                     {"runs", runs},
                                     {"ways", ways_json},
                                     {"ratios", ratios}}
                          .dump(2)
                          .c_str());
  return 0;
}
