// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// The promises of the program, seen from outside: exit codes, files, messages.

#include "commands/commands.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "facetrack/file.hpp"
#include "facetrack/report.hpp"

#include "cli/program.hpp"
#include "help.hpp"
#include "support/paths.hpp"
#include "support/sanitized.hpp"

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;
using testing::can_validate;
using testing::check_report;
using ::testing::Contains;
using testing::demo;
using ::testing::ElementsAre;
using testing::files_below;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::photo;
using testing::Ran;
using testing::run_program;
using testing::TempDir;
using testing::validate;

int count_of(std::string_view what, const std::string& text) {
  int count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

TEST(Program, every_command_explains_itself_with_two_examples) {
  for (const Command& command : commands()) {
    const CommandSpec& spec = command.spec();
    EXPECT_GE(spec.examples.size(), 2U) << spec.name;
    const Ran ran = run_program({std::string(spec.name), "--help"});
    EXPECT_EQ(ran.exit_code, 0) << spec.name;
    EXPECT_THAT(ran.out, HasSubstr("Usage: facetrack-cli " + std::string(spec.name)));
    EXPECT_THAT(ran.out, HasSubstr("Examples:"));
    EXPECT_THAT(ran.err, IsEmpty());
  }
}

TEST(Program, help_and_version_need_no_command) {
  EXPECT_THAT(run_program({"--help"}).out, HasSubstr("Commands:"));
  EXPECT_EQ(run_program({"help", "track"}).out, run_program({"track", "--help"}).out);
  EXPECT_EQ(run_program({"help", "nothing"}).exit_code, exit_usage);
  EXPECT_THAT(run_program({"--version"}).out, HasSubstr("facetrack-cli 0."));
}

TEST(Program, gives_help_of_each_command_at_once) {
  double best = 1;
  for (const Command& command : commands()) {
    const Ran ran = run_program({std::string(command.spec().name), "--help"});
    EXPECT_EQ(ran.out, help_text(command.spec()));
    best = std::min(best, ran.cpu_seconds);
  }
  // To load the libraries takes 0.05 s, and nothing else is done. Not by the clock: others may run.
  EXPECT_LE(best, testing::is_sanitized ? 1.0 : 0.2);
}

TEST(Program, wrong_usage_is_2_and_says_what_to_do) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{}, "no command given"},
      {{"trak", demo()}, "did you mean 'track'?"},
      {{"--quiet", "track"}, "the command comes first"},
      {{"track", demo()}, "add -r photo.jpg"},
      {{"track", demo(), "-r", photo(), "--refrence", "x"}, "did you mean --reference?"},
      {{"track", demo(), "-r", photo(), "--detector", "magic"}, "expected one of auto,"},
      {{"track", demo(), "-r", photo(), "--embedder", "magic"}, "expected one of auto,"},
      {{"track", demo(), "-r", photo(), "--start", "5", "--end", "4"},
       "must be later than --start"},
      {{"track", demo(), "-r", photo(), "--force", "--resume"}, "give only one of them"},
      {{"track", demo(), demo(), "-r", photo()}, "unexpected argument"},
      {{"probe"}, "no video given"},
      {{"shots", demo(), "-o", "x.doc"}, "expected a name that ends with"},
      {{"models", "polish"}, "expected list, fetch or verify"}};
  for (const auto& [words, text] : cases) {
    const Ran ran = run_program(words);
    EXPECT_EQ(ran.exit_code, exit_usage) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("error: "));
    EXPECT_THAT(ran.err, HasSubstr(text));
    EXPECT_THAT(ran.out, IsEmpty());
  }
}

TEST(Program, an_empty_name_is_no_input) {
  for (const char* command : {"track", "faces", "shots", "probe", "curate", "index", "persons"}) {
    const Ran ran = run_program({command, ""});
    EXPECT_EQ(ran.exit_code, 3) << command;
    EXPECT_THAT(ran.err, HasSubstr("the name of the input is empty")) << command;
  }
}

TEST(Program, an_embedder_has_the_name_that_results_give_it) {
  const std::string card = (testing::data_dir() / "models/builtin-1.json").string();
  for (const std::string& name : {std::string("builtin"), std::string("builtin-1"), card}) {
    const std::vector<std::string> words{demo(), "-r", photo(), "--embedder", name};
    EXPECT_NO_THROW(prepare_track(parse(track_spec(), words))) << name;
  }
  const Ran ran = run_program({"track", demo(), "-r", photo(), "--embedder", "builtin-9"});
  EXPECT_EQ(ran.exit_code, exit_bad_input);
  EXPECT_THAT(ran.err, HasSubstr("there is no face embedder \"builtin-9\""));
}

