// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/result_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/file.hpp"
#include "facetrack/log.hpp"
#include "facetrack/output.hpp"
#include "facetrack/report.hpp"

#include "core/files.hpp"
#include "support/paths.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;
using job::FolderRequest;
using job::ResultFolder;
using Reason = OutputError::Reason;
using ::testing::IsEmpty;
using testing::write_text;

class Results : public ::testing::Test {
 protected:
  FolderRequest ask(Existing existing, const std::string& person = "ann") const {
    FolderRequest request;
    request.folder = out();
    request.existing = existing;
    request.question = {{"job", "track"}, {"video", "v"}, {"references", person}};
    return request;
  }
  /// A whole run whose files say `text`.
  void run(const FolderRequest& request, const std::string& text,
           const std::vector<std::string>& names) const {
    ResultFolder folder(request);
    folder.begin();
    for (const std::string& name : names) write_text(folder.work() / name, text);
    folder.finish();
  }
  Reason reason_of(const FolderRequest& request) const {
    try {
      const ResultFolder folder(request);
    } catch (const OutputError& error) {
      return error.reason();
    }
    ADD_FAILURE() << "the folder was taken";
    return Reason::in_use;
  }
  fs::path out() const { return dir_ / "out"; }
  std::string text(const std::string& name) const { return read_file(out() / name); }

  testing::TempDir dir_;
};

TEST_F(Results, take_their_places_and_leave_nothing_beside_them) {
  run(ask(Existing::refuse), "one", {"metadata.json", "clips/clip_001.mp4"});
  EXPECT_EQ(text("clips/clip_001.mp4"), "one");
  EXPECT_FALSE(fs::exists(out() / ".facetrack-work"));
  EXPECT_TRUE(fs::exists(out() / ".facetrack-results.json"));
  EXPECT_EQ(reason_of(ask(Existing::refuse)), Reason::results_there);
}

TEST_F(Results, leave_nothing_where_not_even_the_notes_can_be_written) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit none{0, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &none), 0);
  std::vector<std::string> said;
  set_log_sink([&](LogLevel, std::string_view text) { said.emplace_back(text); });
  try {
    ResultFolder folder(ask(Existing::refuse));
    EXPECT_THROW(folder.begin(), Error);
  } catch (const Error& error) {
    ADD_FAILURE() << error.what();
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  set_log_sink({});
  EXPECT_THAT(said, IsEmpty());
  EXPECT_FALSE(fs::exists(out()));
}

