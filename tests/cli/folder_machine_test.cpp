// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Random commands in a folder that is full of files and links of others: every byte of others
// survives, inputs stay, and a result is whole, the old one or the new one. A few rounds in every
// test run; FACETRACK_FOLDER_RUNS=500 runs so many commands, FACETRACK_FOLDER_SEED begins
// elsewhere.

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
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
using testing::Ran;
using testing::run_program;
using testing::TempDir;
using testing::Words;

constexpr int commands_in_a_world = 5;

int number_of(const char* variable, int usual) {
  const char* text = std::getenv(variable);
  return text != nullptr ? std::max(1, std::atoi(text)) : usual;
}

/// What of a file must stay: its bytes, or where a link leads.
std::string trace(const fs::path& path) {
  if (fs::is_symlink(path)) return "link to " + fs::read_symlink(path).string();
  if (fs::is_directory(path)) return "folder";
  if (!fs::exists(path)) return "gone";
  return "file " + read_file(path);
}

struct Totals {
  int commands = 0, done = 0, refused = 0, aborted = 0, others = 0;
};

/// A folder with two videos, photos, an output folder, and what other people have there.
class World {
 public:
  World(const fs::path& material, unsigned seed) : random_(seed) {
    for (const char* name : {"v.mp4", "w.mp4", "p.png", "q.png", "r.png"}) {
      fs::copy(material / name, dir_ / name);
      others_.push_back(dir_ / name);
    }
    fs::create_directory(dir_ / "photos");
    fs::copy(material / "p.png", dir_ / "photos/a.png");
    write_file(dir_ / "photos/notes.txt", "notes");
    fs::create_symlink("v.mp4", dir_ / "soft.mp4");
    fs::create_hard_link(dir_ / "v.mp4", dir_ / "hard.mp4");
    for (const char* name : {"photos/a.png", "photos/notes.txt", "soft.mp4", "hard.mp4"}) {
      others_.push_back(dir_ / name);
    }
    if (one_in(4)) out_ = dir_ / "photos";
    for (const fs::path& path : others_) traces_[path] = trace(path);
    const int things = one_in(2) ? 0 : below(4);
    for (int i = 0; i < things; ++i) add_something();
  }

  void step(Totals& totals) {
    if (one_in(4)) add_something();
    if (one_in(8)) change_something();
    const std::map<std::string, std::string> result = whole_result();
    const std::string ledger = ledger_text();
    const Words words = command();
    testing::RunOptions how;
    how.folder = dir_.path();
    if (one_in(4)) {
      how.interrupt_after = std::chrono::milliseconds(below(700));
      how.signal = one_in(2) ? SIGKILL : SIGTERM;
    }
    said_ += "\n$";
    for (const std::string& word : words) said_ += " " + word;
    const Ran ran = run_program(words, how);
    said_ += "  -> " + std::to_string(ran.exit_code) + " " + ran.err.substr(0, 300);
    const bool aborted =
        ran.exit_code == 130 || ran.exit_code >= 128 + SIGKILL || ran.exit_code == 128 + SIGTERM;
    ++totals.commands;
    ++(ran.exit_code == 0 ? totals.done : aborted ? totals.aborted : totals.refused);
    EXPECT_TRUE(aborted || (ran.exit_code >= 0 && ran.exit_code <= 5)) << said_;
    for (const auto& [path, before] : traces_) {
      EXPECT_TRUE(trace(path) == before) << path << " was touched" << said_;
    }
    totals.others = std::max(totals.others, static_cast<int>(traces_.size()));
    // Where the ledger is the old one, the result is the old one; unless a kill hit the moment in
    // which results take their places, which the next run completes.
    if (ledger_text() == ledger && !is_swapping()) {
      for (const auto& [path, before] : result) {
        EXPECT_TRUE(traces_.contains(path) || trace(path) == before)
            << path << " of the old result is gone" << said_;
      }
    }
    if (ran.exit_code == 0 && std::find(words.begin(), words.end(), "-o") != words.end()) {
      // The folder of a run's own is gone. One in which others have something is theirs: commands
      // that need that name refuse to run, others leave it alone.
      if (!others_have(target_ / ".facetrack-work")) {
        EXPECT_FALSE(fs::exists(target_ / ".facetrack-work")) << said_;
      }
      expect_whole();
    }
  }

