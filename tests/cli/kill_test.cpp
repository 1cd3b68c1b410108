// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// A run of any command that is killed at any moment leaves whole files only, and the same command
// with --resume, or with --force where there is nothing to resume, makes of it what an undisturbed
// run makes. FACETRACK_KILLS=100 tries more moments than every test run does. Batches are killed by
// tests/batch/kill.sh.

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <ostream>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "facetrack/file.hpp"
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

/// A command on a small input. It runs in a folder of its own with the same words each time, so
/// that all that is written is the same.
struct KilledCommand {
  std::string name;
  std::vector<std::string> words;
  std::string again;  ///< the option of the run after the kill; empty: none
};

constexpr const char* short_film = "short.mp4";  // stands for the file that this makes

/// Two seconds of the demo video, small.
std::string make_short_film() {
  static const TempDir dir;
  const fs::path film = dir / short_film;
  if (!fs::exists(film)) {
    testing::run_any({"ffmpeg", "-v", "error", "-i", testing::demo(), "-t", "2", "-vf",
                      "scale=320:-2", film.string()});
  }
  return film.string();
}

void PrintTo(const KilledCommand& command, std::ostream* out) { *out << command.name; }

std::vector<KilledCommand> killed_commands() {
  const std::vector<std::string> models{"--detector", "builtin", "--embedder", "builtin"};
  const auto with = [](std::vector<std::string> words, const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  return {{"track",
           with({"track", testing::demo(), "-r", testing::photo(), "-o", "out", "--size", "96",
                 "--start", "6.6", "--end", "9"},
                models),
           "--resume"},
          {"faces",
           with({"faces", testing::demo(), "-o", "out", "--size", "96", "--end", "2", "--format",
                 "json,csv"},
                models),
           "--resume"},
          {"expressions",
           with({"expressions", testing::demo(), "-o", "out", "--end", "2", "--sequence-length",
                 "9", "--num-sequences", "3", "--expression-model", "builtin"},
                models),
           "--resume"},
          {"shots",
           {"shots", testing::demo(), "--end", "6", "-o", "shots.json", "-o", "shots.edl", "-o",
            "shots.html", "--save-images", "stills"},
           "--force"},
          {"bridge",
           {"bridge", testing::demo(), "--frame-a", "1.5", "--frame-b", "3.5", "--before", "1",
            "--between", "1", "--after", "1", "-o", "bridge.mp4", "--report", "bridge.html"},
           "--force"},
          {"interpolate",
           {"interpolate", testing::photo(), testing::photo(), "--count", "12", "--method", "blend",
            "-o", "between"},
           "--force"},
          {"curate",
           with({"curate", short_film, "-o", "out", "--min-length", "1", "--min-face", "24",
                 "--size", "64"},
                models),
           "--resume"},
          {"redact", with({"redact", short_film, "-o", "hidden.mp4"}, models), "--force"},
          {"index", with({"index", short_film, "-o", "library"}, models), ""}};
}

Ran run(const KilledCommand& command, const fs::path& folder,
        const testing::RunOptions& options = {}, bool again = false) {
  std::vector<std::string> words = command.words;
  if (again && !command.again.empty()) words.push_back(command.again);
  if (words[1] == short_film) words[1] = make_short_film();
  testing::RunOptions there = options;
  there.folder = folder;
  return run_program(words, there);
}

/// The content of a file, without timings and the command line.
std::string lasting(const fs::path& file) {
  if (file.extension() == ".db") {  // the database counts the times it was opened
    const fs::path library = file.parent_path();
    return run_program({"persons", library.filename().string(), "--json"},
                       {.folder = library.parent_path()})
        .out;
  }
  std::string text = read_file(file);
  if (file.extension() == ".json") {
    auto content = nlohmann::json::parse(text);
    if (content.is_object()) content.erase("timings");
    return content.dump();
  }
  // A page says how to make it again, which the option changes.
  if (const auto at = text.find("<section><h2>Command"); at != std::string::npos) {
    text.erase(at, text.find("</section>", at) - at);
  }
  for (const std::string option : {" --resume", " --force"}) {
    if (const auto at = text.find(option); at != std::string::npos) text.erase(at, option.size());
  }
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
    } else if (name.extension() == ".jpg") {
      EXPECT_TRUE(read_file(folder / file).ends_with("\xFF\xD9")) << file;
    } else if (name.extension() == ".png") {
      EXPECT_NE(read_file(folder / file).find("IEND"), std::string::npos) << file;
    }
  }
}

