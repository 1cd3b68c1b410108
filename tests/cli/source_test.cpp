// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Messages of the program about its input: streams, bits, photos, faces that are too small.

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/decoder.hpp"
#include "facetrack/file.hpp"
#include "facetrack/report.hpp"

#include "cli/program.hpp"
#include "commands/commands.hpp"
#include "support/paths.hpp"
#include "support/video_file.hpp"

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;
using testing::demo;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::photo;
using testing::Ran;
using testing::run_any;
using testing::run_program;
using testing::TempDir;

#define NEEDS_FFMPEG() \
  if (run_any({"ffmpeg", "-version"}).exit_code != 0) GTEST_SKIP() << "needs the program ffmpeg"

Ran ffmpeg(std::vector<std::string> words) {
  words.insert(words.begin(), {"ffmpeg", "-v", "error", "-y"});
  Ran ran = run_any(words);
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  return ran;
}

TEST(Source, says_which_of_several_video_streams_is_taken_and_how_to_take_another) {
  NEEDS_FFMPEG();
  const TempDir dir;
  const std::string two = (dir / "two.mkv").string();
  ffmpeg({"-f", "lavfi", "-i", "testsrc=s=320x180:r=25:d=1", "-f", "lavfi", "-i",
          "testsrc2=s=160x90:r=25:d=1", "-map", "0", "-map", "1", "-c:v", "libx264", two});
  const Ran ran = run_program({"shots", two});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("2 video streams; stream 0 is used"));
  EXPECT_THAT(ran.err, HasSubstr("the option 'stream' selects another: 1"));
  EXPECT_THAT(run_program({"shots", two, "--stream", "1"}).err, Not(HasSubstr("video streams")));
  EXPECT_THAT(run_program({"shots", demo()}).err, Not(HasSubstr("video stream")));
  EXPECT_THAT(run_program({"probe", two}).out, HasSubstr("stream 1 (--stream N uses it)"));
}

TEST(Source, frames_that_the_file_has_lost_are_listed_as_a_hole) {
  NEEDS_FFMPEG();
  const TempDir dir;
  const std::string video = (dir / "hole.mkv").string();
  ffmpeg({"-f", "lavfi", "-i", "testsrc=s=160x90:r=25:d=8", "-vf", "select='lt(t,3)+gte(t,6)'",
          "-fps_mode", "passthrough", "-c:v", "ffv1", video});
  const std::string list = (dir / "shots.json").string();
  const Ran ran = run_program({"shots", video, "-o", list});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("the file has no frames at 2.96-6 s"));
  EXPECT_THAT(read_file(list), HasSubstr(R"({"after_frame":74,"start":2.96,"end":6.0})"));
  EXPECT_THAT(read_file(list), HasSubstr(R"("skipped_frames": 0)"));
  if (!testing::can_validate()) GTEST_SKIP() << "needs python3 with jsonschema";
  const Ran check = testing::validate({list});
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
}

TEST(Source, a_bridge_says_which_stream_is_taken_and_that_it_has_fewer_bits) {
  NEEDS_FFMPEG();
  const TempDir dir;
  const std::string two = (dir / "two.mkv").string();
  ffmpeg({"-f", "lavfi", "-i", "color=gray:s=320x180:r=25:d=3", "-f", "lavfi", "-i",
          "testsrc2=s=160x90:r=25:d=1", "-map", "0", "-map", "1", "-c:v", "ffv1", "-pix_fmt",
          "yuv420p10le", two});
  const Ran ran =
      run_program({"bridge", two, "--frame-a", "1", "--frame-b", "2", "--before", "0.2",
                   "--between", "0.2", "--after", "0.2", "-o", (dir / "out.mp4").string()});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("2 video streams; stream 0 is used, not 1"));
  EXPECT_THAT(ran.err, HasSubstr("10 bits per sample, the bridge has 8"));
}

TEST(Source, says_once_that_clips_have_fewer_bits_than_the_source) {
  NEEDS_MODELS();
  NEEDS_FFMPEG();
  const TempDir dir;
  const std::string deep = (dir / "deep.mkv").string();
  ffmpeg({"-t",
          "1",
          "-i",
          demo(),
          "-an",
          "-c:v",
          "libx265",
          "-x265-params",
          "log-level=none",
          "-preset",
          "ultrafast",
          "-pix_fmt",
          "yuv420p10le",
          "-color_trc",
          "smpte2084",
          "-color_primaries",
          "bt2020",
          "-colorspace",
          "bt2020nc",
          deep});
  const MediaInfo info = open_decoder(deep)->info();
  EXPECT_EQ(info.bit_depth, 10);
  EXPECT_TRUE(info.hdr);
  const auto track = [&](const std::string& folder, const std::vector<std::string>& more) {
    std::vector<std::string> words{"track", deep, "-r", photo(), "-o", (dir / folder).string()};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words);
  };
  const Ran ran = track("cut", {});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  const std::size_t first = ran.err.find("10 bits per sample, clips have 8");
  ASSERT_NE(first, std::string::npos) << ran.err;
  EXPECT_EQ(ran.err.find("bits per sample", first + 20), std::string::npos) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("not converted to SDR"));
  EXPECT_THAT(track("copied", {"--copy"}).err, Not(HasSubstr("bits per sample")));
  EXPECT_THAT(run_program({"track", demo(), "-r", photo(), "-o", (dir / "plain").string()}).err,
              Not(HasSubstr("bits per sample")));
}