TEST(Program, input_that_cannot_be_used_is_3_and_named) {
  const TempDir dir;
  write_file(dir / "empty.mp4", "");
  write_file(dir / "text.mp4", "no video at all");
  for (const std::string& name : {(dir / "missing.mp4").string(), (dir / "empty.mp4").string(),
                                  (dir / "text.mp4").string()}) {
    for (const char* command : {"probe", "shots"}) {
      const Ran ran = run_program({command, name});
      EXPECT_EQ(ran.exit_code, exit_bad_input) << ran.err;
      EXPECT_THAT(ran.err, HasSubstr(name));
    }
  }
}

TEST(Program, messages_are_json_lines_on_request) {
  const Ran ran = run_program({"probe", "missing \"film\".mp4", "--log-format", "json"});
  EXPECT_THAT(ran.err, HasSubstr(R"({"level":"error","message":"missing \"film\".mp4)"));
}

TEST(Program, completion_and_manual_know_every_command) {
  for (const char* kind : {"bash", "zsh", "man"}) {
    const Ran ran = run_program({"completion", kind});
    EXPECT_EQ(ran.exit_code, 0);
    for (const Command& command : commands()) {
      EXPECT_THAT(ran.out, HasSubstr(std::string(command.spec().name))) << kind;
    }
  }
  const TempDir dir;
  write_file(dir / "completion", run_program({"completion", "bash"}).out);
  const Ran ran = testing::run_any(
      {"bash", "-c",
       "source " + (dir / "completion").string() +
           "; COMP_WORDS=(facetrack-cli track --ref); COMP_CWORD=2; _facetrack_cli; "
           "echo ${COMPREPLY[@]}"});
  EXPECT_EQ(ran.out, "--reference --reference-face\n") << ran.err;
}

TEST(Probe, tells_what_the_decoder_sees) {
  const Ran ran = run_program({"probe", demo()});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, HasSubstr("size          640x360\n"));
  EXPECT_THAT(ran.out, HasSubstr("frame rate    25.000 (25/1)\n"));
  EXPECT_THAT(run_program({"probe", demo(), "--json"}).out, HasSubstr(R"("frames":651,)"));
}

TEST(Shots, writes_every_format_and_never_over_a_file) {
  const TempDir dir;
  fs::copy(demo(), dir / "o'dd \"näme\" -x.mp4");
  const std::vector<std::string> words = {"shots",
                                          (dir / "o'dd \"näme\" -x.mp4").string(),
                                          "-o",
                                          (dir / "s.json").string(),
                                          "-o",
                                          (dir / "s.csv").string(),
                                          "-o",
                                          (dir / "s.edl").string(),
                                          "-o",
                                          (dir / "s.otio").string(),
                                          "-o",
                                          (dir / "s.vtt").string(),
                                          "-o",
                                          (dir / "s.html").string(),
                                          "--save-images",
                                          (dir / "stills").string()};
  const Ran ran = run_program(words);
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, IsEmpty());
  const std::vector<std::string> files = files_below(dir.path());
  for (const char* name :
       {"s.json", "s.csv", "s.edl", "s.otio", "s.vtt", "s.html", "stills/contact_sheet.jpg",
        "stills/shot_001.jpg", "stills/shot_005.jpg"}) {
    EXPECT_THAT(files, Contains(name));
  }
  EXPECT_THAT(read_file(dir / "s.html"), Not(HasSubstr("<h1>o'dd \"")));
  const Ran page = check_report(dir / "s.html");
  EXPECT_TRUE(page.exit_code == 0 || page.exit_code == 77) << page.out << page.err;
  if (can_validate()) {
    const Ran check = validate({dir / "s.json"});
    EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
  }
  // An independent reader of chapters.
  const Ran vtt = testing::run_any({"ffprobe", "-v", "error", "-show_entries", "packet=pts_time",
                                    "-of", "csv=p=0", (dir / "s.vtt").string()});
  EXPECT_THAT(vtt.out, HasSubstr("3.800000")) << vtt.err;

  const Ran again = run_program(words);
  EXPECT_EQ(again.exit_code, exit_failed);
  EXPECT_THAT(again.err, HasSubstr("already exists; --force replaces it"));
}

