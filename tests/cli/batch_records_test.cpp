// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"
#include "facetrack/log.hpp"
#include "facetrack/report.hpp"

#include "batch/records.hpp"
#include "support/paths.hpp"

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::TempDir;

BatchJob track_job(const std::string& id) {
  BatchJob result;
  result.id = id;
  result.command = "track";
  result.video = id + ".mp4";
  return result;
}

BatchRecord record(const BatchJob& of, bool done,
                   const std::string& finished = "2026-01-01T00:00:00Z") {
  BatchRecord result;
  result.id = of.id;
  result.command = of.command;
  result.video = of.video;
  result.job = job_fingerprint(of);
  result.done = done;
  result.finished = finished;
  if (!done) {
    result.kind = "corrupt_input";
    result.reason = "it is \"odd\"\n<b>\xff";
    result.exit_code = 3;
  }
  return result;
}

TEST(record_line, is_one_line_and_comes_back) {
  BatchRecord before = record(track_job("a"), false);
  before.seconds = 1.25;
  before.attempts = 3;
  const std::string line = record_line(before);
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  const auto after = read_records(line, "r");
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(after[0].reason, "it is \"odd\"\n<b>\xEF\xBF\xBD");
  EXPECT_EQ(after[0].attempts, 3);
  EXPECT_EQ(record_line(after[0]), line);
}

TEST(read_records, leave_out_a_torn_end_and_damaged_lines) {
  set_log_sink({});
  const std::string good = record_line(record(track_job("a"), true));
  EXPECT_EQ(read_records(good + good.substr(0, good.size() / 2), "r").size(), 1U);
  EXPECT_EQ(read_records(good.substr(0, good.size() - 1), "r").size(), 0U);
  EXPECT_EQ(read_records(good + "{\"id\":1}\nno json\n" + good, "r").size(), 2U);
  EXPECT_TRUE(read_records("", "r").empty());
}

TEST(RecordLog, continues_after_an_incomplete_line) {
  const TempDir dir;
  const fs::path file = dir / "results.jsonl";
  const std::string good = record_line(record(track_job("a"), true));
  write_file(file, good + good.substr(0, 20));
  RecordLog(file).append(record(track_job("b"), false));
  EXPECT_EQ(read_file(file), good + record_line(record(track_job("b"), false)));
  // A line longer than a block, torn as well.
  write_file(file, good + std::string(10000, 'x'));
  RecordLog(file, 0);
  EXPECT_EQ(read_file(file), good);
  write_file(file, "nothing whole");
  RecordLog(file, 0);
  EXPECT_EQ(read_file(file), "");
}

TEST(RecordLog, belongs_to_one_at_a_time) {
  const TempDir dir;
  const RecordLog first(dir / "r");
  try {
    const RecordLog second(dir / "r", 0.1);
    FAIL() << "two at once";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("another batch is writing here"));
  }
}

TEST(merge_records, take_the_last_one_that_succeeded_in_the_order_of_jobs) {
  const std::vector<BatchJob> jobs = {track_job("a"), track_job("b"), track_job("c"),
                                      track_job("d")};
  BatchJob before = jobs[2];
  before.options = {"--crop=face"};
  const std::vector<BatchRecord> records = {
      record(jobs[1], true, "2026-01-01T00:00:01Z"), record(jobs[1], false, "2026-01-01T00:00:02Z"),
      record(jobs[0], false, "2026-01-01T00:00:05Z"),
      record(jobs[0], false, "2026-01-01T00:00:04Z"), record(before, true)};
  const std::vector<BatchRecord> merged = merge_records(jobs, records);
  ASSERT_EQ(merged.size(), 4U);
  EXPECT_EQ(merged[0].finished, "2026-01-01T00:00:05Z");
  EXPECT_TRUE(merged[1].done);
  EXPECT_EQ(merged[2].id, "");  // its options were others
  EXPECT_EQ(merged[3].id, "");
}

