// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Inputs, and files that facetrack did not write, survive every command.

#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/file.hpp"
#include "facetrack/report.hpp"

#include "cli/program.hpp"
#include "commands/commands.hpp"
#include "support/paths.hpp"

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using testing::demo;
using testing::files_below;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::photo;
using testing::Ran;
using testing::run_program;
using testing::TempDir;
using testing::Words;

/// A short piece of the demo with Anna in it, and a result of `track` to copy.
class Files : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    made_ = std::make_unique<TempDir>();
    const Ran cut =
        testing::run_any({"ffmpeg", "-v", "error", "-ss", "6.4", "-t", "1.2", "-i", demo(), "-c:v",
                          "libx264", "-preset", "ultrafast", "-an", (*made_ / "v.mp4").string()});
    ASSERT_EQ(cut.exit_code, 0) << cut.err;
    const Ran ran = track(*made_ / "v.mp4", *made_ / "out", {"--save-images", "5"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    ASSERT_THAT(files_below(*made_ / "out"), Contains("clips/clip_001.mp4"));
  }
  static void TearDownTestSuite() { made_.reset(); }
  void SetUp() override {
    fs::copy(*made_ / "v.mp4", dir_ / "v.mp4");
    fs::copy(*made_ / "out", out(), fs::copy_options::recursive);
    fs::copy(photo(), dir_ / "p.png");
  }

  static Words with_models(Words words, const Words& more) {
    words.insert(words.end(), {"--detector", "builtin", "--embedder", "builtin"});
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  static Ran track(const fs::path& video, const fs::path& folder, const Words& more) {
    return run_program(
        with_models({"track", video.string(), "-r", photo(), "-o", folder.string()}, more));
  }
  Ran track(const Words& more) const { return track(dir_ / "v.mp4", out(), more); }
  fs::path out() const { return dir_ / "out"; }
  /// All files of the folder and what is in them.
  std::vector<std::string> state() const {
    std::vector<std::string> all;
    for (const std::string& file : files_below(out())) {
      all.push_back(file + ": " + read_file(out() / file));
    }
    return all;
  }
  void expect_clash(const Ran& ran, const std::string& one, const std::string& other) const {
    EXPECT_EQ(ran.exit_code, exit_usage) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr(one));
    EXPECT_THAT(ran.err, HasSubstr(other));
  }

  TempDir dir_;
  static inline std::unique_ptr<TempDir> made_;
};

TEST_F(Files, a_job_refuses_its_own_result_as_input_by_whatever_name) {
  const std::string clip = (out() / "clips/clip_001.mp4").string();
  fs::create_hard_link(clip, dir_ / "hard.mp4");
  fs::create_symlink(clip, dir_ / "soft.mp4");
  const auto before = state();
  for (const std::string& input :
       {clip, (dir_ / "hard.mp4").string(), (dir_ / "soft.mp4").string()}) {
    expect_clash(track(input, out(), {"--force"}), clip, input);
    for (const char* command : {"faces", "expressions"}) {
      expect_clash(run_program(with_models({command, input, "-o", out().string(), "--force"}, {})),
                   clip, input);
    }
  }
  const std::string image = (out() / "images/clip_001").string();
  expect_clash(
      run_program(with_models(
          {"track", (dir_ / "v.mp4").string(), "-r", image, "-o", out().string(), "--force"}, {})),
      "frame_", image);
  expect_clash(run_program(with_models({"track", (dir_ / "v.mp4").string(), "-r", photo(), "--not",
                                        image, "-o", out().string(), "--force"},
                                       {})),
               "frame_", image);
  EXPECT_EQ(state(), before);
}

TEST_F(Files, an_overlay_of_its_own_overlay_is_refused) {
  ASSERT_EQ(track({"--force", "--overlay"}).exit_code, 0);
  const auto before = state();
  expect_clash(track(out() / "overlay.mp4", out(), {"--force", "--overlay"}), "overlay.mp4",
               "is the input");
  EXPECT_EQ(state(), before);
}

