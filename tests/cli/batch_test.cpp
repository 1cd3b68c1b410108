// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// `batch` from the outside: whatever happens to a job, the others go on, and each is done once.

#include <algorithm>
#include <cstring>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/file.hpp"
#include "facetrack/report.hpp"

#include "batch/manifest.hpp"
#include "batch/slurm.hpp"
#include "cli/program.hpp"
#include "commands/commands.hpp"
#include "support/paths.hpp"
#include "support/video_file.hpp"

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Ran;
using testing::run_program;
using testing::TempDir;

std::ptrdiff_t line_count(const fs::path& file) {
  const std::string text = read_file(file);
  return std::count(text.begin(), text.end(), '\n');
}

/// Six short videos, the fourth of them cut off, and a manifest that asks for their shots.
class Batch : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    dir_ = std::make_unique<TempDir>();
    testing::VideoSpec spec;
    std::string manifest;
    for (int i = 0; i < 6; ++i) {
      const std::string video = (*dir_ / ("v" + std::to_string(i) + ".mp4")).string();
      testing::write_test_video(video, spec, 10 + 10 * i, testing::numbered_frames(spec));
      manifest += R"({"id":"job)" + std::to_string(i) + R"(","command":"shots","video":")" + video +
                  R"(","options":{"threshold":1.1}})" + "\n";
    }
    write_file(*dir_ / "v3.mp4", read_file(*dir_ / "v3.mp4").substr(0, 900));
    write_file(*dir_ / "jobs.jsonl", manifest);
    peace_ = batch("peace", {"-j", "2"});
  }
  static void TearDownTestSuite() { dir_.reset(); }

  static std::string out(const std::string& name) { return (*dir_ / name).string(); }

  static Ran batch(const std::string& folder, std::vector<std::string> more) {
    std::vector<std::string> words{"batch", out("jobs.jsonl"), "-o", out(folder)};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words);
  }

  static inline std::unique_ptr<TempDir> dir_;
  static inline Ran peace_;
};

TEST_F(Batch, one_bad_video_costs_one_job) {
  EXPECT_EQ(peace_.exit_code, exit_failed) << peace_.err;
  EXPECT_THAT(peace_.out, HasSubstr("5 of 6 jobs done, 1 failed\n"));
  EXPECT_THAT(peace_.err, HasSubstr("warning: job3: "));
  EXPECT_EQ(line_count(*dir_ / "peace/results.jsonl"), 6);
  EXPECT_TRUE(fs::exists(*dir_ / "peace/job5/shots.json"));
  EXPECT_THAT(read_file(*dir_ / "peace/job3/job.log"), HasSubstr("error: "));
  const std::string page = read_file(*dir_ / "peace/report.html");
  EXPECT_LT(page.find("Failed"), page.find("Done"));
  EXPECT_THAT(page, HasSubstr("facetrack-cli shots --threshold=1.1"));
}

TEST_F(Batch, files_fit_the_schemas) {
  if (!testing::can_validate()) GTEST_SKIP() << "needs python3-jsonschema";
  batch("planned", {"--shard", "1/2"});
  std::vector<fs::path> files;
  for (const char* name : {"results.jsonl", "metadata.jsonl", "manifest.jsonl", "summary.json"}) {
    files.push_back(*dir_ / "peace" / name);
  }
  for (const auto& entry : fs::directory_iterator(*dir_ / "planned/shards")) {
    files.push_back(entry.path());
  }
  const Ran check = testing::validate(files);
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
  // The check can fail.
  write_file(*dir_ / "wrong.jsonl", "{\"schema\":\"facetrack.batch-result/1\",\"id\":7}\n");
  files.push_back(*dir_ / "wrong.jsonl");
  EXPECT_EQ(testing::validate(files).exit_code, 1);
}

TEST_F(Batch, the_merged_result_does_not_depend_on_workers_or_shards) {
  batch("one", {"-j", "1"});
  for (const char* shard : {"3/3", "1/3", "2/3"}) {
    const Ran ran = batch("parts", {"--shard", shard});
    EXPECT_NE(ran.exit_code, exit_usage) << ran.err;
  }
  const Ran merged = run_program({"batch", "--merge", out("parts")});
  EXPECT_THAT(merged.out, HasSubstr("5 of 6 jobs done, 1 failed\n")) << merged.err;
  const std::string expected = read_file(*dir_ / "peace/metadata.jsonl");
  EXPECT_EQ(read_file(*dir_ / "one/metadata.jsonl"), expected);
  EXPECT_EQ(read_file(*dir_ / "parts/metadata.jsonl"), expected);
  EXPECT_EQ(line_count(*dir_ / "parts/results.jsonl"), 6);
}