 private:
  int below(int most) { return std::uniform_int_distribution<int>(0, most - 1)(random_); }
  bool one_in(int n) { return below(n) == 0; }
  template <typename List>
  std::string any_of(const List& list) {
    return std::string(list[static_cast<std::size_t>(below(static_cast<int>(list.size())))]);
  }

  std::string some_name() {
    const Words names = {"metadata.json",
                         "metadata.csv",
                         "report.html",
                         "tracks.json",
                         "persons.json",
                         "clips",
                         "clips/clip_001.mp4",
                         "clips/clip_002.mp4",
                         "clips/clip_009.mov",
                         "clips/clip_my.mp4",
                         "clips/clip_001.srt",
                         "clips/clip_metadata.json",
                         "images/clip_001/frame_000000.jpg",
                         "images/clip_001/frame_x.jpg",
                         "images/frame_1.jpg",
                         "person_01",
                         "person_01/face.jpg",
                         "person_01/face.png",
                         "person_02/clips/clip_001.mp4",
                         "person_01/letter.txt",
                         "analysis/sequences.json",
                         "analysis/mine.json",
                         "shot_001.jpg",
                         "shot_x.jpg",
                         "contact_sheet.jpg",
                         "overlay.mp4",
                         "notes.txt",
                         ".facetrack-work",
                         ".facetrack-work/mine",
                         ".facetrack-results.json",
                         ".mine",
                         "b.bridge.json",
                         "a/job.log",
                         "a/shots.json",
                         "t/metadata.json",
                         "summary.json",
                         "results.jsonl",
                         "manifest.jsonl",
                         "001.png",
                         "eve/metadata.json"};
    return any_of(names);
  }

  /// Something of somebody else, where nothing is.
  void add_something() {
    const fs::path path = out_ / some_name();
    std::error_code failed;
    fs::create_directories(path.parent_path(), failed);
    if (failed || fs::exists(fs::symlink_status(path, failed))) return;
    if (fs::exists(path.parent_path() / "run.json")) return;  // that folder is the program's own
    const int kind = below(6);
    if (kind <= 1) write_file(path, "mine " + std::to_string(below(1000)));
    if (kind == 2)
      fs::create_symlink(dir_ / any_of(Words{"v.mp4", "p.png", "photos"}), path, failed);
    if (kind == 3) fs::create_symlink("nowhere", path, failed);
    if (kind == 4) fs::create_hard_link(dir_ / any_of(Words{"v.mp4", "p.png"}), path, failed);
    if (kind == 5) {
      // A copy of a result is as much somebody's as any other file.
      fs::copy_file(out_ / "metadata.json", path, failed);
      if (failed) return;
    }
    if (!fs::is_symlink(path) && !fs::exists(path)) return;
    traces_[path] = trace(path);
    said_ += "\n+ " + path.string();
  }

  /// Somebody edits a result: from then on it is theirs.
  void change_something() {
    const std::map<std::string, std::string> result = whole_result();
    if (result.empty()) return;
    auto chosen = result.begin();
    std::advance(chosen, below(static_cast<int>(result.size())));
    if (traces_.contains(chosen->first)) return;
    write_file(chosen->first, "edited " + std::to_string(below(1000)));
    traces_[chosen->first] = trace(chosen->first);
    said_ += "\n~ " + chosen->first;
  }

  bool others_have(const fs::path& folder) const {
    return std::any_of(traces_.begin(), traces_.end(), [&](const auto& other) {
      return other.first == folder || other.first.parent_path() == folder;
    });
  }

  std::string ledger_text() const {
    const fs::path file = out_ / ".facetrack-results.json";
    return fs::is_regular_file(file) && !fs::is_symlink(file) ? read_file(file) : "";
  }