/// One run of `track` on the demo that several tests look at.
class Track : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!testing::models_are_there()) return;
    dir_ = std::make_unique<TempDir>();
    ran_ = run_program({"track", demo(), "-r", photo(), "-o", out().string(), "--format",
                        "json,csv,mot,edl,otio", "--save-images", "50"});
  }
  static void TearDownTestSuite() { dir_.reset(); }
  void SetUp() override {
    NEEDS_MODELS();
    ASSERT_EQ(ran_.exit_code, 0) << ran_.err;
  }

  static fs::path out() { return *dir_ / "Results é"; }

  static inline std::unique_ptr<TempDir> dir_;
  static inline Ran ran_;
};

/// What stays the same from run to run: all but how long it took.
nlohmann::ordered_json metadata_without_timings(const fs::path& folder) {
  auto all = nlohmann::ordered_json::parse(read_file(folder / "metadata.json"));
  all.erase("timings");
  return all;
}

TEST_F(Track, writes_the_promised_files_and_nothing_else) {
  const std::vector<std::string> files = files_below(out());
  for (const char* name :
       {"metadata.json", "metadata.csv", "report.html", "tracks.json", "mot.txt", "clips.edl",
        "clips.otio", "clips/clip_001.mp4", "images/clip_001/frame_000000.jpg"}) {
    EXPECT_THAT(files, Contains(name));
  }
  for (const std::string& file : files) {
    EXPECT_FALSE(fs::path(file).filename().string().starts_with('.')) << file;
  }
  EXPECT_THAT(ran_.out, HasSubstr(" clips, "));
  EXPECT_LT(fs::file_size(out() / "report.html"), 2'000'000U);
}

TEST_F(Track, output_fits_the_schemas) {
  if (!can_validate()) GTEST_SKIP() << "needs python3-jsonschema";
  const Ran check = validate({out() / "metadata.json", out() / "tracks.json"});
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
}

TEST(BridgeCommand, writes_a_file_that_fits_its_schema_and_a_whole_page) {
  const testing::TempDir folder;
  const std::string video = (folder / "out.mp4").string();
  const Ran ran = run_program({"bridge", demo(), "--frame-a", "1.5", "--frame-b", "4", "--before",
                               "1", "--between", "1", "--after", "1", "-o", video, "--report",
                               (folder / "out.html").string()});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("A at frame 25"));
  const std::string page = read_file(folder / "out.html");
  // Two frames on either side of three interpolated ones, the curve and both landings.
  EXPECT_EQ(count_of("<figure>", page), 7);
  EXPECT_EQ(count_of("data:image/jpeg;base64,", page), 7);
  EXPECT_EQ(count_of("<polyline", page), 1);
  EXPECT_EQ(count_of("<tr><td>", page), 2);
  EXPECT_THAT(page, Not(HasSubstr("http:")));
  EXPECT_THAT(page, Not(HasSubstr("https:")));
  const Ran opened = check_report(folder / "out.html");
  EXPECT_TRUE(opened.exit_code == 0 || opened.exit_code == 77) << opened.out << opened.err;
  if (!can_validate()) GTEST_SKIP() << "needs python3-jsonschema";
  const Ran check = validate({folder / "out.bridge.json"});
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
}

TEST_F(Track, report_shows_the_numbers_of_the_metadata_in_a_browser) {
  const Ran check = check_report(out() / "report.html");
  if (check.exit_code == 77) GTEST_SKIP() << "needs chromium";
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
}

