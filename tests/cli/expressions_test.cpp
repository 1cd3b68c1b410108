// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// `expressions` from the outside: files, messages, exit codes.

#include <algorithm>
#include <cmath>
#include <map>

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
using Json = nlohmann::json;
using testing::demo;
using ::testing::ElementsAre;
using testing::files_below;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::photo;
using testing::Ran;
using testing::run_program;
using testing::TempDir;

Ran run(std::vector<std::string> words) {
  words.insert(words.begin(), "expressions");
  // Models that need no file: the same on every machine.
  for (const char* word : {"--detector", "builtin", "--embedder", "builtin"}) {
    words.emplace_back(word);
  }
  return run_program(words);
}

Json json_of(const fs::path& file) { return Json::parse(read_file(file)); }

/// One run on the demo's first seven seconds, two shots, that several tests look at.
class Expressions : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    dir_ = std::make_unique<TempDir>();
    ran_ = run({demo(), "--end", "7", "--num-sequences", "3", "--sequence-length", "25",
                "--expression-model", "builtin", "-o", out().string()});
  }
  static void TearDownTestSuite() { dir_.reset(); }
  void SetUp() override { ASSERT_EQ(ran_.exit_code, 0) << ran_.err; }

  static fs::path out() { return *dir_ / "out é"; }

  static inline std::unique_ptr<TempDir> dir_;
  static inline Ran ran_;
};

TEST_F(Expressions, writes_exactly_the_promised_files) {
  const Json clips = json_of(out() / "clips/clip_metadata.json")["clips"];
  ASSERT_EQ(clips.size(), 3U);
  std::vector<std::string> expected{"analysis/frame_data.json", "analysis/sequences.json"};
  for (const Json& clip : clips) expected.push_back(clip["clip_path"]);
  for (const char* name :
       {"clips/clip_metadata.json", "clips/extraction_summary.txt", "report.html", "tracks.json"}) {
    expected.emplace_back(name);
  }
  EXPECT_EQ(files_below(out()), expected);
  char name[64];
  std::snprintf(name, sizeof name, "clips/clip_001_frames_%06d_%06d.mp4",
                clips[0]["start_frame"].get<int>(), clips[0]["end_frame"].get<int>());
  EXPECT_EQ(clips[0]["clip_path"], name);
}

TEST_F(Expressions, output_fits_the_schemas) {
  if (!testing::can_validate()) GTEST_SKIP() << "needs python3-jsonschema";
  const Ran check =
      testing::validate({out() / "analysis/frame_data.json", out() / "analysis/sequences.json",
                         out() / "clips/clip_metadata.json", out() / "tracks.json"});
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
}

TEST_F(Expressions, scores_can_be_computed_again_from_what_is_written) {
  const Json rows = json_of(out() / "analysis/frame_data.json");
  ASSERT_EQ(rows.size(), 175U);
  const auto cosine = [&](std::size_t a, std::size_t b) {
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0; i < rows[a]["expression_token"].size(); ++i) {
      const double x = rows[a]["expression_token"][i];
      const double y = rows[b]["expression_token"][i];
      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
    return ab / std::sqrt(aa * bb);
  };
  std::vector<bool> used(rows.size(), false);
  for (const Json& sequence : json_of(out() / "analysis/sequences.json")) {
    const std::size_t first = sequence["start_frame"];
    const std::size_t last = sequence["end_frame"];
    ASSERT_EQ(last - first, 24U);
    // Anna's shot ends with frame 94: no sequence crosses the cut.
    EXPECT_FALSE(first < 95 && last >= 95);
    double path = 0, size = 0;
    for (std::size_t i = first; i <= last; ++i) {
      EXPECT_FALSE(used[i]);
      used[i] = true;
      EXPECT_EQ(rows[i]["frame_idx"], i);
      const Json& box = rows[i]["bbox"];
      size += std::max(box[2].get<double>(), box[3].get<double>()) / 25;
      if (i == first) continue;
      const Json& from = rows[i - 1]["face_center"];
      const Json& to = rows[i]["face_center"];
      path += std::hypot(to[0].get<double>() - from[0].get<double>(),
                         to[1].get<double>() - from[1].get<double>());
    }
    const std::size_t middle = first + 12;
    const double variation =
        1 - (cosine(first, middle) + cosine(middle, last) + cosine(first, last)) / 3;
    const double stability = std::max(0.0, 1 - path / 24 / size);
    EXPECT_NEAR(sequence["expression_variation"], variation, 1e-6);
    EXPECT_NEAR(sequence["position_stability"], stability, 1e-6);
    EXPECT_NEAR(sequence["combined_score"], 0.7 * variation + 0.3 * stability, 1e-6);
  }
}