  bool is_swapping() const {
    const fs::path file = out_ / ".facetrack-work/run.json";
    return fs::is_regular_file(file) && read_file(file).find("\"replaces\"") != std::string::npos;
  }

  /// Path and trace of every file of a complete result in the output folder.
  std::map<std::string, std::string> whole_result() const {
    std::map<std::string, std::string> files;
    const auto ledger = nlohmann::json::parse(ledger_text(), nullptr, false);
    if (!ledger.is_object() || !ledger.value("complete", false)) return files;
    for (const auto& file : ledger["files"]) {
      const fs::path path = out_ / std::string(file["path"]);
      if (fs::exists(path)) files[path] = trace(path);
    }
    return files;
  }

  /// The ledger of a run that ended well names files that are there.
  void expect_whole() const {
    const fs::path file = target_ / ".facetrack-results.json";
    if (!fs::exists(file)) return;
    const auto ledger = nlohmann::json::parse(read_file(file), nullptr, false);
    ASSERT_TRUE(ledger.is_object()) << said_;
    EXPECT_TRUE(ledger.value("complete", false)) << said_;
    for (const auto& entry : ledger["files"]) {
      const fs::path path = target_ / std::string(entry["path"]);
      EXPECT_TRUE(fs::is_regular_file(path)) << path << " is missing" << said_;
      if (fs::exists(path)) {
        EXPECT_EQ(fs::file_size(path), entry["size"]) << path << said_;
      }
    }
  }

  std::string some_video() {
    if (one_in(5)) return (out_ / "clips/clip_001.mp4").string();
    return any_of(Words{"v.mp4", "v.mp4", "v.mp4", "w.mp4", "soft.mp4", "hard.mp4"});
  }
  std::string some_photo() {
    if (one_in(10)) return (out_ / "images/clip_001").string();
    if (one_in(10)) return (out_ / "person_01/face.jpg").string();
    return any_of(Words{"p.png", "p.png", "p.png", "r.png", "q.png", "photos"});
  }

  void add_flags(Words& words) {
    for (const char* flag : {"--force", "--resume", "--reuse"}) {
      if (one_in(3)) words.emplace_back(flag);
    }
    if (one_in(6)) words.emplace_back("--no-cache");
    if (one_in(6)) words.insert(words.end(), {"--tracks", (out_ / "tracks.json").string()});
    if (one_in(8)) words.insert(words.end(), {"--start", any_of(Words{"0.2", "90"})});
    if (one_in(8)) words.insert(words.end(), {"--save-images", "7"});
    if (one_in(8)) words.insert(words.end(), {"--crop", "none"});
    if (one_in(8)) words.insert(words.end(), {"--preset", any_of(Words{"fast", "thorough"})});
    if (one_in(12)) words.insert(words.end(), {"--encoder-preset", "nonsense"});
    if (one_in(2)) words.emplace_back("--no-report");
  }