TEST_F(Results, of_another_run_stay_even_if_nothing_is_in_its_work_folder_yet) {
  {
    ResultFolder refused(ask(Existing::refuse));
    const fs::path work = out() / ".facetrack-work";
    fs::create_directories(work);
    const int other = ::open(out().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ASSERT_EQ(::flock(other, LOCK_EX | LOCK_NB), 0);
    EXPECT_THROW(refused.begin(), OutputError);
    ::close(other);
  }
  EXPECT_TRUE(fs::is_directory(out() / ".facetrack-work"));
}

TEST_F(Results, replace_earlier_ones_when_they_are_whole_and_not_before) {
  run(ask(Existing::refuse), "one", {"metadata.json", "clips/clip_001.mp4", "clips/clip_002.mp4"});
  {
    ResultFolder folder(ask(Existing::overwrite));
    folder.begin();
    write_text(folder.work() / "metadata.json", "two");
    write_text(folder.work() / "clips/clip_001.mp4", "two");
  }
  EXPECT_EQ(text("metadata.json"), "one") << "that run was not finished";
  EXPECT_EQ(text("clips/clip_002.mp4"), "one");
  run(ask(Existing::overwrite), "three", {"metadata.json", "clips/clip_001.mp4"});
  EXPECT_EQ(text("metadata.json"), "three");
  EXPECT_FALSE(fs::exists(out() / "clips/clip_002.mp4"));
  EXPECT_FALSE(fs::exists(out() / ".facetrack-work"));
}

TEST_F(Results, of_a_stopped_run_stay_and_are_found_when_it_is_resumed) {
  {
    ResultFolder folder(ask(Existing::refuse));
    folder.begin();
    write_text(folder.work() / "clips/clip_001.mp4", "whole");
  }
  EXPECT_EQ(text("clips/clip_001.mp4"), "whole");
  EXPECT_EQ(reason_of(ask(Existing::resume, "eve")), Reason::other_question);
  ResultFolder folder(ask(Existing::resume));
  EXPECT_EQ(folder.find("clips/clip_001.mp4"), out() / "clips/clip_001.mp4");
  folder.begin();
  folder.keep("clips/clip_001.mp4");
  write_text(folder.work() / "metadata.json", "done");
  folder.finish();
  EXPECT_EQ(text("clips/clip_001.mp4"), "whole");
  EXPECT_EQ(text("metadata.json"), "done");
}

TEST_F(Results, of_another_job_are_neither_resumed_nor_reused) {
  run(ask(Existing::refuse), "one", {"metadata.json"});
  EXPECT_EQ(reason_of(ask(Existing::resume, "eve")), Reason::other_question);
  FolderRequest reuse = ask(Existing::reuse, "eve");
  EXPECT_EQ(reason_of(reuse), Reason::other_question);
  reuse = ask(Existing::reuse);
  run(reuse, "two", {"metadata.json"});
  EXPECT_EQ(text("metadata.json"), "two");
}

TEST_F(Results, do_not_replace_what_others_wrote_or_changed) {
  for (const char* name : {"metadata.json", "clips/clip_001.mp4", "person_01/face.jpg", "clips",
                           "images/clip_001/frame_000001.jpg", "tracks.json", "person_01"}) {
    fs::remove_all(out());
    write_text(out() / name, "mine");
    EXPECT_EQ(reason_of(ask(Existing::overwrite)), Reason::not_ours) << name;
    EXPECT_EQ(reason_of(ask(Existing::resume)), Reason::not_ours) << name;
    EXPECT_EQ(text(name), "mine");
  }
  fs::remove_all(out());
  run(ask(Existing::refuse), "one", {"metadata.json"});
  write_text(out() / "metadata.json", "two");  // as long as before
  EXPECT_EQ(reason_of(ask(Existing::overwrite)), Reason::not_ours);
  EXPECT_EQ(text("metadata.json"), "two");
}

TEST_F(Results, leave_files_with_other_names_alone) {
  const std::vector<std::string> mine = {
      "clips/clip_009.mov", "clips/clip_my.mp4",  "clips/clip_001.srt",  "person_01/letter.txt",
      "face.png",           "images/frame_1.jpg", "person_of_interest/a"};
  for (const std::string& name : mine) write_text(out() / name, "mine");
  fs::create_symlink(dir_ / "nowhere", out() / "clips/link");
  run(ask(Existing::refuse), "one", {"metadata.json", "clips/clip_001.mp4"});
  run(ask(Existing::overwrite), "two", {"metadata.json"});
  for (const std::string& name : mine) EXPECT_EQ(text(name), "mine");
  EXPECT_TRUE(fs::is_symlink(out() / "clips/link"));
  EXPECT_FALSE(fs::exists(out() / "clips/clip_001.mp4"));
}

TEST_F(Results, that_find_something_in_their_way_at_the_end_leave_all_as_it_was) {
  run(ask(Existing::refuse), "one", {"metadata.json", "clips/clip_001.mp4"});
  ResultFolder folder(ask(Existing::overwrite));
  folder.begin();
  write_text(folder.work() / "metadata.json", "two");
  write_text(folder.work() / "clips/clip_002.mp4", "two");
  write_text(out() / "clips/clip_002.mp4", "mine");
  EXPECT_THROW(folder.finish(), OutputError);
  EXPECT_EQ(text("metadata.json"), "one");
  EXPECT_EQ(text("clips/clip_001.mp4"), "one");
  EXPECT_EQ(text("clips/clip_002.mp4"), "mine");
}

/// The files of a process that was killed while its results were moved to their places.
TEST_F(Results, whose_way_to_their_places_was_cut_short_are_completed_by_the_next_run) {
  for (int moved = 0; moved <= 4; ++moved) {
    fs::remove_all(out());
    run(ask(Existing::refuse), "one", {"metadata.json", "clips/clip_001.mp4"});
    {
      ResultFolder folder(ask(Existing::overwrite));
      folder.begin();
      write_text(folder.work() / "metadata.json", "two");
      write_text(folder.work() / "clips/clip_003.mp4", "two");
      report::Ledger run;
      run.question = ask(Existing::overwrite).question;
      run.replacing = true;
      for (const char* name : {"metadata.json", "clips/clip_003.mp4"}) {
        run.files[name] = {3, files::hash_of(folder.work() / name)};
      }
      for (const char* name : {"metadata.json", "clips/clip_001.mp4"}) {
        run.replaced[name] = {3, files::hash_of(out() / name)};
      }
      write_file(out() / ".facetrack-work/run.json", report::ledger_json(run));
      const fs::path work = out() / ".facetrack-work";
      fs::create_directories(work / "old/clips");
      if (moved > 0) fs::rename(out() / "clips/clip_001.mp4", work / "old/clips/clip_001.mp4");
      if (moved > 1) fs::rename(out() / "metadata.json", work / "old/metadata.json");
      if (moved > 2) fs::rename(work / "new/clips/clip_003.mp4", out() / "clips/clip_003.mp4");
      if (moved > 3) fs::rename(work / "new/metadata.json", out() / "metadata.json");
    }
    { const ResultFolder folder(ask(Existing::resume)); }
    EXPECT_EQ(text("metadata.json"), "two") << moved;
    EXPECT_EQ(text("clips/clip_003.mp4"), "two") << moved;
    EXPECT_FALSE(fs::exists(out() / "clips/clip_001.mp4")) << moved;
    EXPECT_FALSE(fs::exists(out() / ".facetrack-work")) << moved;
  }
}

TEST_F(Results, belong_to_one_run_at_a_time) {
  ResultFolder folder(ask(Existing::refuse));
  folder.begin();
  EXPECT_EQ(reason_of(ask(Existing::refuse)), Reason::in_use);
  EXPECT_EQ(reason_of(ask(Existing::overwrite)), Reason::in_use);
}

TEST_F(Results, never_replace_an_input_by_whatever_name) {
  run(ask(Existing::refuse), "one", {"clips/clip_001.mp4"});
  fs::create_hard_link(out() / "clips/clip_001.mp4", dir_ / "hard.mp4");
  fs::create_symlink(out() / "clips/clip_001.mp4", dir_ / "soft.mp4");
  for (const fs::path& input : {out() / "clips/clip_001.mp4", dir_ / "hard.mp4", dir_ / "soft.mp4",
                                out() / "clips", out() / "clips/clip_%03d.mp4"}) {
    FolderRequest request = ask(Existing::overwrite);
    request.inputs = {input};
    try {
      const ResultFolder folder(request);
      ADD_FAILURE() << input;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
      EXPECT_THAT(error.what(), ::testing::HasSubstr("clip_001.mp4"));
    }
  }
}

TEST_F(Results, are_not_taken_for_ours_because_a_damaged_ledger_says_so) {
  write_text(dir_ / "precious", "mine");
  for (const char* path : {"../precious", "/etc/hostname", "clips/../../precious", "."}) {
    write_text(out() / ".facetrack-results.json",
               std::string(R"({"schema":"facetrack.results/1","question":{},"complete":true,)") +
                   R"("files":[{"path":")" + path + R"(","size":4,"hash":"x"}]})");
    EXPECT_THROW(ResultFolder{ask(Existing::overwrite)}, Error) << path;
  }
  EXPECT_EQ(read_file(dir_ / "precious"), "mine");
}

TEST_F(Results, do_not_go_through_a_link_to_a_folder_of_others) {
  write_text(dir_ / "elsewhere/clip_001.mp4", "mine");
  fs::create_directories(out());
  fs::create_directory_symlink(dir_ / "elsewhere", out() / "clips");
  EXPECT_EQ(reason_of(ask(Existing::overwrite)), Reason::not_ours);
  fs::remove(out() / "clips");
  fs::create_directory_symlink(dir_ / "elsewhere", out() / ".facetrack-work");
  EXPECT_EQ(reason_of(ask(Existing::overwrite)), Reason::not_ours);
  EXPECT_EQ(read_file(dir_ / "elsewhere/clip_001.mp4"), "mine");
}

TEST(OutputNotes, replace_only_what_they_wrote) {
  const testing::TempDir dir;
  OutputNotes notes(dir.path(), "batch");
  write_text(dir / "report.html", "mine");
  EXPECT_THROW(notes.write("report.html", "x"), OutputError);
  EXPECT_EQ(read_file(dir / "report.html"), "mine");
  notes.write("summary.json", "one");
  notes.write("summary.json", "two");
  EXPECT_EQ(read_file(dir / "summary.json"), "two");
  write_text(dir / "summary.json", "own");
  EXPECT_THROW(notes.write("summary.json", "x"), OutputError);
  EXPECT_THROW(OutputNotes(dir.path(), "interpolate"), OutputError);
}

}  // namespace
}  // namespace facetrack