TEST_F(Files, bridge_shots_interpolate_and_batch_refuse_to_write_over_inputs) {
  const std::string video = (dir_ / "v.mp4").string();
  const std::string bytes = read_file(video);
  fs::create_symlink("v.mp4", dir_ / "link.mp4");
  const Words moments = {"--frame-a", "f5",  "--frame-b", "f20", "--before", "0",
                         "--between", "0.2", "--after",   "0.2", "--force",  "-o"};
  Words bridge = {"bridge", video};
  bridge.insert(bridge.end(), moments.begin(), moments.end());
  bridge.push_back((dir_ / "link.mp4").string());
  expect_clash(run_program(bridge), "link.mp4", video);
  EXPECT_TRUE(fs::is_symlink(dir_ / "link.mp4"));

  fs::create_hard_link(video, dir_ / "list.json");
  expect_clash(run_program({"shots", video, "-o", (dir_ / "list.json").string(), "--force"}),
               "list.json", video);
  EXPECT_EQ(read_file(video), bytes);

  fs::create_directory(dir_ / "between");
  fs::copy(photo(), dir_ / "between/001.png");
  expect_clash(run_program({"interpolate", (dir_ / "between/001.png").string(), photo(), "-o",
                            (dir_ / "between").string(), "--force"}),
               "001.png", "is the input");

  fs::create_directory(dir_ / "jobs");
  write_file(dir_ / "jobs/metadata.jsonl",
             R"({"id":"a","command":"shots","video":")" + video + "\"}\n");
  const std::string jobs = read_file(dir_ / "jobs/metadata.jsonl");
  expect_clash(run_program({"batch", (dir_ / "jobs/metadata.jsonl").string(), "-o",
                            (dir_ / "jobs").string(), "--force"}),
               "metadata.jsonl", "is the input");
  EXPECT_EQ(read_file(dir_ / "jobs/metadata.jsonl"), jobs);
}

TEST_F(Files, a_run_with_force_that_fails_leaves_the_old_results) {
  const auto before = state();
  EXPECT_EQ(track({"--force", "--start", "900"}).exit_code, exit_usage);
  EXPECT_EQ(state(), before);
  EXPECT_NE(track({"--force", "--encoder-preset", "nonsense"}).exit_code, 0);
  EXPECT_EQ(state(), before);
  const Ran stopped =
      run_program(with_models({"track", (dir_ / "v.mp4").string(), "-r", photo(), "-o",
                               out().string(), "--force", "--preset", "thorough"},
                              {}),
                  {.interrupt_after = std::chrono::milliseconds(120), .signal = SIGTERM});
  if (stopped.exit_code != 0) {
    EXPECT_EQ(state(), before);
  }
  ASSERT_EQ(track({"--force", "--no-report"}).exit_code, 0) << "and then it can be done";
  EXPECT_FALSE(fs::exists(out() / "report.html"));
  EXPECT_FALSE(fs::exists(out() / ".facetrack-work"));
}

TEST_F(Files, a_persons_own_files_survive_force_reuse_and_resume) {
  const std::vector<std::string> mine = {"clips/clip_009.mov", "clips/clip_my.mp4",
                                         "clips/clip_001.srt", "images/clip_001/frame_x.jpg",
                                         "person_01/face.png", "frame_1.jpg"};
  for (const std::string& name : mine) {
    fs::create_directories((out() / name).parent_path());
    write_file(out() / name, "mine");
  }
  for (const char* how : {"--force", "--reuse", "--resume"}) {
    const Ran ran = track({how});
    EXPECT_EQ(ran.exit_code, 0) << how << ran.err;
    for (const std::string& name : mine) EXPECT_EQ(read_file(out() / name), "mine") << how << name;
  }
}

TEST_F(Files, a_file_in_the_way_is_named_and_nothing_is_touched) {
  write_file(out() / "clips/clip_002.mp4", "mine");
  auto before = state();
  for (const char* how : {"--force", "--reuse", "--resume"}) {
    const Ran ran = track({how});
    EXPECT_EQ(ran.exit_code, exit_failed) << how;
    EXPECT_THAT(ran.err, HasSubstr("clips/clip_002.mp4: exists and was not written"));
    EXPECT_EQ(state(), before);
  }
  fs::remove(out() / "clips/clip_002.mp4");
  write_file(out() / "metadata.csv", "changed by hand");
  before = state();
  for (const std::vector<std::string>& how : {std::vector<std::string>{}, {"--force"}}) {
    const Ran ran = track(how);
    EXPECT_EQ(ran.exit_code, exit_failed);
    EXPECT_THAT(ran.err, HasSubstr("metadata.csv: was changed since it was written"));
    EXPECT_THAT(ran.err, ::testing::Not(HasSubstr("--force")));
    EXPECT_EQ(state(), before);
  }
  // The results of 0.1 have no ledger.
  fs::remove(out() / ".facetrack-results.json");
  EXPECT_EQ(track({"--force"}).exit_code, exit_failed);
  EXPECT_EQ(state(), before);
}