  Words command() {
    target_ = one_in(5) ? out_ / any_of(Words{"eve", "clips", "person_01"}) : out_;
    const std::string folder = target_.string();
    const Words models = {"--detector", "builtin", "--embedder", "builtin", "--crf", "40"};
    Words words;
    switch (below(10)) {
      case 0:
      case 1:
        words = {"faces", some_video(), "-o", folder};
        break;
      case 2:
        words = {"expressions", some_video(),         "-o",     folder, "--sequence-length",
                 "4",           "--expression-model", "builtin"};
        words.insert(words.end(), {"--detector", "builtin", "--embedder", "builtin"});
        for (const char* flag : {"--force", "--resume", "--skip-analysis", "--skip-extraction"}) {
          if (one_in(3)) words.emplace_back(flag);
        }
        return words;
      case 3:
        words = {"shots", some_video(), "--save-images", folder};
        if (one_in(2)) words.emplace_back("--force");
        return words;
      case 4:
        words = {"bridge",
                 some_video(),
                 "--frame-a",
                 "f2",
                 "--frame-b",
                 "f6",
                 "--before",
                 "0",
                 "--between",
                 "0.16",
                 "--after",
                 "0.1",
                 "--indent",
                 "0f",
                 "--interp",
                 "1f",
                 "--force-join",
                 "-o",
                 any_of(Words{(out_ / "b.mp4").string(), "v.mp4", "hard.mp4"})};
        if (words.back() != (out_ / "b.mp4").string()) {
          // To replace another file that is named is what --force asks for.
          words[1] = any_of(Words{"v.mp4", "soft.mp4", "hard.mp4"});
          if (one_in(2)) words.emplace_back("--force");
        }
        target_ = dir_.path();
        return words;
      case 5:
        write_file(dir_ / "jobs.jsonl",
                   R"({"id":"a","command":"shots","video":"v.mp4"})"
                   "\n"
                   R"({"id":"t","command":"track","video":"v.mp4","reference":"p.png",)"
                   R"("options":{"detector":"builtin","embedder":"builtin"}})"
                   "\n");
        words = {"batch",     one_in(4) ? (out_ / "manifest.jsonl").string() : "jobs.jsonl",
                 "-o",        out_.string(),
                 "--retries", "0"};
        target_ = out_;
        if (one_in(2)) words.emplace_back(one_in(2) ? "--force" : "--resume");
        return words;
      case 6:
        words = {"interpolate", "p.png", one_in(2) ? "r.png" : (out_ / "001.png").string(), "-o",
                 folder};
        if (one_in(2)) words.emplace_back("--force");
        return words;
      default:
        words = {"track", some_video(), "-r", some_photo(), "-o", folder};
        if (one_in(8)) words.insert(words.end(), {"--not", "q.png"});
        if (one_in(8)) words.emplace_back("--overlay");
    }
    words.insert(words.end(), models.begin(), models.end());
    add_flags(words);
    return words;
  }

  TempDir dir_;
  fs::path out_ = dir_ / "out";
  fs::path target_;  ///< of the last command
  std::mt19937 random_;
  std::vector<fs::path> others_;
  std::map<fs::path, std::string> traces_;
  std::string said_;  ///< what was done so far, for the message
};

TEST(FolderMachine, every_byte_of_others_survives_and_results_are_whole) {
  const TempDir material;
  const auto cut = [&](const char* from, const char* name) {
    return testing::run_any({"ffmpeg", "-v", "error", "-ss", from, "-t", "0.6", "-i",
                             testing::demo(), "-vf", "scale=320:-2", "-c:v", "libx264", "-preset",
                             "ultrafast", "-an", (material / name).string()})
        .exit_code;
  };
  ASSERT_EQ(cut("6.8", "v.mp4"), 0);
  ASSERT_EQ(cut("1.0", "w.mp4"), 0);
  fs::copy(testing::photo(), material / "p.png");
  ASSERT_EQ(testing::run_any({"ffmpeg", "-v", "error", "-i", testing::photo(), "-vf", "hue=s=0.9",
                              (material / "r.png").string()})
                .exit_code,
            0);
  ASSERT_EQ(
      testing::run_any({"ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=gray:size=320x240",
                        "-frames:v", "1", (material / "q.png").string()})
          .exit_code,
      0);
  const int runs = number_of("FACETRACK_FOLDER_RUNS", 60);
  const int first = number_of("FACETRACK_FOLDER_SEED", 1);
  Totals totals;
  for (int seed = first; totals.commands < runs && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("FACETRACK_FOLDER_SEED=" + std::to_string(seed));
    World world(material.path(), static_cast<unsigned>(seed));
    for (int i = 0; i < commands_in_a_world; ++i) world.step(totals);
  }
  EXPECT_GT(totals.done, runs / 10) << "the commands are too often refused to show anything";
  std::cout << totals.commands << " commands: " << totals.done << " done, " << totals.refused
            << " refused or failed, " << totals.aborted << " aborted\n";
}

}  // namespace
}  // namespace facetrack::cli
