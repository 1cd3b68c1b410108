// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// The command `redact`, seen from outside: files, times, sound, exit codes.

#include <csignal>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "facetrack/decoder.hpp"
#include "facetrack/file.hpp"

#include "cli/program.hpp"
#include "commands/commands.hpp"
#include "support/paths.hpp"
#include "support/video_file.hpp"

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using testing::files_below;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Ran;
using testing::run_any;
using testing::run_program;
using testing::TempDir;
using testing::Words;

Words command(const fs::path& video, const fs::path& output, const Words& more = {}) {
  Words words{"redact",     video.string(), "-o",         output.string(),
              "--detector", "builtin",      "--embedder", "builtin"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

void cut(const Words& ffmpeg) {
  Words words{"ffmpeg", "-v", "error", "-y"};
  words.insert(words.end(), ffmpeg.begin(), ffmpeg.end());
  const Ran ran = run_any(words);
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
}

/// A line per sound packet: its time and a hash of its bytes.
std::string sound_packets(const fs::path& file) {
  return run_any({"ffmpeg", "-v", "error", "-copyts", "-i", file.string(), "-map", "0:a", "-c",
                  "copy", "-f", "framemd5", "-"})
      .out;
}

std::vector<MediaTime> times_of(const fs::path& file) {
  std::vector<MediaTime> times;
  const auto decoder = open_decoder(file);
  while (const auto frame = decoder->read()) times.push_back(frame->time().pts);
  return times;
}

std::string probe(const fs::path& file, const std::string& entries) {
  return run_any({"ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", entries,
                  "-of", "default=noprint_wrappers=1", file.string()})
      .out;
}

/// A second of the demo with three people.
class RedactCommand : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    made_ = std::make_unique<TempDir>();
    cut({"-ss", "22", "-t", "1", "-i", testing::demo(), "-c:v", "libx264", "-preset", "ultrafast",
         "-crf", "16", "-c:a", "aac", "-metadata", "title=Meeting", "-metadata",
         "location=+52.5+013.4/", (*made_ / "v.mp4").string()});
  }
  static void TearDownTestSuite() { made_.reset(); }

  fs::path video() const { return *made_ / "v.mp4"; }
  fs::path out() const { return dir_ / "out.mp4"; }
  Ran redact(const Words& more = {}) const { return run_program(command(video(), out(), more)); }

  const TempDir dir_;
  static inline std::unique_ptr<TempDir> made_;
};

TEST_F(RedactCommand, keeps_frames_times_and_every_bit_of_the_sound) {
  const Ran ran = redact({"--report"});
  ASSERT_EQ(ran.exit_code, exit_done) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("hidden, 0 shown"));
  EXPECT_THAT(files_below(dir_.path()),
              ElementsAre("out.mp4", "out.redact.html", "out.redact.json"));
  EXPECT_EQ(times_of(out()), times_of(video()));
  EXPECT_EQ(sound_packets(out()), sound_packets(video()));
  EXPECT_THAT(sound_packets(out()), HasSubstr("#stream"));
  for (const char* what : {"stream=width,height", "stream=r_frame_rate,avg_frame_rate,start_time"})
    EXPECT_EQ(probe(out(), what), probe(video(), what));
  EXPECT_THAT(probe(out(), "format_tags"), HasSubstr("Meeting"));
  if (!testing::can_validate()) GTEST_SKIP() << "needs python3-jsonschema";
  const Ran valid = testing::validate({dir_ / "out.redact.json"});
  EXPECT_EQ(valid.exit_code, 0) << valid.out << valid.err;
}

TEST_F(RedactCommand, leaves_out_what_the_camera_wrote) {
  ASSERT_EQ(redact({"--no-metadata"}).exit_code, exit_done);
  EXPECT_THAT(probe(out(), "format_tags"), Not(HasSubstr("Meeting")));
  EXPECT_THAT(read_file(out()), Not(HasSubstr("+52.5")));
}

TEST_F(RedactCommand, record_holds_no_faces_and_can_be_corrected) {
  ASSERT_EQ(redact().exit_code, exit_done);
  auto record = nlohmann::json::parse(read_file(dir_ / "out.redact.json"));
  EXPECT_THAT(read_file(dir_ / "out.redact.json"), Not(HasSubstr("embedding")));
  ASSERT_FALSE(record["areas"].empty());
  EXPECT_EQ(record["areas"][0]["why"], "unknown");
  // Unchanged, it makes the same film.
  const fs::path again = dir_ / "again.mp4";
  ASSERT_EQ(run_program(command(video(), again, {"--boxes", (dir_ / "out.redact.json").string()}))
                .exit_code,
            exit_done);
  EXPECT_TRUE(read_file(again) == read_file(out()));
  // A face that is marked as shown stays visible.
  for (auto& area : record["areas"]) area["hide"] = false;
  write_file(dir_ / "edited.json", record.dump());
  const fs::path shown = dir_ / "shown.mp4";
  const Ran ran =
      run_program(command(video(), shown, {"--boxes", (dir_ / "edited.json").string()}));
  EXPECT_EQ(ran.exit_code, exit_done) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(": 26 frames, 0 faces hidden, 3 shown"));
  // Boxes of another film are refused.
  record["source_id"] = "other";
  write_file(dir_ / "other.json", record.dump());
  const Ran refused =
      run_program(command(video(), shown, {"--force", "--boxes", (dir_ / "other.json").string()}));
  EXPECT_EQ(refused.exit_code, exit_bad_input);
  EXPECT_THAT(refused.err, HasSubstr("of another video"));
}

