// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Every command of the program while calls into the system fail (fail_preload.cpp).

#include "cli/program.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/file.hpp"
#include "facetrack/report.hpp"

#include "faults/planted.hpp"
#include "support/paths.hpp"
#include "support/sanitized.hpp"

namespace facetrack::testing {
namespace {

namespace fs = std::filesystem;

constexpr double most_seconds_per_run = 60;  // an undisturbed run takes about two
const std::set<int> documented = {0, 1, 2, 3, 4, 5};

struct Job {
  std::string command;
  std::vector<std::string> words;
  std::vector<std::string> again;  ///< what finishes or repeats the run is the same with these
};

/// Run in a folder of its own, so that all paths that are written are the same.
std::vector<Job> jobs() {
  const std::vector<std::string> short_part = {"--start",    "6",       "--end",      "6.8",
                                               "--detector", "builtin", "--embedder", "builtin",
                                               "-o",         "out"};
  const auto with = [](std::vector<std::string> words, const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  return {
      {"track",
       with({"track", "in/v.mp4", "-r", "in/p.png", "--size", "96"}, short_part),
       {"--resume"}},
      {"faces", with({"faces", "in/v.mp4", "--size", "96"}, short_part), {"--resume"}},
      {"expressions",
       with({"expressions", "in/v.mp4", "--sequence-length", "10", "--num-sequences", "1",
             "--expression-model", "builtin"},
            short_part),
       {"--resume"}},
      {"shots", {"shots", "in/v.mp4", "--end", "3", "-o", "out.json"}, {"--force"}},
      {"bridge",
       {"bridge", "in/v.mp4", "--frame-a", "f30", "--frame-b", "f60", "--before", "0.4",
        "--between", "0.6", "--after", "0.4", "--force-join", "-o", "out.mp4"},
       {"--force"}},
      {"interpolate",
       {"interpolate", "in/p.png", "in/p.png", "--count", "1", "-o", "out"},
       {"--force"}},
      {"probe", {"probe", "in/v.mp4", "--json"}, {}},
      {"models", {"models", "list"}, {}},
      {"batch", {"batch", "in/jobs.jsonl", "-o", "out", "-j", "1"}, {"--resume", "--retry-failed"}},
  };
}

/// The files that a run leaves, with their bytes except those that differ from run to run.
std::map<std::string, std::string> tree_of(const fs::path& folder) {
  std::map<std::string, std::string> tree;
  for (const std::string& file : files_below(folder)) {
    if (file.starts_with("in/")) continue;
    const fs::path name = fs::path(file).filename();
    // Times and command lines are in these.
    const bool bytes = name.extension() == ".mp4" || name.extension() == ".csv" ||
                       name.extension() == ".png" || name == "tracks.json";
    tree[file] = bytes ? read_file(folder / file) : "";
  }
  return tree;
}

void expect_whole(const fs::path& folder) {
  for (const std::string& file : files_below(folder)) {
    const fs::path name = fs::path(file).filename();
    if (file.starts_with("in/") || name.string().starts_with('.')) continue;
    if (name.extension() == ".mp4") {
      EXPECT_EQ(run_program({"probe", (folder / file).string()}).exit_code, 0) << file;
    } else if (name.extension() == ".json") {
      const std::string text = read_file(folder / file);
      EXPECT_TRUE(text.ends_with("}\n") || text.ends_with("]\n") || text.ends_with('}')) << file;
    } else if (name.extension() == ".html") {
      EXPECT_NE(read_file(folder / file).find("</html>"), std::string::npos) << file;
    }
  }
}

class FailingProgram : public ::testing::Test {
 protected:
  void SetUp() override {
    if (is_sanitized) GTEST_SKIP() << "a sanitizer wants to be loaded first";
  }

  static void fill(const fs::path& folder) {
    fs::create_directories(folder / "in");
    fs::copy_file(demo(), folder / "in/v.mp4");
    fs::copy_file(photo(), folder / "in/p.png");
    std::ofstream(folder / "in/jobs.jsonl")
        << R"({"id": "one", "command": "shots", "video": "in/v.mp4", "options": {"end": 2}})"
        << '\n';
    std::ofstream(folder / "mine.txt") << "somebody else's";
  }

  static Ran run(const fs::path& folder, const Job& job, std::vector<std::string> settings,
                 bool again = false) {
    std::vector<std::string> words{"env"};
    words.insert(words.end(), settings.begin(), settings.end());
    words.emplace_back(FACETRACK_CLI_PROGRAM);
    words.insert(words.end(), job.words.begin(), job.words.end());
    if (again) words.insert(words.end(), job.again.begin(), job.again.end());
    return run_any(words, {.folder = folder});
  }

  static std::vector<std::string> failing(const fs::path& below, const std::string& call,
                                          std::int64_t at, bool goes_on) {
    return {std::string("LD_PRELOAD=") + FACETRACK_FAIL_PRELOAD, "FAIL_CALL=" + call,
            "FAIL_AT=" + std::to_string(at), std::string("FAIL_ON=") + (goes_on ? "1" : "0"),
            "FAIL_BELOW=" + below.string()};
  }

  /// Counts the calls of each kind in an undisturbed run, and lists the files that it leaves.
  struct Undisturbed {
    std::map<std::string, std::int64_t> calls;
    std::map<std::string, std::string> tree;
  };
  static Undisturbed undisturbed_run(const Job& job) {
    const TempDir dir;
    fill(dir.path());
    auto settings = failing(below_of(dir.path(), job), "", 0, false);
    settings.push_back("FAIL_COUNT=" + (dir / "in/count").string());
    const Ran ran = run(dir.path(), job, settings);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    Undisturbed whole;
    std::string kind;
    std::int64_t calls = 0;
    // One list for each process.
    for (std::ifstream counts(dir / "in/count"); counts >> kind >> calls;) {
      whole.calls[kind] = std::max(whole.calls[kind], calls);
    }
    whole.tree = tree_of(dir.path());
    return whole;
  }

  /// models reads nothing in its folder: there all calls count.
  static fs::path below_of(const fs::path& folder, const Job& job) {
    return job.command == "models" ? fs::path() : fs::canonical(folder);
  }

  struct Seen {
    int runs = 0, failed = 0, aborted = 0;
  };

  void fail_at(const Job& job, const std::string& call, std::int64_t at, bool goes_on,
               const std::map<std::string, std::string>& undisturbed, Seen& seen) {
    SCOPED_TRACE(job.command + ": " + call + " " + std::to_string(at) + (goes_on ? " and on" : ""));
    const TempDir dir;
    fill(dir.path());
    const Ran ran = run(dir.path(), job, failing(below_of(dir.path(), job), call, at, goes_on));
    ++seen.runs;
    EXPECT_LT(ran.seconds, most_seconds_per_run);
    const bool aborted = call == "memory" && ran.exit_code == 128 + SIGABRT;
    seen.aborted += aborted ? 1 : 0;
    if (!aborted) {
      EXPECT_TRUE(documented.contains(ran.exit_code)) << ran.exit_code << ' ' << ran.err;
    }
    if (ran.exit_code != 0) {
      ++seen.failed;
      EXPECT_FALSE(ran.err.empty());
    }
    expect_whole(dir.path());
    EXPECT_EQ(read_file(dir / "mine.txt"), "somebody else's");
    EXPECT_EQ(fs::file_size(dir / "in/v.mp4"), fs::file_size(demo()));
    EXPECT_EQ(read_file(dir / "in/p.png"), read_file(photo()));
    if (ran.exit_code == 0) return;
    const Ran resumed = run(dir.path(), job, {}, true);
    EXPECT_EQ(resumed.exit_code, 0) << ran.err << "then: " << resumed.err;
    const auto tree = tree_of(dir.path());
    EXPECT_EQ(tree.size(), undisturbed.size());
    for (const auto& [file, bytes] : undisturbed) {
      EXPECT_TRUE(tree.contains(file)) << file << ' ' << ran.err;
      if (!tree.contains(file)) continue;
      EXPECT_TRUE(tree.at(file) == bytes) << file;
    }
  }

  /// Lets each kind of call fail: at one of its calls in a usual run, at all powers of two and at
  /// some at random in a long one.
  void fail_command(const std::string& command) {
    const auto all = jobs();
    const auto job = std::find_if(all.begin(), all.end(),
                                  [&](const Job& one) { return one.command == command; });
    ASSERT_NE(job, all.end());
    const Undisturbed whole = undisturbed_run(*job);
    const bool is_long = fault_runs() > 1;
    int runs = 0;
    for (const auto& [call, calls] : whole.calls) {
      if (!is_long && call != "write" && call != "memory") continue;
      std::vector<std::int64_t> points = fault_points(calls, is_long ? fault_runs() : 0, 11);
      if (!is_long && points.size() > 1) points = {points[points.size() / 2]};
      Seen seen;
      for (std::size_t i = 0; i < points.size(); ++i) {
        fail_at(*job, call, points[i], i % 2 == 1, whole.tree, seen);
      }
      runs += seen.runs;
      std::printf("%s: %s: %d runs over %lld calls, %d failed, %d aborted\n", command.c_str(),
                  call.c_str(), seen.runs, static_cast<long long>(calls), seen.failed,
                  seen.aborted);
    }
    EXPECT_GT(runs, 0);
  }
};

TEST_F(FailingProgram, track_ends_and_is_resumed) { fail_command("track"); }
TEST_F(FailingProgram, faces_ends_and_is_resumed) { fail_command("faces"); }
TEST_F(FailingProgram, expressions_ends_and_is_resumed) { fail_command("expressions"); }
TEST_F(FailingProgram, shots_ends_and_is_repeated) { fail_command("shots"); }
TEST_F(FailingProgram, bridge_ends_and_is_repeated) { fail_command("bridge"); }
TEST_F(FailingProgram, interpolate_ends_and_is_repeated) { fail_command("interpolate"); }
TEST_F(FailingProgram, probe_ends) { fail_command("probe"); }
TEST_F(FailingProgram, models_ends) { fail_command("models"); }
TEST_F(FailingProgram, batch_ends_and_is_resumed) { fail_command("batch"); }

}  // namespace
}  // namespace facetrack::testing