TEST_F(Files, results_of_another_job_are_refused_with_advice) {
  fs::copy(dir_ / "p.png", dir_ / "other.png");
  write_file(dir_ / "other.png", read_file(dir_ / "p.png") + "another file of her");
  const std::string video = (dir_ / "v.mp4").string();
  const auto before = state();
  for (const char* how : {"--resume", "--reuse"}) {
    const Ran ran = run_program(with_models(
        {"track", video, "-r", (dir_ / "other.png").string(), "-o", out().string(), how}, {}));
    EXPECT_EQ(ran.exit_code, exit_failed) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("another person"));
    EXPECT_THAT(ran.err, HasSubstr("-o DIR/NAME --tracks DIR/tracks.json"));
    const Ran faces = run_program(with_models({"faces", video, "-o", out().string(), how}, {}));
    EXPECT_EQ(faces.exit_code, exit_failed) << faces.err;
    EXPECT_THAT(faces.err, HasSubstr("the results of 'track', not of 'faces'"));
    const Ran elsewhere = track(demo(), out(), {how, "--end", "1"});
    EXPECT_EQ(elsewhere.exit_code, exit_failed);
    EXPECT_THAT(elsewhere.err, HasSubstr("another video"));
  }
  EXPECT_EQ(state(), before);
}

TEST_F(Files, another_person_has_a_folder_inside_the_folder) {
  const auto before = state();
  const Words again = {
      "track", (dir_ / "v.mp4").string(), "-r",       (dir_ / "p.png").string(),
      "-o",    (out() / "eve").string(),  "--tracks", (out() / "tracks.json").string()};
  const Ran ran = run_program(again);
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_TRUE(fs::exists(out() / "eve/clips/clip_001.mp4"));
  const auto both = state();
  for (const std::string& file : before) EXPECT_THAT(both, Contains(file));
  const std::string eve = read_file(out() / "eve/metadata.json");
  ASSERT_EQ(track({"--force"}).exit_code, 0);
  EXPECT_EQ(read_file(out() / "eve/metadata.json"), eve);
}

