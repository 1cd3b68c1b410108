// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Hostile conditions for the program: odd arguments, full disks, foreign files. It must give a
// clear message and the promised exit code, end in good time, stay within its memory limits, and
// leave nothing half-written.

#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "facetrack/file.hpp"
#include "facetrack/report.hpp"

#include "cli/program.hpp"
#include "commands/commands.hpp"
#include "support/paths.hpp"

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;
using testing::demo;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::photo;
using testing::Ran;
using testing::run_program;
using testing::TempDir;
using testing::Words;

/// The first second with the built-in models: quick, and nothing has to be there.
Words track(const std::string& video, const std::string& reference, const std::string& output) {
  return {"track",      video,     "-r", reference, "-o",    output, "--detector", "builtin",
          "--embedder", "builtin", "-j", "1",       "--end", "1",    "--force"};
}

/// Whatever happened: it was told what, on stderr alone, in bounds, and ended by itself.
void expect_civil(const Ran& ran, int exit_code, const std::string& told) {
  EXPECT_EQ(ran.exit_code, exit_code) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("error: "));
  EXPECT_THAT(ran.err, HasSubstr(told));
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_LT(ran.seconds, 30);
  EXPECT_LT(ran.peak_megabytes, 700);
}

/// Nothing that was begun is left: no hidden file, no clip without the metadata.
void expect_nothing_half_written(const fs::path& folder) {
  if (!fs::exists(folder)) return;
  for (const std::string& file : testing::files_below(folder)) {
    const std::string name = fs::path(file).filename().string();
    EXPECT_FALSE(name.starts_with('.') && name != ".facetrack-progress") << file;
    if (name.ends_with(".mp4")) {
      EXPECT_EQ(run_program({"probe", (folder / file).string()}).exit_code, 0) << file;
    } else if (name.ends_with(".json")) {
      EXPECT_TRUE(nlohmann::json::accept(read_file(folder / file))) << file;
    }
  }
}