/// What there is after a run, hidden names included. Nothing else may be left, also not by a killed
/// run, unless the file system gives every file a name from the beginning.
std::vector<std::string> results(const fs::path& folder) {
  std::vector<std::string> files = files_below(folder);
  const int nameless = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (nameless >= 0) {
    ::close(nameless);
    return files;
  }
  std::erase_if(files, [](const std::string& file) {
    return fs::path(file).filename().string().starts_with(".facetrack-part-");
  });
  return files;
}

int kills() {
  const char* wanted = std::getenv("FACETRACK_KILLS");
  return wanted != nullptr ? std::max(1, std::atoi(wanted)) : 2;
}

class Killed : public ::testing::TestWithParam<KilledCommand> {};

TEST_P(Killed, at_any_moment_a_run_is_made_good_by_the_next_one) {
  const KilledCommand& command = GetParam();
  const TempDir undisturbed;
  const Ran whole = run(command, undisturbed.path());
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  const std::vector<std::string> files = results(undisturbed.path());

  std::mt19937 random(7);
  std::uniform_real_distribution<double> part(0.05, 1.0);
  int caught = 0;
  double seconds = whole.seconds;  // of a run; the first one may have been slow
  for (int i = 0; i < kills(); ++i) {
    const TempDir dir;
    const std::chrono::milliseconds moment(static_cast<int>(1000 * seconds * part(random)));
    SCOPED_TRACE("killed after " + std::to_string(moment.count()) + " ms");
    const Ran killed = run(command, dir.path(), {.interrupt_after = moment, .signal = SIGKILL});
    caught += killed.exit_code == 128 + SIGKILL ? 1 : 0;
    if (killed.exit_code == 0) seconds = std::min(seconds, killed.seconds);
    expect_whole_files(dir.path());
    const Ran again = run(command, dir.path(), {}, true);
    ASSERT_EQ(again.exit_code, 0) << again.err;
    ASSERT_EQ(results(dir.path()), files);
    for (const std::string& file : files) {
      if (fs::path(file).filename().string().starts_with('.')) continue;  // what a folder notes
      EXPECT_EQ(lasting(dir / file), lasting(undisturbed / file)) << file;
    }
  }
  EXPECT_GT(caught, 0) << "every run had ended before it was killed";
  if (std::getenv("FACETRACK_KILLS") != nullptr) {
    std::cerr << command.name << ": " << kills() << " runs, " << caught << " killed\n";
  }
}

INSTANTIATE_TEST_SUITE_P(commands, Killed, ::testing::ValuesIn(killed_commands()),
                         [](const auto& command) { return command.param.name; });

TEST(Interrupted, a_run_stops_within_a_second_and_says_so) {
  const KilledCommand command = killed_commands().front();
  for (const int signal : {SIGINT, SIGTERM}) {
    const TempDir dir;
    // A fast machine may be done before the signal, a busy one may not have begun (the signal then
    // ends it as any process): the moment is halved or doubled until it lies within the run.
    std::chrono::milliseconds moment(800);
    Ran ran;
    for (int i = 0; i < 6; ++i) {
      const std::string out = "out" + std::to_string(i);
      fs::create_directory(dir / out);
      ran = run(command, dir / out, {.interrupt_after = moment, .signal = signal});
      if (ran.exit_code == 0) {
        moment /= 2;
      } else if (ran.exit_code == 128 + signal &&
                 ran.err.find("interrupted") == std::string::npos) {
        moment *= 2;
      } else {
        break;
      }
    }
    EXPECT_EQ(ran.exit_code, 130) << ran.err;
    // A second on a machine that has nothing else to do; test machines have.
    EXPECT_LT(ran.seconds, std::chrono::duration<double>(moment).count() + 5.0);
    expect_whole_files(dir.path());
  }
}

}  // namespace
}  // namespace facetrack::cli