TEST_F(RedactCommand, a_list_without_areas_is_checked_too) {
  ASSERT_EQ(redact().exit_code, exit_done);
  auto record = nlohmann::json::parse(read_file(dir_ / "out.redact.json"));
  record["areas"] = nlohmann::json::array();
  write_file(dir_ / "empty.json", record.dump());
  const fs::path other = dir_ / "other.mp4";
  const Ran ran = run_program(command(video(), other, {"--boxes", (dir_ / "empty.json").string()}));
  EXPECT_EQ(ran.exit_code, exit_done) << ran.err;
  EXPECT_FALSE(nlohmann::json::parse(read_file(dir_ / "other.redact.json"))["areas"].empty());
}

TEST_F(RedactCommand, replaces_nothing_without_force_and_never_an_input) {
  ASSERT_EQ(redact().exit_code, exit_done);
  const Ran second = redact();
  EXPECT_EQ(second.exit_code, exit_failed);
  EXPECT_THAT(second.err, HasSubstr("--force"));
  EXPECT_EQ(redact({"--force"}).exit_code, exit_done);
  fs::copy(video(), dir_ / "copy.mp4");
  fs::create_hard_link(dir_ / "copy.mp4", dir_ / "link.mp4");
  const std::string before = read_file(dir_ / "copy.mp4");
  for (const char* name : {"copy.mp4", "link.mp4"}) {
    const Ran ran = run_program(command(dir_ / "copy.mp4", dir_ / name, {"--force"}));
    EXPECT_EQ(ran.exit_code, exit_usage) << ran.err;
  }
  EXPECT_EQ(read_file(dir_ / "copy.mp4"), before);
  // A record of somebody else is not replaced, even with --force.
  write_file(dir_ / "mine.redact.json", "{}");
  const Ran mine = run_program(command(video(), dir_ / "mine.mp4", {"--force"}));
  EXPECT_EQ(mine.exit_code, exit_failed);
  EXPECT_EQ(read_file(dir_ / "mine.redact.json"), "{}");
  // Nor is a page of somebody else.
  write_file(dir_ / "page.redact.html", "<p>mine</p>");
  const Ran page = run_program(command(video(), dir_ / "page.mp4", {"--force", "--report"}));
  EXPECT_EQ(page.exit_code, exit_failed);
  EXPECT_THAT(page.err, HasSubstr("page.redact.html"));
  EXPECT_EQ(read_file(dir_ / "page.redact.html"), "<p>mine</p>");
}

TEST_F(RedactCommand, a_killed_run_leaves_nothing) {
  for (const int moment : {150, 600, 1500}) {
    testing::RunOptions options;
    options.interrupt_after = std::chrono::milliseconds(moment);
    options.signal = SIGKILL;
    run_program(command(video(), out()), options);
    for (const std::string& file : files_below(dir_.path())) {
      EXPECT_THAT(file, ::testing::AnyOf("out.mp4", "out.redact.json"));
    }
  }
  EXPECT_EQ(redact({"--force"}).exit_code, exit_done);
}

TEST_F(RedactCommand, wrong_words_are_refused) {
  EXPECT_EQ(run_program({"redact", video().string()}).exit_code, exit_usage);
  EXPECT_EQ(run_program(command(video(), dir_ / "out.avi")).exit_code, exit_usage);
  EXPECT_EQ(redact({"--keep", testing::photo(), "--only", testing::photo()}).exit_code, exit_usage);
  EXPECT_EQ(redact({"--boxes", "x.json", "--keep", testing::photo()}).exit_code, exit_usage);
  EXPECT_EQ(redact({"--mode", "smear"}).exit_code, exit_usage);
  EXPECT_THAT(files_below(dir_.path()), IsEmpty());
}

/// Films that are stored in unusual ways. None of them shows a face.
struct Stored {
  std::string name;
  std::string file;
  testing::VideoSpec spec;
};
void PrintTo(const Stored& stored, std::ostream* out) { *out << stored.name; }