TEST_F(Files, a_second_run_in_the_folder_is_refused_and_a_killed_one_does_not_block) {
  const std::string folder = (dir_ / "busy").string();
  Ran second;
  const Words words = with_models({"track", demo(), "-r", photo(), "-o", folder}, {"--end", "5"});
  const auto run_second = [&] {
    // A busy machine may need seconds before the first run has the folder.
    const auto is_taken = [&] { return fs::exists(folder) && !fs::is_empty(folder); };
    for (int i = 0; i < 300 && !is_taken(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    second = run_program(words);
  };
  const Ran first = run_program(
      words, {.interrupt_after = std::chrono::milliseconds(500), .meanwhile = run_second});
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(second.exit_code, exit_failed);
  EXPECT_THAT(second.err, ::testing::AnyOf(HasSubstr("another run is writing there"),
                                           HasSubstr("already exists")));
  Words anew = words;
  anew.emplace_back("--force");
  const Ran killed =
      run_program(anew, {.interrupt_after = std::chrono::milliseconds(500), .signal = SIGKILL});
  EXPECT_EQ(killed.exit_code, 128 + SIGKILL) << killed.err;
  const Ran after = run_program(anew);
  EXPECT_EQ(after.exit_code, 0) << after.err;
}

TEST_F(Files, stills_of_shots_do_not_replace_pictures_of_others) {
  const std::string stills = (dir_ / "stills").string();
  fs::create_directory(stills);
  write_file(dir_ / "stills/shot_001.jpg", "mine");
  const Words words = {"shots", (dir_ / "v.mp4").string(), "--save-images", stills};
  Words force = words;
  force.emplace_back("--force");
  EXPECT_EQ(run_program(words).exit_code, exit_failed);
  EXPECT_EQ(run_program(force).exit_code, exit_failed);
  EXPECT_EQ(read_file(dir_ / "stills/shot_001.jpg"), "mine");
  fs::remove(dir_ / "stills/shot_001.jpg");
  EXPECT_EQ(run_program(words).exit_code, 0);
  const Ran again = run_program(words);
  EXPECT_EQ(again.exit_code, exit_failed);
  EXPECT_THAT(again.err, HasSubstr("already exists; use --resume"));
  EXPECT_EQ(run_program(force).exit_code, 0);
  force.at(3) = out().string();
  EXPECT_EQ(run_program(force).exit_code, exit_failed) << "that folder holds a result of track";
}

TEST_F(Files, a_damaged_ledger_is_named_with_what_to_do) {
  for (const std::string text : {"{", "[1, 2]", R"({"schema": "facetrack.results/1"})"}) {
    write_file(out() / ".facetrack-results.json", text);
    const auto before = state();
    for (const Words& how : {Words{}, Words{"--force"}, Words{"--resume"}, Words{"--reuse"}}) {
      const Ran ran = track(how);
      EXPECT_EQ(ran.exit_code, exit_failed) << ran.err;
      EXPECT_THAT(ran.err, HasSubstr((out() / ".facetrack-results.json").string() +
                                     ": damaged, so it is not known which files facetrack wrote"));
      EXPECT_THAT(ran.err, HasSubstr("move the folder " + out().string() + " away"));
    }
    EXPECT_EQ(state(), before);
  }
}

TEST_F(Files, an_output_that_is_a_link_to_nowhere_is_called_so) {
  const fs::path link = dir_ / "link";
  fs::create_symlink("nowhere", link);
  write_file(dir_ / "jobs.jsonl",
             R"({"id":"a","command":"shots","video":")" + (dir_ / "v.mp4").string() + "\"}\n");
  const std::string video = (dir_ / "v.mp4").string();
  const std::vector<Words> commands = {
      with_models({"track", video, "-r", photo()}, {}),
      {"interpolate", photo(), photo()},
      {"batch", (dir_ / "jobs.jsonl").string()},
  };
  for (const fs::path& folder : {link, link / "below"}) {
    for (Words words : commands) {
      words.insert(words.end(), {"-o", folder.string()});
      const Ran ran = run_program(words);
      EXPECT_EQ(ran.exit_code, exit_failed) << words[0];
      EXPECT_THAT(ran.err,
                  HasSubstr(link.string() + ": is a link to nowhere, which does not exist"))
          << words[0];
    }
  }
  EXPECT_FALSE(fs::exists(dir_ / "nowhere"));
}

TEST_F(Files, a_batch_does_not_replace_files_of_others) {
  write_file(dir_ / "jobs.jsonl",
             R"({"id":"a","command":"shots","video":")" + (dir_ / "v.mp4").string() + "\"}\n");
  for (const char* name : {"report.html", "summary.json", "metadata.jsonl", "manifest.jsonl",
                           "results.jsonl", "a/shots.json", "a/job.log"}) {
    const TempDir folder;
    const fs::path file = folder / "b" / name;
    fs::create_directories(file.parent_path());
    write_file(file, "mine");
    for (const char* how : {"--force", "--resume"}) {
      const Ran ran = run_program({"batch", (dir_ / "jobs.jsonl").string(), "-o",
                                   (folder / "b").string(), how, "--retries", "0"});
      EXPECT_EQ(ran.exit_code, exit_failed) << name << ran.err;
      EXPECT_EQ(read_file(file), "mine") << name << how;
    }
  }
}