TEST(input_identity, follows_size_time_and_bytes) {
  const TempDir dir;
  BatchJob one = track_job("a");
  one.video = (dir / "v").string();
  const std::string missing = input_identity(one, false);
  write_file(one.video, "12345");
  const std::string stat = input_identity(one, false);
  const std::string bytes = input_identity(one, true);
  EXPECT_NE(stat, missing);
  EXPECT_NE(stat, bytes);
  fs::last_write_time(one.video, fs::last_write_time(one.video) + std::chrono::seconds(2));
  EXPECT_NE(input_identity(one, false), stat);
  EXPECT_EQ(input_identity(one, true), bytes);
  write_file(dir / "p.png", "x");
  one.references = {dir.path().string()};  // a folder: what is in it counts
  const std::string with_folder = input_identity(one, true);
  write_file(dir / "p.png", "y");
  EXPECT_NE(input_identity(one, true), with_folder);
}

TEST(input_identity, is_there_for_what_cannot_be_read) {
  const TempDir dir;
  BatchJob one = track_job("a");
  ASSERT_EQ(::mkfifo((dir / "fifo").c_str(), 0600), 0);
  for (const fs::path& odd : {dir / "fifo", fs::path("/proc/self/mem"), fs::path("/dev/null")}) {
    one.video = odd.string();
    EXPECT_EQ(input_identity(one, true), input_identity(one, true)) << odd;
  }
}

TEST(metadata_line, is_the_same_wherever_the_folder_lies) {
  const TempDir dir;
  const BatchJob one = track_job("a");
  std::vector<std::string> lines;
  for (const char* place : {"x", "longer \"y\""}) {
    const fs::path folder = dir / place;
    fs::create_directories(folder);
    std::string quoted;
    for (const char c : (folder / "f.mp4").string())
      quoted += c == '"' ? "\\\"" : std::string(1, c);
    write_file(folder / "main.json", "{\"file\":\"" + quoted +
                                         "\",\"source\":{\"duration\":2.5},"
                                         "\"clips\":[{\"frames\":[{\"frame\":1}],\"shot\":0}],\n"
                                         " \"timings\": {\"wall\":" +
                                         std::to_string(quoted.size()) + "}\n}");
    write_file(folder / "job.log", place);
    BatchRecord done = record(one, true);
    describe_result(folder, "main.json", done);
    EXPECT_EQ(done.media_seconds, 2.5);
    lines.push_back(metadata_line(one, done, folder, "main.json"));
  }
  EXPECT_EQ(lines[0], lines[1]);
  EXPECT_THAT(lines[0], HasSubstr(R"("clips":[{"shot":0}])"));
  EXPECT_THAT(metadata_line(one, {}, dir.path(), "main.json"), HasSubstr("\"missing\""));
}

TEST(batch_page, has_failures_on_top_and_runs_nothing) {
  const std::vector<BatchJob> jobs = {track_job("fine"), track_job("bad"), track_job("late")};
  const std::vector<BatchRecord> merged =
      merge_records(jobs, std::vector{record(jobs[0], true), record(jobs[1], false)});
  const std::string page = batch_page(jobs, merged, {{"bad", "facetrack-cli track bad.mp4"}});
  EXPECT_THAT(page, HasSubstr("<title>Batch</title>"));
  EXPECT_THAT(page, HasSubstr("1 of 3 jobs done, 1 failed"));
  EXPECT_LT(page.find("<h2>Failed"), page.find("<h2>Not run"));
  EXPECT_LT(page.find("<h2>Not run"), page.find("<h2>Done"));
  EXPECT_THAT(page, HasSubstr("&lt;b&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  const std::string summary = batch_summary_json(jobs, merged);
  EXPECT_THAT(summary, HasSubstr(R"("failed": 1)"));
  EXPECT_THAT(summary, HasSubstr(R"("missing_jobs": ["late"])"));
}

}  // namespace
}  // namespace facetrack::cli
