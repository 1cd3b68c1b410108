// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "cli/program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "facetrack/error.hpp"
#include "facetrack/face.hpp"

#include "support/paths.hpp"

extern char** environ;

namespace facetrack::testing {
namespace {

constexpr auto patience = std::chrono::minutes(2);

}  // namespace

Ran run_any(const std::vector<std::string>& words, const RunOptions& options) {
  using Clock = std::chrono::steady_clock;
  const TempDir dir;
  const std::string out = (dir / "out").string();
  const std::string err = (dir / "err").string();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT, 0600);
  if (!options.folder.empty()) {
    posix_spawn_file_actions_addchdir_np(&actions, options.folder.c_str());
  }
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  pid_t child = 0;
  const auto begun = Clock::now();
  const int failed = posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed == ENOENT)
    return {.exit_code = 127, .out = {}, .err = words.front() + ": no such program"};
  if (failed != 0) throw std::runtime_error("cannot run " + words.front());

  std::optional<Clock::time_point> interrupt;
  if (options.interrupt_after) interrupt = begun + *options.interrupt_after;
  int status = 0;
  struct rusage used {};
  while (::wait4(child, &status, WNOHANG, &used) == 0) {
    if (interrupt && Clock::now() >= *interrupt) {
      interrupt.reset();
      if (options.meanwhile) {
        options.meanwhile();
      } else {
        ::kill(child, options.signal);
      }
    }
    if (Clock::now() > begun + patience) ::kill(child, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  Ran ran;
  ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  ran.out = read_text(out);
  ran.err = read_text(err);
  ran.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  ran.cpu_seconds = seconds(used.ru_utime) + seconds(used.ru_stime);
  ran.peak_megabytes = used.ru_maxrss / 1024;
  return ran;
}

Ran run_program(const std::vector<std::string>& words, const RunOptions& options) {
  std::vector<std::string> all{FACETRACK_CLI_PROGRAM};
  all.insert(all.end(), words.begin(), words.end());
  return run_any(all, options);
}

std::string demo() { return (data_dir() / "demo/demo.mp4").string(); }
std::string short_demo() {
  static const TempDir dir;
  const std::filesystem::path film = dir / "short.mp4";
  if (!std::filesystem::exists(film)) {
    const Ran cut = run_any({"ffmpeg", "-v", "error", "-i", demo(), "-t", "8", "-map", "0", "-c",
                             "copy", film.string()});
    if (cut.exit_code != 0) throw std::runtime_error("ffmpeg: " + cut.err);
  }
  return film.string();
}
std::string photo() { return (data_dir() / "demo/reference.png").string(); }

bool can_validate() {
  return run_any({"/usr/bin/python3", "-c", "import jsonschema"}).exit_code == 0;
}

Ran validate(const std::vector<std::filesystem::path>& files) {
  std::vector<std::string> words{"/usr/bin/python3", FACETRACK_VALIDATE_JSON,
                                 (data_dir() / "schema").string()};
  for (const std::filesystem::path& file : files) words.push_back(file.string());
  return run_any(words);
}

Ran check_report(const std::filesystem::path& page) {
  Ran ran = run_any({"/usr/bin/python3", FACETRACK_CHECK_REPORT, page.string()});
  if (ran.exit_code == 127) ran.exit_code = 77;
  return ran;
}

bool models_are_there() {
  static const bool there = [] {
    if (!shared_dir().empty()) {
      ::setenv("FACETRACK_MODEL_DIR", (shared_dir() / "models").c_str(), 0);
    }
    try {
      make_embedder();
      make_detector();
      return true;
    } catch (const Error&) {
      return false;
    }
  }();
  return there;
}

std::vector<std::string> files_below(const std::filesystem::path& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string file = std::filesystem::relative(entry.path(), folder).string();
    const bool notes = file.find(".facetrack-results.json") != std::string::npos ||
                       file.find(".facetrack-work/") != std::string::npos;
    if (entry.is_regular_file() && !notes) files.push_back(file);
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace facetrack::testing