TEST_F(Batch, a_missing_shard_is_noticed_and_made_up_for) {
  batch("late", {"--shard", "1/2"});
  const Ran early = run_program({"batch", "--merge", out("late")});
  EXPECT_EQ(early.exit_code, exit_failed);
  EXPECT_THAT(early.out, HasSubstr("not run"));
  // Another number of shards: what is done is not done again.
  for (const char* shard : {"1/3", "2/3", "3/3"}) batch("late", {"--shard", shard, "--resume"});
  EXPECT_THAT(run_program({"batch", "--merge", out("late")}).out, HasSubstr("5 of 6 jobs done"));
  EXPECT_EQ(line_count(*dir_ / "late/results.jsonl"), 6);
  EXPECT_EQ(read_file(*dir_ / "late/metadata.jsonl"), read_file(*dir_ / "peace/metadata.jsonl"));
}

TEST_F(Batch, resume_runs_only_what_is_new) {
  fs::copy(*dir_ / "peace", *dir_ / "again", fs::copy_options::recursive);
  EXPECT_EQ(batch("again", {}).exit_code, exit_failed);  // results are there
  EXPECT_THAT(batch("again", {"--resume"}).err, HasSubstr("6 jobs have already finished; skipped"));
  EXPECT_EQ(line_count(*dir_ / "again/results.jsonl"), 6);
  batch("again", {"--resume", "--retry-failed"});
  EXPECT_EQ(line_count(*dir_ / "again/results.jsonl"), 7);
  fs::last_write_time(*dir_ / "v1.mp4", fs::file_time_type::clock::now());
  batch("again", {"--resume"});
  EXPECT_EQ(line_count(*dir_ / "again/results.jsonl"), 8);
  fs::remove(*dir_ / "again/job0/shots.json");
  batch("again", {"--resume"});
  EXPECT_EQ(line_count(*dir_ / "again/results.jsonl"), 9);
  EXPECT_TRUE(fs::exists(*dir_ / "again/job0/shots.json"));
  // Files that a killed run left are removed; other people's files stay.
  write_file(*dir_ / "again/.facetrack-part-7-1", "half");
  write_file(*dir_ / "again/.mine", "whole");
  batch("again", {"--force"});
  EXPECT_FALSE(fs::exists(*dir_ / "again/.facetrack-part-7-1"));
  EXPECT_TRUE(fs::exists(*dir_ / "again/.mine"));
  EXPECT_EQ(line_count(*dir_ / "again/results.jsonl"), 6);
}

TEST_F(Batch, inputs_are_known_by_their_bytes_on_request) {
  batch("bytes", {"--hash"});
  fs::last_write_time(*dir_ / "v2.mp4", fs::file_time_type::clock::now());
  EXPECT_THAT(batch("bytes", {"--hash", "--resume"}).err,
              HasSubstr("6 jobs have already finished"));
}

TEST_F(Batch, a_folder_that_cannot_be_made_is_tried_again_and_costs_one_job) {
  fs::create_directories(*dir_ / "blocked");
  write_file(*dir_ / "blocked/job2", "in the way");
  const Ran ran = batch("blocked", {"--retries", "1", "--retry-after", "0.05"});
  EXPECT_THAT(ran.out, HasSubstr("4 of 6 jobs done, 2 failed"));
  const std::string results = read_file(*dir_ / "blocked/results.jsonl");
  EXPECT_THAT(results, HasSubstr(R"("kind":"io")"));
  EXPECT_THAT(results, HasSubstr(R"("attempts":2)"));
}

TEST_F(Batch, mistakes_are_found_before_anything_runs) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"id":"a","command":"trak","video":"v"})",
       ":1: command: 'trak' is not a command for a batch"},
      {R"({"id":"a","command":"track","video":"v"})", ":1: track: no photo of the person"},
      {R"({"id":"a","command":"shots","video":"v","options":{"treshold":1}})",
       "did you mean --threshold?"},
      {R"({"id":"a","command":"shots","video":"v","options":{"threshold":-1}})",
       "--threshold: expected a number"},
      {R"({"id":"a","command":"shots","video":"v","options":{"output":"x"}})",
       "options.output: must be left out"},
      {R"({"id":"a","command":"track","video":"v","reference":"r","options":{"format":"csv"}})",
       "add json"},
      {R"({"id":"a","command":"shots","video":"v","reference":"r"})", "takes no photos"}};
  for (const auto& [line, text] : cases) {
    write_file(*dir_ / "wrong.jsonl", std::string(line) + "\n");
    const Ran ran = run_program({"batch", out("wrong.jsonl"), "-o", out("never")});
    EXPECT_EQ(ran.exit_code, exit_usage) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr(text));
    EXPECT_FALSE(fs::exists(*dir_ / "never"));
  }
  write_file(*dir_ / "wrong.jsonl", "{\n");
  EXPECT_EQ(run_program({"batch", out("wrong.jsonl"), "-o", out("never")}).exit_code,
            exit_bad_input);
}

