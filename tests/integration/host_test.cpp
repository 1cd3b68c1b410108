// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// The library as a guest: what belongs to the program around it stays as it was, and many jobs in
// one process leave nothing behind.

#include <fcntl.h>
#include <malloc.h>
#include <sys/stat.h>
#include <unistd.h>

#include <clocale>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <locale>
#include <map>
#include <string>
#include <vector>

extern "C" {
#include <libavutil/log.h>
}

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"
#include "facetrack/job.hpp"
#include "facetrack/report.hpp"

#include "support/jobs.hpp"
#include "support/paths.hpp"

extern char** environ;

namespace facetrack {
namespace {

namespace fs = std::filesystem;
using testing::TempDir;

/// Ten frames of the demo through everything that `track` does.
TrackOutcome work(const fs::path& output, const fs::path& video) {
  TrackJob job;
  job.video = testing::with_builtin_models(video);
  job.video.options.end = MediaTime{2, {1, 5}};
  job.references = {testing::data_dir() / "demo/reference.png"};
  job.output = {.folder = output, .existing = Existing::overwrite};
  job.clips.save_images = 5;
  return run_track(job);
}

fs::path demo() { return testing::data_dir() / "demo/demo.mp4"; }

/// Everything of the process that a library could change and a program would notice.
std::map<std::string, std::string> state_of_the_host() {
  std::map<std::string, std::string> state;
  state["locale"] = std::setlocale(LC_ALL, nullptr);
  state["C++ locale"] = std::locale().name();
  state["folder"] = fs::current_path().string();
  const mode_t mask = ::umask(0);
  ::umask(mask);
  state["umask"] = std::to_string(mask);
  state["OpenCV threads"] = std::to_string(cv::getNumThreads());
  state["FFmpeg log level"] = std::to_string(av_log_get_level());
  for (int signal = 1; signal < 32; ++signal) {
    struct sigaction action {};
    if (::sigaction(signal, nullptr, &action) == 0) {
      state["signal " + std::to_string(signal)] =
          std::to_string(reinterpret_cast<std::uintptr_t>(action.sa_handler));
    }
  }
  for (char** entry = environ; *entry != nullptr; ++entry) state[*entry] = "set";
  return state;
}

int own_lines = 0;
void own_log(void*, int, const char*, va_list) { ++own_lines; }

TEST(Host, finds_everything_of_its_own_as_it_was) {
  const TempDir dir;
  av_log_set_callback(own_log);
  cv::setNumThreads(3);
  std::fflush(stdout);
  const int terminal = ::dup(1);
  const int file = ::open((dir / "stdout").c_str(), O_CREAT | O_WRONLY, 0600);
  ::dup2(file, 1);
  const auto before = state_of_the_host();

  const TrackOutcome outcome = work(dir / "out", demo());
  EXPECT_THROW(work(dir / "out", dir / "absent.mp4"), Error);

  const auto after = state_of_the_host();
  std::fflush(stdout);
  std::cout.flush();
  ::dup2(terminal, 1);
  ::close(terminal);
  ::close(file);
  EXPECT_EQ(outcome.result.clips.size(), 1U);
  EXPECT_EQ(after, before);
  EXPECT_EQ(fs::file_size(dir / "stdout"), 0U) << "stdout belongs to the program";
  const int lines = own_lines;
  av_log(nullptr, AV_LOG_ERROR, "still mine\n");
  EXPECT_EQ(own_lines, lines + 1) << "FFmpeg's messages go elsewhere now";
  av_log_set_callback(av_log_default_callback);
}

/// Numbers as others write them: 1.234,5.
struct CommaNumbers : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST(Host, may_write_numbers_in_its_own_way) {
  const TempDir dir;
  const auto texts = [&] {
    const TrackOutcome outcome = work(dir / "out", demo());
    std::string all = metadata_json(outcome.analysis, outcome.result);
    // How long it took is never the same.
    const std::size_t timings = all.find("\"timings\"");
    all.erase(timings, all.find('}', timings) - timings);
    return all + metadata_csv(outcome.analysis, outcome.result) +
           clips_edl(outcome.analysis, outcome.result) + read_file(dir / "out/report.html");
  };
  const std::string plain = texts();
  const std::locale before = std::locale::global(std::locale(std::locale(), new CommaNumbers));
  // A bare system has no such locale; where there is one, printf writes commas too.
  std::setlocale(LC_NUMERIC, "de_DE.UTF-8");
  const std::string other = texts();
  std::locale::global(before);
  std::setlocale(LC_ALL, "C");
  EXPECT_TRUE(plain == other) << "numbers follow the host's locale";
}

struct Held {
  double megabytes = 0;  ///< in memory, what the allocator can give back given back
  std::size_t files = 0;
};

Held held() {
  ::malloc_trim(0);
  std::ifstream statm("/proc/self/statm");
  long all = 0;
  long resident = 0;
  statm >> all >> resident;
  Held now;
  now.megabytes =
      static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator("/proc/self/fd")) ++now.files;
  return now;
}

/// FACETRACK_LEAK_RUNS=200 makes more of it.
TEST(HostMemory, is_back_with_files_after_many_videos) {
  const char* wanted = std::getenv("FACETRACK_LEAK_RUNS");
  const int runs = wanted != nullptr ? std::max(2, std::atoi(wanted)) : 14;
  // The first twenty warm allocators and caches up; after fewer, more growth is no leak yet.
  const int settling = std::min(20, runs / 2);
  const double growth = settling == 20 ? 1.05 : 1.15;
  const TempDir dir;
  Held settled;
  for (int i = 0; i < runs; ++i) {
    // Each its own file, as far as the library can tell.
    const fs::path video = dir / ("film" + std::to_string(i) + ".mp4");
    fs::create_symlink(demo(), video);
    work(dir / "out", video);
    if (i % 10 == 3) {  // a job that fails, too
      EXPECT_THROW(work(dir / "out", dir / "absent.mp4"), Error);
    }
    if (i + 1 == settling) settled = held();
  }
  const Held last = held();
  EXPECT_LE(last.megabytes, settled.megabytes * growth);
  EXPECT_EQ(last.files, settled.files);
  RecordProperty("megabytes",
                 std::to_string(settled.megabytes) + " " + std::to_string(last.megabytes));
  if (wanted != nullptr)
    std::cerr << settled.megabytes << " MB, then " << last.megabytes << " MB\n";
}

}  // namespace
}  // namespace facetrack