std::vector<Stored> stored_films() {
  std::vector<Stored> films;
  const auto add = [&](const std::string& name, const std::string& file) -> testing::VideoSpec& {
    films.push_back({name, file, {}});
    films.back().spec.sounds.push_back({});
    return films.back().spec;
  };
  add("plain", "v.mp4");
  add("matroska", "v.mkv");
  add("opus_in_matroska", "v.mkv").sounds.front().codec = "opus";
  add("no_sound", "v.mp4").sounds.clear();
  add("late_start", "v.mp4").start = 0.85;
  add("rotated", "v.mp4").rotation = 90;
  add("rotated_the_other_way", "v.mov").rotation = 270;
  testing::VideoSpec& odd = add("odd_size", "v.mp4");
  odd.width = 321;
  odd.height = 181;
  odd.pixel_format = "yuv444p";
  testing::VideoSpec& vfr = add("variable_rate", "v.mp4");
  std::int64_t time = 0;
  for (int i = 0; i < 60; ++i) {
    vfr.pts.push_back(time);
    time += 20 + 17 * (i % 5);
  }
  add("ntsc", "v.mp4").rate = {30000, 1001};
  return films;
}

class RedactStored : public ::testing::TestWithParam<Stored> {};

TEST_P(RedactStored, keeps_size_rotation_times_and_sound) {
  const TempDir dir;
  const Stored& stored = GetParam();
  const fs::path source = dir / stored.file;
  write_test_video(source, stored.spec, 60, testing::numbered_frames(stored.spec), testing::clicks);
  const fs::path out = dir / ("out" + source.extension().string());
  const Ran ran = run_program(command(source, out));
  ASSERT_EQ(ran.exit_code, exit_done) << ran.err;
  EXPECT_EQ(times_of(out), times_of(source));
  EXPECT_EQ(probe(out, "stream=width,height,sample_aspect_ratio:stream_side_data=rotation"),
            probe(source, "stream=width,height,sample_aspect_ratio:stream_side_data=rotation"));
  EXPECT_EQ(sound_packets(out), sound_packets(source));
}

INSTANTIATE_TEST_SUITE_P(Films, RedactStored, ::testing::ValuesIn(stored_films()),
                         [](const auto& film) { return film.param.name; });

TEST(RedactStreams, subtitles_and_chapters_stay_and_pictures_do_not) {
  const TempDir dir;
  write_file(dir / "s.srt", "1\n00:00:00,200 --> 00:00:00,900\nHello\n");
  write_file(dir / "c.txt",
             ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=One\n"
             "[CHAPTER]\nTIMEBASE=1/1000\nSTART=500\nEND=1000\ntitle=Two\n");
  cut({"-f",
       "lavfi",
       "-i",
       "testsrc=s=320x180:d=1",
       "-f",
       "lavfi",
       "-i",
       "sine=d=1",
       "-i",
       (dir / "s.srt").string(),
       "-i",
       (dir / "c.txt").string(),
       "-map",
       "0",
       "-map",
       "1",
       "-map",
       "2",
       "-map_metadata",
       "3",
       "-map_chapters",
       "3",
       "-c:s",
       "mov_text",
       (dir / "v.mp4").string()});
  const Ran ran = run_program(command(dir / "v.mp4", dir / "out.mp4"));
  ASSERT_EQ(ran.exit_code, exit_done) << ran.err;
  const auto show = [&](const char* file, const char* what) {
    return run_any({"ffprobe", "-v", "error", what, "-of", "compact", (dir / file).string()}).out;
  };
  EXPECT_EQ(show("out.mp4", "-show_chapters"), show("v.mp4", "-show_chapters"));
  const auto subtitles = [&](const char* file) {
    return run_any({"ffmpeg", "-v", "error", "-i", (dir / file).string(), "-map", "0:s", "-f",
                    "srt", "-"})
        .out;
  };
  EXPECT_THAT(subtitles("out.mp4"), HasSubstr("Hello"));
  EXPECT_EQ(subtitles("out.mp4"), subtitles("v.mp4"));
}

TEST(RedactDamaged, a_damaged_film_keeps_its_frames) {
  const TempDir dir;
  testing::VideoSpec spec;
  spec.gop = 10;
  write_test_video(dir / "v.mp4", spec, 50, testing::numbered_frames(spec));
  std::string bytes = read_file(dir / "v.mp4");
  for (std::size_t i = bytes.size() / 2; i < bytes.size() / 2 + 400; ++i) bytes[i] = '\x55';
  write_file(dir / "v.mp4", bytes);
  const Ran ran = run_program(command(dir / "v.mp4", dir / "out.mp4"));
  ASSERT_EQ(ran.exit_code, exit_done) << ran.err;
  EXPECT_EQ(times_of(dir / "out.mp4").size(), 50U);
}

}  // namespace
}  // namespace facetrack::cli