TEST(Source, refuses_one_photo_as_the_person_and_as_somebody_else) {
  NEEDS_MODELS();
  const TempDir dir;
  // The same picture by another name and in another format.
  const std::string copy = (dir / "somebody else.png").string();
  write_image(copy, read_image(photo()));
  for (const std::string& other : {photo(), copy}) {
    const Ran ran =
        run_program({"track", demo(), "-r", photo(), "--not", other, "-o", (dir / "out").string()});
    EXPECT_EQ(ran.exit_code, exit_usage) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr(photo()));
    EXPECT_THAT(ran.err, HasSubstr(other));
    EXPECT_THAT(ran.err, HasSubstr("the same picture"));
    EXPECT_FALSE(fs::exists(dir / "out/metadata.json"));
  }
}

TEST(Source, a_photo_of_one_colour_has_no_face) {
  NEEDS_MODELS();
  const TempDir dir;
  const std::string video = (dir / "v.mp4").string();
  testing::VideoSpec spec;
  testing::write_test_video(video, spec, 5, testing::numbered_frames(spec));
  for (const std::array<int, 3>& color : {std::array{118, 118, 118}, {120, 150, 200}, {0, 0, 0}}) {
    auto pixels = std::make_shared<std::vector<std::byte>>();
    for (int i = 0; i < 600 * 400; ++i) {
      for (const int part : color) pixels->push_back(static_cast<std::byte>(part));
    }
    const ImageView view{pixels->data(), 600, 400, 1800, PixelFormat::bgr24};
    const std::string flat = (dir / "flat.png").string();
    write_image(flat, {pixels, {view, ImageView{}, ImageView{}}, PixelFormat::bgr24, {}, {}});
    const Ran ran = run_program({"track", video, "-r", flat, "-o", (dir / "out").string()});
    EXPECT_EQ(ran.exit_code, exit_bad_input) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("no face"));
    EXPECT_THAT(ran.err, Not(HasSubstr("blurred")));
  }
}

TEST(Source, says_when_min_face_left_out_all_faces) {
  NEEDS_MODELS();
  const TempDir dir;
  const auto out = [&](const char* name) { return (dir / name).string(); };
  const Ran track = run_program({"track", demo(), "-r", photo(), "--min-face", "900", "--end", "2",
                                 "--no-report", "-o", out("t")});
  EXPECT_EQ(track.exit_code, 0) << track.err;
  EXPECT_THAT(track.out, ::testing::ContainsRegex(
                             "smaller than the minimum size: the largest has [0-9]+ pixels"));
  EXPECT_THAT(read_file(dir / "t/metadata.json"), HasSubstr("smaller than the minimum size"));
  const Ran faces = run_program(
      {"faces", demo(), "--min-face", "900", "--end", "2", "--no-report", "-o", out("f")});
  EXPECT_THAT(faces.out, HasSubstr("no persons: all faces in the video are smaller"));
}

TEST(Source, vp9_clips_have_one_name_for_the_writer_and_for_resume) {
  NEEDS_MODELS();
  const TempDir dir;
  std::vector<std::string> words{"track",
                                 demo(),
                                 "-r",
                                 photo(),
                                 "--codec",
                                 "vp9",
                                 "--crf",
                                 "40",
                                 "--size",
                                 "64",
                                 "--no-report",
                                 "-o",
                                 (dir / "out").string()};
  const Ran ran = run_program(words);
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const std::vector<std::string> files = testing::files_below(dir / "out");
  EXPECT_THAT(files, ::testing::Contains("clips/clip_001.webm"));
  EXPECT_THAT(files, Not(::testing::Contains("clips/clip_001.mp4")));
  EXPECT_THAT(read_file(dir / "out/metadata.json"), HasSubstr("clips/clip_001.webm"));
  words.emplace_back("--resume");
  const Ran again = run_program(words);
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(testing::files_below(dir / "out"), files);
}

TEST(Source, expressions_writes_webm_where_webm_is_asked_for) {
  NEEDS_MODELS();
  const TempDir dir;
  const Ran ran = run_program({"expressions", demo(), "--clip-format", "webm", "--num-sequences",
                               "1", "--sequence-length", "10", "--end", "2", "--no-report", "-o",
                               (dir / "out").string()});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const auto files = testing::files_below(dir / "out/clips");
  EXPECT_TRUE(std::any_of(files.begin(), files.end(),
                          [](const std::string& name) { return name.ends_with(".webm"); }));
  EXPECT_TRUE(std::none_of(files.begin(), files.end(),
                           [](const std::string& name) { return name.ends_with(".mp4"); }));
}

TEST(Source, one_clip_is_not_called_clips) {
  NEEDS_MODELS();
  const TempDir dir;
  const Ran ran = run_program({"faces", demo(), "--end", "1", "-o", (dir / "out").string()});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(" s  1 clip\n"));
  for (const std::string& text : {ran.out, read_file(dir / "out/report.html")}) {
    for (const char* noun : {"clips", "tracks", "persons", "shots", "frames"}) {
      EXPECT_THAT(text, Not(::testing::ContainsRegex(std::string("[^0-9.]1 ") + noun + "[^a-z]")));
    }
  }
}

}  // namespace
}  // namespace facetrack::cli