TEST_F(Expressions, clips_have_the_frames_of_their_sequence_and_sound) {
  const Json metadata = json_of(out() / "clips/clip_metadata.json");
  ASSERT_EQ(metadata["clips"].size(), 3U);
  for (const Json& clip : metadata["clips"]) {
    EXPECT_EQ(clip["frame_count"], 25);
    const Ran probe =
        run_program({"probe", (out() / clip["clip_path"].get<std::string>()).string(), "--json"});
    EXPECT_THAT(probe.out, HasSubstr("\"frames\":25"));
    EXPECT_THAT(probe.out, HasSubstr("\"audio\":[{"));
  }
}

TEST_F(Expressions, the_summary_has_all_its_parts) {
  const std::string text = read_file(out() / "clips/extraction_summary.txt");
  for (const char* part : {"CLIP EXTRACTION SUMMARY REPORT", "Total clips: 3", "SCORING STATISTICS",
                           " ± ", "TOP 5 CLIPS BY SCORE", "EXTRACTED CLIPS"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST_F(Expressions, the_report_shows_every_sequence_and_asks_for_nothing_else) {
  const std::string page = read_file(out() / "report.html");
  for (const char* part :
       {"sequence-3", "class=\"strip\"", "<polyline", "Distribution of scores"}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
  EXPECT_THAT(page, Not(HasSubstr("src=\"http")));
  EXPECT_LT(page.size(), 2'000'000U);
}

TEST_F(Expressions, the_report_shows_the_numbers_of_the_analysis_in_a_browser) {
  const Ran check = testing::check_report(out() / "report.html");
  if (check.exit_code == 77) GTEST_SKIP() << "needs chromium";
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
}

TEST_F(Expressions, skipping_the_analysis_gives_the_same_sequences_and_keeps_it) {
  const TempDir dir;
  fs::copy(out(), dir / "out", fs::copy_options::recursive);
  const std::string sequences = read_file(out() / "analysis/sequences.json");
  const std::string data = read_file(out() / "analysis/frame_data.json");
  const Ran same = run({demo(), "--num-sequences", "3", "--sequence-length", "25",
                        "--skip-analysis", "-o", (dir / "out").string()});
  ASSERT_EQ(same.exit_code, 0) << same.err;
  EXPECT_EQ(read_file(dir / "out/analysis/sequences.json"), sequences);
  EXPECT_EQ(read_file(dir / "out/analysis/frame_data.json"), data);
  const Ran other = run({demo(), "--num-sequences", "1", "--sequence-length", "10",
                         "--skip-analysis", "-o", (dir / "out").string(), "--no-report"});
  ASSERT_EQ(other.exit_code, 0) << other.err;
  const Json clips = json_of(dir / "out/clips/clip_metadata.json")["clips"];
  ASSERT_EQ(clips.size(), 1U);
  EXPECT_THAT(files_below(dir / "out/clips"),
              ElementsAre(fs::path(clips[0]["clip_path"].get<std::string>()).filename().string(),
                          "clip_metadata.json", "extraction_summary.txt"));
}

TEST_F(Expressions, an_analysis_of_another_video_is_refused) {
  const TempDir dir;
  fs::copy(out(), dir / "out", fs::copy_options::recursive);
  std::string bytes = read_file(demo());
  bytes.resize(bytes.size() + 1);  // the same pictures, another file
  write_file(dir / "other.mp4", bytes);
  const Ran ran =
      run({(dir / "other.mp4").string(), "--skip-analysis", "-o", (dir / "out").string()});
  EXPECT_EQ(ran.exit_code, exit_failed);
  EXPECT_THAT(ran.err, HasSubstr("results of another video"));
  EXPECT_TRUE(fs::exists(dir / "out/clips/clip_metadata.json"));

  std::string data = read_file(dir / "out/analysis/frame_data.json");
  data.replace(data.find("\"bbox\":[") + 8, 1, "9");
  write_file(dir / "out/analysis/frame_data.json", data);
  const Ran changed = run({demo(), "--skip-analysis", "-o", (dir / "out").string()});
  EXPECT_EQ(changed.exit_code, exit_bad_input);
  EXPECT_THAT(changed.err, HasSubstr("another analysis"));
}

TEST_F(Expressions, refuses_to_write_over_results) {
  const Ran ran = run({demo(), "-o", out().string()});
  EXPECT_EQ(ran.exit_code, exit_failed);
  EXPECT_THAT(ran.err, HasSubstr("already exists; use --resume to continue"));
}

TEST_F(Expressions, one_person_is_one_shot_here_and_an_unknown_one_is_named) {
  const TempDir dir;
  fs::copy(out(), dir / "out", fs::copy_options::recursive);
  const std::vector<std::string> common{
      demo(), "--skip-analysis", "--skip-analysis", "--no-report", "-o", (dir / "out").string()};
  std::vector<std::string> words = common;
  words.insert(words.end(), {"-r", photo(), "--num-sequences", "50"});
  const Ran ran = run(words);
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  // Anna is in the first shot of the two; there is room for three sequences of 30 frames.
  for (const Json& sequence : json_of(dir / "out/analysis/sequences.json")) {
    EXPECT_LT(sequence["end_frame"], 95);
  }
  EXPECT_THAT(ran.err, HasSubstr(" of 50 sequences: only "));
  words = common;
  words.insert(words.end(), {"--subject-id", "7"});
  const Ran unknown = run(words);
  EXPECT_EQ(unknown.exit_code, exit_usage);
  EXPECT_THAT(unknown.err, HasSubstr("subject 7 does not exist: 2 persons"));
}

TEST_F(Expressions, an_analysis_of_one_person_does_not_pass_for_one_of_everybody) {
  const TempDir dir;
  const std::vector<std::string> common{demo(), "--sequence-length",   "25", "--no-report",
                                        "-o",   (dir / "out").string()};
  const auto with = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words = common;
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  };
  const Ran first = with({"--subject-id", "1", "--start", "4", "--end", "8"});
  ASSERT_EQ(first.exit_code, 0) << first.err;
  const std::string sequences = read_file(dir / "out/analysis/sequences.json");
  for (const std::vector<std::string>& others :
       {std::vector<std::string>{}, {"--subject-id", "2"}}) {
    std::vector<std::string> words = others;
    words.emplace_back("--skip-analysis");
    const Ran ran = with(words);
    EXPECT_EQ(ran.exit_code, exit_bad_input) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("is of other persons"));
  }
  const Ran stream = with({"--subject-id", "1", "--skip-analysis", "--stream", "0"});
  EXPECT_EQ(stream.exit_code, exit_bad_input) << stream.err;
  EXPECT_THAT(stream.err, HasSubstr("stream auto instead of 0"));
  EXPECT_EQ(read_file(dir / "out/analysis/sequences.json"), sequences);
  EXPECT_EQ(with({"--subject-id", "1", "--skip-analysis"}).exit_code, 0);
  EXPECT_EQ(read_file(dir / "out/analysis/sequences.json"), sequences);
}

TEST_F(Expressions, a_video_too_short_says_so) {
  const TempDir dir;
  fs::copy(out(), dir / "out", fs::copy_options::recursive);
  const Ran ran =
      run({demo(), "--skip-analysis", "--sequence-length", "400", "-o", (dir / "out").string()});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("no sequences: the longest part with one face and no cut has "));
  EXPECT_THAT(read_file(dir / "out/clips/extraction_summary.txt"), HasSubstr("Reason for fewer: "));
  EXPECT_EQ(read_file(dir / "out/analysis/sequences.json"), "[]\n");
}

TEST(ExpressionsProgram, a_video_without_faces_is_done_and_says_so) {
  const TempDir dir;
  const std::string video = (dir / "grey.mp4").string();
  ASSERT_EQ(testing::run_any({"ffmpeg", "-v", "error", "-f", "lavfi", "-i",
                              "color=gray:size=320x180:duration=2", video})
                .exit_code,
            0);
  const Ran ran = run({video, "-o", (dir / "out").string(), "--expression-model", "builtin"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("no sequences: no face was found in the video"));
  const Json rows = json_of(dir / "out/analysis/frame_data.json");
  ASSERT_EQ(rows.size(), 50U);
  EXPECT_TRUE(rows[49]["bbox"].is_null());
  EXPECT_TRUE(fs::exists(dir / "out/clips/extraction_summary.txt"));
  const std::string page = read_file(dir / "out/report.html");
  EXPECT_THAT(page, HasSubstr("no face was found in the video"));
  EXPECT_THAT(page, Not(HasSubstr("Score over time")));  // there is none
}

TEST(ExpressionsProgram, somebody_who_is_not_there_is_done_and_says_so) {
  const TempDir dir;
  // Anna has left by then.
  const Ran ran = run({demo(), "--start", "4", "--end", "5", "-r", photo(), "--expression-model",
                       "builtin", "-o", (dir / "out").string()});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("no sequences: the person on the reference was not found"));
  EXPECT_EQ(read_file(dir / "out/analysis/sequences.json"), "[]\n");
}

TEST(ExpressionsProgram, the_same_twice_is_the_same_byte_for_byte) {
  const TempDir dir;
  std::map<std::string, std::string> first;
  for (int round = 0; round < 2; ++round) {
    const Ran ran = run({demo(), "--start", "4", "--end", "5", "--num-sequences", "2", "--force",
                         "--sequence-length", "8", "--expression-model", "builtin", "-o",
                         (dir / "out").string()});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    std::map<std::string, std::string> files;
    for (const std::string& name : files_below(dir / "out")) {
      files[name] = read_file(dir / "out" / name);
    }
    EXPECT_EQ(files.size(), 8U);  // two clips among them
    if (round == 0) first = files;
    for (const auto& [name, bytes] : files) EXPECT_TRUE(first[name] == bytes) << name;
  }
}

TEST(ExpressionsProgram, only_the_analysis_on_request) {
  const TempDir dir;
  const Ran ran =
      run({demo(), "--end", "1", "--skip-extraction", "--no-report", "-o", (dir / "out").string(),
           "--sequence-length", "5", "--expression-model", "builtin", "--num_sequences", "2"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(files_below(dir / "out"),
              ElementsAre("analysis/frame_data.json", "analysis/sequences.json", "tracks.json"));
}

TEST(ExpressionsProgram, wrong_usage_and_wrong_models_are_told_apart) {
  const TempDir dir;
  const std::string missing = (dir / "missing.onnx").string();
  const std::string folder = (dir / "out").string();
  struct Case {
    std::vector<std::string> words;
    int code;
    std::string says;
  };
  const std::vector<Case> cases = {
      {{demo(), "--device", "cuda"}, exit_usage, "expected one of cpu"},
      {{demo(), "--subject-id", "0"}, exit_usage, "--subject-id"},
      {{demo(), "--subject-id", "1", "-r", photo()}, exit_usage, "give only one of them"},
      {{demo(), "--skip-analysis", "--skip-extraction"}, exit_usage, "give only one of them"},
      {{demo(), "--skip-analysis", "--end", "3"},
       exit_usage,
       "the stored analysis is used unchanged"},
      {{demo(), "--expression-model", "magic"}, exit_usage, "expected auto, builtin"},
      {{demo(), "--expression-model", missing}, exit_bad_input, "missing.onnx: no such file"},
      {{demo(), "--skip-analysis"}, exit_bad_input, "no earlier analysis to use"},
      {{(dir / "none.mp4").string()}, exit_bad_input, "none.mp4"}};
  for (const Case& c : cases) {
    std::vector<std::string> words = c.words;
    words.insert(words.end(), {"-o", folder});
    const Ran ran = run(words);
    EXPECT_EQ(ran.exit_code, c.code) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr(c.says));
    EXPECT_FALSE(fs::exists(folder)) << c.says;
  }
}

TEST(ExpressionsProgram, a_network_of_ones_own_needs_a_checksum_or_trust_and_the_right_shape) {
  const TempDir dir;
  const std::string folder = (dir / "out").string();
  const std::string network = (dir / "net.onnx").string();
  const auto with = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {demo(), "--end", "1", "--sequence-length", "5", "--no-report",
                                 "--skip-extraction", "-o", folder, "--expression-model"});
    return run(words);
  };
  const auto expect_refused = [&](const Ran& ran, const std::string& says) {
    EXPECT_EQ(ran.exit_code, exit_bad_input) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr(network));
    EXPECT_THAT(ran.err, HasSubstr(says));
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
    EXPECT_FALSE(fs::exists(folder));
  };
  write_file(network, "no network at all");
  expect_refused(with({network}), "or allow unverified models if you trust the file");
  expect_refused(with({network, "--allow-unverified-model"}), "not an ONNX network");
  // The shipped embedder stands in for one; its card has its checksum.
  const fs::path shipped = testing::data_dir() / "models/builtin-1.onnx";
  fs::copy_file(shipped, network, fs::copy_options::overwrite_existing);
  expect_refused(with({network, "--allow-unverified-model"}),
                 "cannot be run on a picture of 518 x 518 pixels");
  write_file(dir / "net.json", R"({"input": [128, 128], "sha256": "00"})");
  expect_refused(with({network}), "damaged");
  const Ran ran = with({shipped.string()});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const Json rows = json_of(dir / "out/analysis/frame_data.json");
  EXPECT_EQ(rows[0]["expression_token"].size(), 256U);
}

}  // namespace
}  // namespace facetrack::cli