/// A PNG of which only the head is there; it says how large the picture is.
std::string png_head(std::uint32_t width, std::uint32_t height) {
  std::string head("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
  for (const std::uint32_t number : {width, height}) {
    for (int shift = 24; shift >= 0; shift -= 8) head += static_cast<char>(number >> shift & 0xFF);
  }
  return head + std::string("\x08\x02\0\0\0", 5) + std::string(64, 'x');
}

TEST(Hostile, what_is_no_video_is_refused) {
  const TempDir dir;
  ASSERT_EQ(::mkfifo((dir / "fifo").c_str(), 0600), 0);
  fs::create_directory(dir / "folder.mp4");
  write_file(dir / "noise.mp4", std::string(100'000, '\x5a'));
  fs::create_symlink(dir / "self.mp4", dir / "self.mp4");
  struct Case {
    std::string video;
    std::string told;
  };
  const std::vector<Case> cases = {
      {"/dev/zero", "pipe or a device"},
      {"/dev/null", "pipe or a device"},
      {(dir / "fifo").string(), "pipe or a device"},
      {(dir / "folder.mp4").string(), "folder"},
      {(dir / "noise.mp4").string(), "noise.mp4"},
      {(dir / "self.mp4").string(), "self.mp4"},
      {(dir / "absent.mp4").string(), "no such file"},
      {std::string(5000, 'x'), "xxx"},
      {(dir / std::string(300, 'y')).string(), "yyy"},
      {"", ""},
  };
  for (const Case& one : cases) {
    for (const char* command : {"probe", "shots"}) {
      SCOPED_TRACE(std::string(command) + " " + one.video.substr(0, 60));
      expect_civil(run_program({command, one.video}), exit_bad_input, one.told);
    }
    const fs::path out = dir / "out";
    expect_civil(run_program(track(one.video, photo(), out.string())), exit_bad_input, one.told);
    EXPECT_FALSE(fs::exists(out)) << one.video.substr(0, 60);
  }
}

TEST(Hostile, an_endless_pipe_is_refused_at_once) {
  const Ran ran =
      testing::run_any({"bash", "-c", "yes | \"$0\" probe /dev/stdin; exit ${PIPESTATUS[1]}",
                        FACETRACK_CLI_PROGRAM});
  expect_civil(ran, exit_bad_input, "/dev/stdin");
}

TEST(Hostile, references_that_are_bombs_or_no_pictures_are_refused) {
  const TempDir dir;
  write_file(dir / "large.png", png_head(20000, 20000));
  write_file(dir / "larger.png", png_head(0x7fffffff, 0x7fffffff));
  write_file(dir / "none.png", png_head(0, 0));
  write_file(dir / "text.jpg", "no picture");
  write_file(dir / "empty.jpg", "");
  ASSERT_EQ(::mkfifo((dir / "fifo.png").c_str(), 0600), 0);
  for (const char* name :
       {"large.png", "larger.png", "none.png", "text.jpg", "empty.jpg", "fifo.png", "absent.png"}) {
    SCOPED_TRACE(name);
    const fs::path out = dir / "out";
    expect_civil(run_program(track(demo(), (dir / name).string(), out.string())), exit_bad_input,
                 name);
    EXPECT_FALSE(fs::exists(out));
  }
  expect_civil(run_program(track(demo(), "/dev/zero", (dir / "out").string())), exit_bad_input,
               "/dev/zero");
}

TEST(Hostile, a_tracks_json_that_cannot_be_read_is_3_and_named) {
  const TempDir dir;
  const fs::path tracks = dir / "bad tracks.json";
  for (const auto& [text, complaint] : std::vector<std::pair<std::string, std::string>>{
           {std::string(1'000'000, '['), "is nested too deeply"},
           {"{", "is not JSON: "},
           {R"({"schema":"facetrack.tracks/1","source":7})", "source: must be an object"}}) {
    write_file(tracks, text);
    auto words = track(demo(), photo(), (dir / "out").string());
    words.insert(words.end(), {"--tracks", tracks.string()});
    const Ran ran = run_program(words);
    expect_civil(ran, exit_bad_input, tracks.string() + ": " + complaint);
    EXPECT_THAT(ran.err, HasSubstr("to analyse the video again"));
  }
}

TEST(Hostile, names_may_be_anything_a_file_system_takes) {
  const TempDir dir;
  const std::vector<std::string> names = {"-x.mp4",
                                          "a\nb.mp4",
                                          "q'u\"o`t$e;.mp4",
                                          "sp ace%d.mp4",
                                          "\xc3\xa9\xe4\xb8\xad.mp4",
                                          "la\xff\xfetin.mp4",
                                          "<b>&amp;.mp4"};
  for (const std::string& name : names) {
    SCOPED_TRACE(name);
    fs::copy_file(demo(), dir / name);
    const Ran probe = run_program({"probe", "--json", "--", name}, {.folder = dir.path()});
    EXPECT_EQ(probe.exit_code, 0) << probe.err;
    EXPECT_TRUE(nlohmann::json::accept(probe.out)) << probe.out;
  }
  // All at once, for the folder of results too.
  const std::string name = "-\nq'u\"o`$e;%d<b>&amp;\xc3\xa9\xff .mp4";
  fs::copy_file(demo(), dir / name);
  fs::create_directory(dir / "results");
  const std::string out = "results/" + name;
  const Ran ran = run_program(track("./" + name, photo(), out), {.folder = dir.path()});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  expect_nothing_half_written(dir / out);
  const std::string page = read_file(dir / out / "report.html");
  EXPECT_EQ(page.find("<b>&amp;"), std::string::npos) << "not escaped";
}

TEST(Hostile, output_that_cannot_be_written_is_1_and_named) {
  const TempDir dir;
  write_file(dir / "file", "in the way");
  for (const std::string& out :
       {std::string("/proc/facetrack"), (dir / "file").string(), (dir / "file/below").string(),
        std::string(5000, 'x'), std::string("/dev/null")}) {
    SCOPED_TRACE(out.substr(0, 60));
    expect_civil(run_program(track(demo(), photo(), out)), exit_failed, out.substr(0, 100));
  }
  EXPECT_EQ(read_file(dir / "file"), "in the way");
  expect_civil(run_program({"shots", demo(), "-o", "/proc/shots.json"}), exit_failed, "/proc/");
}

TEST(Hostile, a_folder_without_permission_is_1_and_named) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root, to become somebody else";
  const TempDir dir;
  fs::create_directory(dir / "mine");
  fs::permissions(dir.path(), fs::perms::all);
  fs::permissions(dir / "mine", fs::perms::owner_all);
  std::vector<std::string> words{"setpriv", "--reuid=65534", "--clear-groups",
                                 FACETRACK_CLI_PROGRAM};
  for (const std::string& word : track(demo(), photo(), (dir / "mine/out").string())) {
    words.push_back(word);
  }
  const Ran ran = testing::run_any(words);
  // In a folder that only its owner may enter the program is not found.
  if (ran.exit_code == 126 || ran.exit_code == 127) GTEST_SKIP() << "the build is out of reach";
  expect_civil(ran, exit_failed, "mine/out");
}

TEST(Hostile, a_full_disk_is_1_and_leaves_nothing_half_written) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root, to make a small disk";
  // The disk lives in a mount space of its own; what is left on it is copied out at the end.
  const TempDir dir;
  fs::create_directory(dir / "disk");
  std::string line =
      "mount -t tmpfs -o size=$2 none \"$1/disk\" || exit 77; \"${@:3}\"; code=$?; "
      "cp -r \"$1/disk\" \"$1/left\"; exit $code";
  for (const char* size : {"16k", "40k", "80k"}) {
    SCOPED_TRACE(size);
    fs::remove_all(dir / "left");
    std::vector<std::string> words{"unshare",
                                   "-m",
                                   "bash",
                                   "-c",
                                   line,
                                   "full",
                                   dir.path().string(),
                                   size,
                                   FACETRACK_CLI_PROGRAM};
    for (const std::string& word : track(demo(), photo(), (dir / "disk/out").string())) {
      words.push_back(word);
    }
    const Ran ran = testing::run_any(words);
    if (ran.exit_code == 77 || !fs::exists(dir / "left")) GTEST_SKIP() << "no mounts here";
    expect_civil(ran, exit_failed, "No space left");
    EXPECT_FALSE(fs::exists(dir / "left/out/metadata.json"));
    expect_nothing_half_written(dir / "left");
  }
}

TEST(Hostile, a_source_cut_short_while_it_is_read_ends_in_good_order) {
  for (const int milliseconds : {150, 400, 900}) {
    SCOPED_TRACE(milliseconds);
    const TempDir dir;
    fs::copy_file(demo(), dir / "film.mp4");
    Words words = track((dir / "film.mp4").string(), photo(), (dir / "out").string());
    words.erase(std::find(words.begin(), words.end(), "--end"), words.end());
    const Ran ran =
        run_program(words, {.interrupt_after = std::chrono::milliseconds(milliseconds),
                            .meanwhile = [&] { fs::resize_file(dir / "film.mp4", 300'000); }});
    EXPECT_TRUE(ran.exit_code == 0 || ran.exit_code == exit_failed ||
                ran.exit_code == exit_bad_input)
        << ran.exit_code << ran.err;
    EXPECT_LT(ran.seconds, 60);
    if (ran.exit_code != 0) {
      EXPECT_THAT(ran.err, HasSubstr("film.mp4"));
      EXPECT_FALSE(fs::exists(dir / "out/metadata.json"));
    }
    expect_nothing_half_written(dir / "out");
  }
}

TEST(Hostile, an_output_folder_that_vanishes_is_reported) {
  const TempDir dir;
  Words words = track(demo(), photo(), (dir / "out").string());
  *std::next(std::find(words.begin(), words.end(), "--end")) = "8";
  const Ran ran = run_program(words, {.interrupt_after = std::chrono::milliseconds(700),
                                      .meanwhile = [&] { fs::remove_all(dir / "out"); }});
  if (ran.exit_code != 0) expect_civil(ran, exit_failed, "out");
  expect_nothing_half_written(dir / "out");
}

}  // namespace
}  // namespace facetrack::cli