TEST_F(Files, stored_analysis_is_taken_with_the_settings_it_was_made_with) {
  const std::pair<Words, const char*> differing[] = {
      {{"--preset", "thorough"}, "preset balanced instead of thorough"},
      {{"--interval", "10"}, "interval auto instead of 10"},
      {{"--min-face", "200"}, "min face 0 instead of 200"},
      {{"--join-gap", "2"}, "join gap 0.5 instead of 2"},
      {{"--start", "0.5"}, "start none instead of 0.5"},
      {{"--end", "0.5"}, "end none instead of 0.5"},
      {{"--stream", "0"}, "stream auto instead of 0"},
      {{"--detector", "yunet"}, "detector builtin instead of yunet"}};
  const auto before = state();
  const char* how = "--resume";
  for (const auto& [options, told] : differing) {
    how = how == std::string("--reuse") ? "--resume" : "--reuse";
    {
      Words words = {"track", (dir_ / "v.mp4").string(), "-r", photo(), "-o", out().string(), how};
      words.insert(words.end(), options.begin(), options.end());
      const Ran ran = run_program(words);
      EXPECT_EQ(ran.exit_code, exit_bad_input) << ran.err;
      EXPECT_THAT(ran.err, HasSubstr(told));
      EXPECT_THAT(ran.err, HasSubstr("To analyse again"));
      EXPECT_THAT(ran.err, Not(HasSubstr("another video")));
    }
  }
  EXPECT_EQ(state(), before);
  // A setting that the user does not name is taken from the stored analysis, and reported.
  ASSERT_EQ(track({"--force", "--preset", "fast"}).exit_code, 0);
  const Ran ran = run_program({"track", (dir_ / "v.mp4").string(), "-r", photo(), "-o",
                               out().string(), "--reuse", "--margin", "0.1"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("preset fast"));
  // An older file does not say how it was made.
  std::string old = read_file(out() / "tracks.json");
  const std::size_t at = old.find("\"settings\"");
  old.erase(at, old.find('\n', at) - at + 1);
  write_file(dir_ / "old.json", old);
  const Ran older =
      track(dir_ / "v.mp4", dir_ / "older", {"--tracks", (dir_ / "old.json").string()});
  EXPECT_EQ(older.exit_code, 0) << older.err;
  EXPECT_THAT(older.err, HasSubstr("has no record of the analysis settings"));
}

TEST_F(Files, the_ledger_and_the_settings_follow_their_schemas) {
  if (!testing::can_validate()) GTEST_SKIP() << "needs python3 with jsonschema";
  const Ran check = testing::validate({out() / ".facetrack-results.json", out() / "tracks.json"});
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
}

TEST_F(Files, without_a_cache_no_faces_of_others_are_kept) {
  const Ran ran = track(dir_ / "v.mp4", dir_ / "private", {"--no-cache"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_FALSE(fs::exists(dir_ / "private/tracks.json"));
  EXPECT_FALSE(fs::exists(dir_ / "private/.facetrack-work"));
  ASSERT_EQ(track({"--reuse", "--no-cache"}).exit_code, 0);
  EXPECT_FALSE(fs::exists(out() / "tracks.json"));
  // The settings of these results are not known: another analysis would silently replace them.
  const auto before = state();
  for (const char* how : {"--reuse", "--resume"}) {
    const Ran again = track({how, "--end", "0.5"});
    EXPECT_EQ(again.exit_code, exit_bad_input);
    EXPECT_THAT(again.err, HasSubstr("tracks.json: not found, so the results there"));
    EXPECT_THAT(again.err, HasSubstr("(--force)"));
  }
  EXPECT_EQ(state(), before);
}

TEST_F(Files, resuming_a_finished_run_keeps_its_clips) {
  const fs::path clip = out() / "clips/clip_001.mp4";
  const auto written = fs::last_write_time(clip);
  ASSERT_EQ(track({"--resume"}).exit_code, 0);
  EXPECT_EQ(fs::last_write_time(clip), written);
  ASSERT_EQ(track({"--resume"}).exit_code, 0);
  EXPECT_EQ(fs::last_write_time(clip), written);
  ASSERT_EQ(track({"--resume", "--margin", "0.9"}).exit_code, 0) << "another window";
  EXPECT_NE(fs::last_write_time(clip), written);
}

TEST_F(Files, one_name_for_two_results_of_a_bridge_is_refused) {
  for (const char* name : {"b.mp4", "b.bridge.json"}) {
    const Ran ran = run_program({"bridge", demo(), "--frame-a", "1", "--frame-b", "2", "-o",
                                 (dir_ / "b.mp4").string(), "--report", (dir_ / name).string()});
    EXPECT_EQ(ran.exit_code, exit_usage);
    EXPECT_THAT(ran.err, HasSubstr("is the name of another result"));
    EXPECT_FALSE(fs::exists(dir_ / name));
  }
}

}  // namespace
}  // namespace facetrack::cli