TEST_F(Track, in_a_hurry_finds_the_same_clips_and_still_shows_every_face) {
  const TempDir dir;
  const Ran ran = run_program(
      {"track", demo(), "-r", photo(), "-o", (dir / "out").string(), "--preset", "fast"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(metadata_without_timings(dir / "out").at("clips").size(),
            metadata_without_timings(out()).at("clips").size());
  const std::string page = read_file(dir / "out/report.html");
  EXPECT_THAT(page, HasSubstr("data:image/jpeg;base64,"));
  EXPECT_THAT(page, Not(HasSubstr("<span class=\"nopic\"")));
}

TEST_F(Track, tracks_come_back_byte_for_byte) {
  const std::string text = read_file(out() / "tracks.json");
  EXPECT_EQ(tracks_json(tracks_from_json(text)), text);
}

TEST_F(Track, refuses_to_write_over_results) {
  const std::string before = read_file(out() / "metadata.json");
  const Ran ran = run_program({"track", demo(), "-r", photo(), "-o", out().string()});
  EXPECT_EQ(ran.exit_code, exit_failed);
  EXPECT_THAT(ran.err, HasSubstr("already exists; use --resume to continue"));
  EXPECT_EQ(read_file(out() / "metadata.json"), before);
}

TEST_F(Track, reuse_from_elsewhere_gives_the_same_metadata_without_looking_again) {
  const TempDir dir;
  const Ran ran = run_program({"track", demo(), "-r", photo(), "-o", (dir / "again").string(),
                               "--tracks", (out() / "tracks.json").string(), "--no-report"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(metadata_without_timings(dir / "again"), metadata_without_timings(out()));
  EXPECT_FALSE(fs::exists(dir / "again/report.html"));
}

/// The pictures of a page, in its order.
std::vector<std::string> pictures_on(const fs::path& page) {
  const std::string text = read_file(page);
  const std::string mark = "data:image/jpeg;base64,";
  std::vector<std::string> pictures;
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    pictures.push_back(text.substr(at, text.find('"', at) - at));
  }
  return pictures;
}

TEST_F(Track, reuse_shows_the_pictures_of_the_first_run) {
  const TempDir dir;
  const Ran ran = run_program({"track", demo(), "-r", photo(), "-o", (dir / "again").string(),
                               "--tracks", (out() / "tracks.json").string()});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_GT(pictures_on(out() / "report.html").size(), 10U);
  EXPECT_TRUE(pictures_on(dir / "again/report.html") == pictures_on(out() / "report.html"));
}

TEST_F(Track, tracks_of_another_video_are_refused) {
  const TempDir dir;
  std::string text = read_file(out() / "tracks.json");
  const std::size_t at = text.find("\"source_id\": \"") + 14;
  text[at] = text[at] == '1' ? '2' : '1';
  write_file(dir / "tracks.json", text);
  const Ran ran = run_program({"track", demo(), "-r", photo(), "-o", (dir / "out").string(),
                               "--tracks", (dir / "tracks.json").string()});
  EXPECT_EQ(ran.exit_code, exit_bad_input);
  EXPECT_THAT(ran.err, HasSubstr("is of another video"));
}

TEST_F(Track, an_interrupted_run_leaves_whole_files_only_and_is_resumed_to_the_same_result) {
  const TempDir dir;
  const std::string folder = (dir / "out").string();
  Ran stopped;
  // A fast machine may be done before the signal.
  for (int moment : {900, 450, 220}) {
    fs::remove_all(folder);
    stopped = run_program({"track", demo(), "-r", photo(), "-o", folder},
                          {.interrupt_after = std::chrono::milliseconds(moment)});
    if (stopped.exit_code != 0) break;
  }
  EXPECT_EQ(stopped.exit_code, exit_interrupted) << stopped.err;
  EXPECT_FALSE(fs::exists(dir / "out/metadata.json"));
  const Ran resumed = run_program({"track", demo(), "-r", photo(), "-o", folder, "--resume"});
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(metadata_without_timings(dir / "out"), metadata_without_timings(out()));
  for (const std::string& file : files_below(dir / "out")) {
    EXPECT_FALSE(fs::path(file).filename().string().starts_with('.')) << file;
  }
}

TEST_F(Track, reuse_with_resume_or_force_leaves_no_trace_and_the_record_of_one_run) {
  const TempDir dir;
  fs::copy(out(), dir / "out", fs::copy_options::recursive);
  write_file(dir / "out/clips/.facetrack-part-7-1.mp4", "of an earlier version");
  for (const char* how : {"--resume", "--force"}) {
    const Ran ran = run_program({"track", demo(), "-r", photo(), "-o", (dir / "out").string(),
                                 "--reuse", how, "--save-images", "50"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_FALSE(fs::exists(dir / "out/.facetrack-work"));
    EXPECT_TRUE(fs::exists(dir / "out/clips/.facetrack-part-7-1.mp4")) << "the ledger has it not";
    // The record is how the result is made, in however many runs.
    EXPECT_THAT(read_file(dir / "out/report.html"), Not(HasSubstr("--resume")));
  }
}

TEST_F(Track, a_photo_without_a_face_is_3_and_leaves_nothing) {
  const TempDir dir;
  const Ran shots = run_program(
      {"shots", demo(), "--end", "1", "--save-images", (dir / "stills").string(), "--json"});
  ASSERT_EQ(shots.exit_code, 0) << shots.err;
  // A plain picture: what a sheet of stills cropped to nothing would be.
  const std::string flat = (dir / "flat.png").string();
  ASSERT_EQ(testing::run_any({"ffmpeg", "-v", "error", "-f", "lavfi", "-i",
                              "color=gray:size=320x240", "-frames:v", "1", flat})
                .exit_code,
            0);
  const Ran ran = run_program({"track", demo(), "-r", flat, "-o", (dir / "out").string()});
  EXPECT_EQ(ran.exit_code, exit_bad_input);
  EXPECT_THAT(ran.err, HasSubstr(flat));
  EXPECT_FALSE(fs::exists(dir / "out"));
}

TEST_F(Track, a_part_of_the_video_keeps_the_frame_numbers_of_the_whole) {
  const TempDir dir;
  const Ran ran = run_program({"track", demo(), "-r", photo(), "-o", (dir / "out").string(),
                               "--start", "1", "--end", "3", "--crop", "none", "--no-audio",
                               "--metadata-style", "flat", "--format", "json", "--no-report"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(read_file(dir / "out/metadata.json"), HasSubstr("{\"frame\":25,\"time\":1.0,"));
  EXPECT_THAT(files_below(dir / "out"),
              ElementsAre("clips/clip_001.mp4", "metadata.json", "tracks.json"));
}

TEST_F(Track, a_part_is_not_taken_for_the_whole_later) {
  const TempDir dir;
  const std::string folder = (dir / "out").string();
  ASSERT_EQ(run_program({"track", demo(), "-r", photo(), "-o", folder, "--end", "1"}).exit_code, 0);
  const Ran ran = run_program(
      {"track", demo(), "-r", photo(), "-o", folder, "--end", "2", "--reuse", "--no-report"});
  EXPECT_EQ(ran.exit_code, exit_bad_input) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("was made with end 1 instead of 2"));
  EXPECT_THAT(read_file(dir / "out/metadata.json"), HasSubstr("\"last_frame\":24"));
}

TEST_F(Track, tracks_of_another_embedder_are_not_compared_with_the_photo) {
  const TempDir dir;
  std::string text = read_file(out() / "tracks.json");
  const std::string key = "\"embedder\": \"";
  const std::size_t at = text.find(key) + key.size();
  const std::string known = text.substr(at, text.find('"', at) - at);
  text.insert(at, "other-");
  write_file(dir / "tracks.json", text);
  const Ran ran = run_program({"track", demo(), "-r", photo(), "-o", (dir / "out").string(),
                               "--embedder", known, "--tracks", (dir / "tracks.json").string()});
  EXPECT_EQ(ran.exit_code, exit_bad_input) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("made with the embedder other-"));
  EXPECT_FALSE(fs::exists(dir / "out"));
}

TEST_F(Track, a_folder_of_photos_may_hold_a_useless_one_and_other_files) {
  const TempDir dir;
  fs::create_directory(dir / "photos");
  fs::copy(photo(), dir / "photos/B.PNG");
  write_file(dir / "photos/a.jpg", "no picture");
  write_file(dir / "photos/notes.txt", "no picture either");
  const std::vector<std::string> command{"track",       demo(),
                                         "--end",       "1",
                                         "--no-report", "--force",
                                         "-r",          (dir / "photos").string(),
                                         "-o",          (dir / "out").string()};
  const Ran ran = run_program(command);
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("a.jpg: not a picture that can be read"));
  EXPECT_THAT(ran.err, Not(HasSubstr("notes.txt")));
  EXPECT_THAT(read_file(dir / "out/metadata.json"), HasSubstr("B.PNG\"]"));
  fs::remove(dir / "photos/B.PNG");
  EXPECT_EQ(run_program(command).exit_code, exit_bad_input);
}

TEST(Faces, writes_a_folder_for_everybody) {
  NEEDS_MODELS();
  const TempDir dir;
  const Ran ran = run_program({"faces", demo(), "-o", (dir / "cast").string(), "--speed"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const std::vector<std::string> files = files_below(dir / "cast");
  for (const char* name : {"persons.json", "report.html", "tracks.json", "person_01/face.jpg",
                           "person_01/metadata.json", "person_01/clips/clip_001.mp4"}) {
    EXPECT_THAT(files, Contains(name));
  }
  const Ran page = check_report(dir / "cast/report.html");
  EXPECT_TRUE(page.exit_code == 0 || page.exit_code == 77) << page.out << page.err;
  if (can_validate()) {
    const Ran check = validate({dir / "cast/persons.json", dir / "cast/person_01/metadata.json"});
    EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
  }
}

}  // namespace
}  // namespace facetrack::cli
