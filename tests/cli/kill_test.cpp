// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// A run that is killed at any moment leaves whole files only, and --resume makes of it what an
// undisturbed run makes. FACETRACK_KILLS=100 tries more moments than every test run does.

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "facetrack/report.hpp"

#include "cli/program.hpp"
#include "support/paths.hpp"

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;
using testing::files_below;
using testing::Ran;
using testing::run_program;
using testing::TempDir;

/// Run in a folder of its own with the same words, so that all that is written is the same.
Ran track(const fs::path& folder, const testing::RunOptions& options, bool resume) {
  std::vector<std::string> words = {"track",      testing::demo(),
                                    "-r",         testing::photo(),
                                    "-o",         "out",
                                    "--detector", "hog",
                                    "--embedder", "builtin",
                                    "--size",     "96",
                                    "--start",    "6",
                                    "--end",      "11"};
  if (resume) words.emplace_back("--resume");
  testing::RunOptions there = options;
  there.folder = folder;
  return run_program(words, there);
}

/// What a file says, without how long it took and how it was called.
std::string lasting(const fs::path& file) {
  std::string text = read_file(file);
  if (file.extension() == ".json") {
    auto json = nlohmann::json::parse(text);
    json.erase("timings");
    return json.dump();
  }
  if (const auto at = text.find(" --resume"); at != std::string::npos) text.erase(at, 9);
  return text;
}

void expect_whole_files(const fs::path& folder) {
  if (!fs::exists(folder)) return;
  for (const std::string& file : files_below(folder)) {
    const fs::path name = fs::path(file).filename();
    if (name.string().starts_with('.')) continue;  // not its final name
    if (name.extension() == ".mp4") {
      EXPECT_EQ(run_program({"probe", (folder / file).string()}).exit_code, 0) << file;
    } else if (name.extension() == ".json") {
      EXPECT_TRUE(nlohmann::json::accept(read_file(folder / file))) << file;
    } else if (name.extension() == ".html") {
      EXPECT_NE(read_file(folder / file).find("</html>"), std::string::npos) << file;
    }
  }
}

int kills() {
  const char* wanted = std::getenv("FACETRACK_KILLS");
  return wanted != nullptr ? std::max(1, std::atoi(wanted)) : 4;
}

TEST(Killed, at_any_moment_a_run_is_resumed_to_the_same_files) {
  const TempDir undisturbed;
  const Ran whole = track(undisturbed.path(), {}, false);
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  const std::vector<std::string> files = files_below(undisturbed / "out");

  std::mt19937 random(7);
  std::uniform_real_distribution<double> part(0.1, 1.0);
  int caught = 0;
  for (int i = 0; i < kills(); ++i) {
    const TempDir dir;
    const std::chrono::milliseconds moment(static_cast<int>(1000 * whole.seconds * part(random)));
    SCOPED_TRACE("killed after " + std::to_string(moment.count()) + " ms");
    const Ran killed = track(dir.path(), {.interrupt_after = moment, .signal = SIGKILL}, false);
    caught += killed.exit_code == 128 + SIGKILL ? 1 : 0;
    expect_whole_files(dir / "out");
    const Ran resumed = track(dir.path(), {}, true);
    ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
    ASSERT_EQ(files_below(dir / "out"), files);
    for (const std::string& file : files) {
      EXPECT_EQ(lasting(dir / "out" / file), lasting(undisturbed / "out" / file)) << file;
    }
  }
  EXPECT_GT(caught, 0) << "every run had ended before it was killed";
}

TEST(Interrupted, a_run_stops_within_a_second_and_says_so) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const TempDir dir;
    std::chrono::milliseconds moment(800);
    Ran ran = track(dir.path(), {.interrupt_after = moment, .signal = signal}, false);
    // On a very busy machine it may not even have begun, and the signal ends it as any process.
    for (int i = 0; i < 3 && ran.exit_code == 128 + signal && !fs::exists(dir / "out"); ++i) {
      moment *= 2;
      ran = track(dir.path(), {.interrupt_after = moment, .signal = signal}, false);
    }
    if (ran.exit_code == 0) GTEST_SKIP() << "was done before the interruption";
    EXPECT_EQ(ran.exit_code, 130) << ran.err;
    // A second on a machine that has nothing else to do; test machines have.
    EXPECT_LT(ran.seconds, std::chrono::duration<double>(moment).count() + 5.0);
    expect_whole_files(dir / "out");
  }
}

}  // namespace
}  // namespace facetrack::cli