TEST_F(Batch, a_list_option_may_be_a_list) {
  const std::string line =
      R"({"id":"a","command":"track","video":"v","reference":"r","options":{"format":["json","edl"]}})";
  write_file(*dir_ / "list.jsonl", line + "\n");
  const auto jobs = read_manifest(line, "list.jsonl");
  std::vector<std::string> words{"v", "-r", "r"};
  words.insert(words.end(), jobs.at(0).options.begin(), jobs.at(0).options.end());
  EXPECT_THAT(parse(track_spec(), words).list("format"), ::testing::ElementsAre("json", "edl"));
  const Ran ran = run_program({"batch", out("list.jsonl"), "-o", out("list")});
  EXPECT_NE(ran.exit_code, exit_usage) << ran.err;
  EXPECT_THAT(ran.err, Not(HasSubstr("--format")));
}

TEST_F(Batch, slurm_scripts_are_written_and_nothing_is_run) {
  const Ran ran = batch("cluster", {"--slurm", "--tasks", "4", "--throttle", "2", "-j", "3",
                                    "--slurm-option=--partition=long", "--time-limit", "60"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_FALSE(fs::exists(*dir_ / "cluster/results.jsonl"));
  const std::string array = read_file(*dir_ / "cluster/slurm/array.sh");
  EXPECT_THAT(array, HasSubstr("#SBATCH --array=0-3%2\n"));
  EXPECT_THAT(array, HasSubstr("#SBATCH --cpus-per-task=3\n"));
  EXPECT_THAT(array, HasSubstr("#SBATCH --partition=long\n"));
  EXPECT_THAT(array, HasSubstr("#SBATCH --requeue\n"));
  EXPECT_THAT(array, HasSubstr("--resume --shard $((SLURM_ARRAY_TASK_ID + 1))/4"));
  EXPECT_THAT(array, HasSubstr("--time-limit=60"));
  EXPECT_THAT(read_file(*dir_ / "cluster/slurm/submit.sh"), HasSubstr("afterany:$array"));
  for (const char* script : {"array.sh", "merge.sh", "submit.sh"}) {
    EXPECT_EQ(testing::run_any({"sh", "-n", out("cluster/slurm/") + script}).exit_code, 0);
  }
}

TEST(shard_choice, is_read_from_options_and_arrays) {
  EXPECT_EQ(shard_of_text("2/16").shard, 2);
  EXPECT_EQ(shard_of_text("2/16").shards, 16);
  for (const char* wrong : {"", "2", "0/4", "5/4", "a/b", "1/2/3", "-1/2"}) {
    EXPECT_THROW(shard_of_text(wrong), UsageError) << wrong;
  }
  EXPECT_FALSE(shard_of_array([](const char*) -> const char* { return nullptr; }).has_value());
  const auto from_10_by_5 = shard_of_array([](const char* name) -> const char* {
    if (std::strcmp(name, "SLURM_ARRAY_TASK_ID") == 0) return "20";
    if (std::strcmp(name, "SLURM_ARRAY_TASK_MIN") == 0) return "10";
    if (std::strcmp(name, "SLURM_ARRAY_TASK_STEP") == 0) return "5";
    return "4";
  });
  EXPECT_EQ(from_10_by_5->shard, 3);
  EXPECT_EQ(from_10_by_5->shards, 4);
  // 3 and 7 of an array that was 16 wide: no shard numbers.
  EXPECT_THROW(shard_of_array([](const char* name) -> const char* {
                 if (std::strcmp(name, "SLURM_ARRAY_TASK_ID") == 0) return "7";
                 if (std::strcmp(name, "SLURM_ARRAY_TASK_MIN") == 0) return "3";
                 return std::strcmp(name, "SLURM_ARRAY_TASK_COUNT") == 0 ? "2" : nullptr;
               }),
               UsageError);
}

}  // namespace
}  // namespace facetrack::cli
