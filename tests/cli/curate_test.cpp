// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// `curate` from the outside: files, numbers that agree, reuse, resume, bad videos.

#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "facetrack/analysis.hpp"
#include "facetrack/decoder.hpp"
#include "facetrack/file.hpp"
#include "facetrack/report.hpp"

#include "cli/program.hpp"
#include "commands/commands.hpp"
#include "support/curate_films.hpp"
#include "support/paths.hpp"
#include "support/video_file.hpp"

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using testing::demo;
using testing::files_below;
using ::testing::HasSubstr;
using testing::Ran;
using testing::run_program;
using testing::short_demo;
using testing::TempDir;

Ran run(std::vector<std::string> words, const testing::RunOptions& options = {}) {
  words.insert(words.begin(), "curate");
  for (const char* word : {"--detector", "builtin", "--embedder", "builtin"}) {
    words.emplace_back(word);
  }
  return run_program(words, options);
}

std::vector<Json> lines_of(const fs::path& file) {
  std::vector<Json> lines;
  std::istringstream text(read_file(file));
  for (std::string line; std::getline(text, line);) lines.push_back(Json::parse(line));
  return lines;
}

/// One dataset of the demo that several tests look at.
class Curate : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    dir_ = std::make_unique<TempDir>();
    // Small faces, short stretches: the demo has cuts every few seconds.
    ran_ = run(
        {demo(), "-o", out().string(), "--min-length", "1", "--min-face", "48", "--size", "128"});
  }
  static void TearDownTestSuite() { dir_.reset(); }
  void SetUp() override { ASSERT_EQ(ran_.exit_code, 0) << ran_.err; }

  static fs::path out() { return *dir_ / "data set"; }

  static inline std::unique_ptr<TempDir> dir_;
  static inline Ran ran_;
};

TEST_F(Curate, writes_exactly_the_promised_files) {
  const auto kept = lines_of(out() / "manifest.jsonl");
  ASSERT_GT(kept.size(), 0U) << ran_.out;
  std::vector<std::string> expected{"analysis/000001.looks.json", "analysis/000001.tracks.json"};
  for (const Json& line : kept) expected.push_back(line["file"]);
  for (const char* name : {"manifest.jsonl", "rejected.jsonl", "report.html", "summary.json"}) {
    expected.emplace_back(name);
  }
  EXPECT_EQ(files_below(out()), expected);
  EXPECT_THAT(ran_.out, HasSubstr(counted(std::ssize(kept), "clip") + " from 1 video"));
}

TEST_F(Curate, every_frame_of_every_track_is_in_one_line) {
  const Analysis film = tracks_from_json(read_file(out() / "analysis/000001.tracks.json"));
  std::map<int, std::map<std::int64_t, int>> seen;
  for (const char* name : {"manifest.jsonl", "rejected.jsonl"}) {
    for (const Json& line : lines_of(out() / name)) {
      for (std::int64_t i = line["first_frame"]; i <= line["last_frame"].get<std::int64_t>(); ++i) {
        ++seen[line["track"]][i];
      }
    }
  }
  for (const FaceTrack& track : film.tracks) {
    EXPECT_EQ(seen[track.id].size(), track.points.size());
    for (const TrackPoint& point : track.points) {
      EXPECT_EQ(seen[track.id][point.frame], 1) << "track " << track.id << " " << point.frame;
    }
  }
}

TEST_F(Curate, clips_have_the_frames_rate_size_and_boxes_of_their_lines) {
  for (const Json& line : lines_of(out() / "manifest.jsonl")) {
    const auto decoder = open_decoder(out() / line["file"].get<std::string>());
    EXPECT_EQ(decoder->info().frame_rate, (Rational{25, 1}));
    EXPECT_EQ(decoder->count_frames(), line["frames"].get<std::int64_t>());
    EXPECT_EQ(decoder->info().width, line["width"].get<int>());
    EXPECT_EQ(decoder->info().height, 128);
    ASSERT_EQ(decoder->info().audio.size(), 1U);
    EXPECT_EQ(line["sample_rate"], 16000);
    ASSERT_EQ(line["boxes"].size(), line["frames"].get<std::size_t>());
    for (const Json& box : line["boxes"]) {
      // The square window follows the face, so that the face is in the middle part of the clip.
      const double x = box[0].get<double>() + box[2].get<double>() / 2;
      EXPECT_NEAR(x, 64, 40);
      EXPECT_GT(box[3].get<double>(), 30);
    }
    EXPECT_GE(line["measures"]["face_size"].get<double>(), 48);
    EXPECT_GE(line["end"].get<double>() - line["start"].get<double>(), 1 - 1e-6);
    EXPECT_EQ(line["measures"]["other_faces"], 0);
  }
}

TEST_F(Curate, rejected_lines_say_why_and_the_summary_adds_up) {
  const Json summary = Json::parse(read_file(out() / "summary.json"));
  std::map<std::string, int> reasons;
  double kept = 0;
  for (const Json& line : lines_of(out() / "manifest.jsonl")) {
    kept += line["end"].get<double>() - line["start"].get<double>();
  }
  for (const Json& line : lines_of(out() / "rejected.jsonl")) {
    ++reasons[line["reason"]];
    if (line["limit"].is_null()) continue;
    const double measure = line["measure"];
    EXPECT_NE(measure, line["limit"].get<double>());
  }
  EXPECT_NEAR(summary["kept"]["seconds"].get<double>(), kept, 1e-4);
  ASSERT_EQ(summary["rejected"].size(), reasons.size());
  for (const auto& [reason, count] : reasons) {
    EXPECT_EQ(summary["rejected"][reason]["stretches"], count) << reason;
  }
}

TEST_F(Curate, output_fits_the_schemas) {
  if (!testing::can_validate()) GTEST_SKIP() << "needs python3-jsonschema";
  std::vector<fs::path> files{out() / "summary.json", out() / "analysis/000001.looks.json"};
  int number = 0;
  for (const char* name : {"manifest", "rejected"}) {
    for (Json line : lines_of(out() / (std::string(name) + ".jsonl"))) {
      line["schema"] = std::string("facetrack.") + name + "/1";
      files.push_back(*dir_ / ("line" + std::to_string(++number) + ".json"));
      write_file(files.back(), line.dump());
    }
  }
  const Ran check = testing::validate(files);
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
}

TEST_F(Curate, the_page_opens_in_a_browser) {
  const Ran check = testing::check_report(out() / "report.html");
  if (check.exit_code == 77) GTEST_SKIP() << check.out;
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
}

TEST_F(Curate, reuse_decides_again_without_a_look_at_the_video) {
  const fs::path copy = *dir_ / "copy";
  fs::copy(out(), copy, fs::copy_options::recursive);
  const Ran same = run({demo(), "-o", copy.string(), "--min-length", "1", "--min-face", "48",
                        "--size", "128", "--reuse"});
  ASSERT_EQ(same.exit_code, 0) << same.err;
  for (const char* name : {"manifest.jsonl", "rejected.jsonl", "summary.json"}) {
    EXPECT_EQ(read_file(copy / name), read_file(out() / name)) << name;
  }
  const Ran none = run({demo(), "-o", copy.string(), "--min-face", "5000", "--reuse"});
  ASSERT_EQ(none.exit_code, 0) << none.err;
  EXPECT_EQ(read_file(copy / "manifest.jsonl"), "");
  EXPECT_FALSE(fs::exists(copy / "clips/000001.mp4")) << "clips that are no longer in the dataset";
  EXPECT_TRUE(fs::exists(copy / "analysis/000001.looks.json"));
}

TEST_F(Curate, an_existing_dataset_is_not_replaced) {
  const Ran again = run({demo(), "-o", out().string()});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, HasSubstr("--force"));
}

TEST(CurateRuns, gives_the_same_files_for_any_number_of_workers_and_after_an_interruption) {
  const TempDir dir;
  std::map<std::string, std::string> first;
  const auto files_of = [&](const std::string& name) {
    std::map<std::string, std::string> files;
    for (const std::string& file : files_below(dir / name)) {
      const bool differs = file == "report.html" || file.ends_with(".tracks.json");
      files[file] = differs ? "" : read_file(dir / name / file);
    }
    return files;
  };
  const std::vector<std::string> more{"--min-length", "1", "--min-face", "48", "--size", "64"};
  const auto words = [&](const std::string& name, std::vector<std::string> extra) {
    std::vector<std::string> all{short_demo(), "-o", (dir / name).string()};
    all.insert(all.end(), more.begin(), more.end());
    all.insert(all.end(), extra.begin(), extra.end());
    return all;
  };
  ASSERT_EQ(run(words("one", {"-j", "1"})).exit_code, 0);
  ASSERT_EQ(run(words("four", {"-j", "4"})).exit_code, 0);
  EXPECT_EQ(files_of("one"), files_of("four"));
  testing::RunOptions interrupt;
  interrupt.interrupt_after = std::chrono::milliseconds(1500);
  const Ran stopped = run(words("stopped", {}), interrupt);
  if (stopped.exit_code != 0) {
    EXPECT_EQ(stopped.exit_code, 130) << stopped.err;
    const Ran resumed = run(words("stopped", {"--resume"}));
    ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  }
  EXPECT_EQ(files_of("stopped"), files_of("one"));
}

TEST(CurateRuns, a_bad_video_costs_only_itself_and_folders_are_searched) {
  const TempDir dir;
  fs::create_directories(dir / "videos/below");
  fs::copy_file(short_demo(), dir / "videos/below/good.mp4");
  std::ofstream(dir / "videos/bad.mp4") << "no video";
  std::ofstream(dir / "videos/notes.txt") << "no video either";
  const Ran ran = run({(dir / "videos").string(), "-o", (dir / "set").string(), "--min-length", "1",
                       "--min-face", "48", "--size", "64", "--no-report"});
  ASSERT_EQ(ran.exit_code, exit_bad_input) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("bad.mp4"));
  const Json summary = Json::parse(read_file(dir / "set/summary.json"));
  EXPECT_EQ(summary["videos"], 2);
  ASSERT_EQ(summary["unusable"].size(), 1U);
  EXPECT_THAT(summary["unusable"][0]["video"].get<std::string>(), HasSubstr("bad.mp4"));
  EXPECT_GT(summary["kept"]["stretches"], 0);
  EXPECT_EQ(run({(dir / "videos/bad.mp4").string(), "-o", (dir / "none").string()}).exit_code, 3);
}

/// A dataset of two videos in a folder of its own below the videos.
class CurateAgain : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::copy_file(short_demo(), dir_ / "a.mp4");
    fs::copy_file(short_demo(), dir_ / "b.mp4");
    ASSERT_EQ(again({}).exit_code, 0);
    clips_ = files_below(out() / "clips");
    ASSERT_FALSE(clips_.empty());
  }
  Ran again(const std::vector<std::string>& how) {
    std::vector<std::string> words{
        dir_.path().string(), "-o", out().string(), "--preset", "latentsync",
        "--min-length",       "1",  "--size",       "64"};
    words.insert(words.end(), how.begin(), how.end());
    return run(words);
  }
  fs::path out() const { return dir_ / "out"; }

  TempDir dir_;
  std::vector<std::string> clips_;
};

TEST_F(CurateAgain, results_below_the_videos_are_no_videos) {
  for (const char* how : {"--resume", "--reuse", "--force"}) {
    const Ran ran = again({how});
    EXPECT_EQ(ran.exit_code, 0) << how << ran.err;
    EXPECT_EQ(files_below(out() / "clips"), clips_) << how;
  }
}

TEST_F(CurateAgain, a_damaged_measurement_stops_before_anything_is_lost) {
  for (const char* name : {"000002.looks.json", "000001.tracks.json"}) {
    const fs::path file = out() / "analysis" / name;
    const std::string whole = read_file(file);
    std::ofstream(file).close();
    for (const char* how : {"--resume", "--reuse", "--force"}) {
      const Ran ran = again({how});
      EXPECT_EQ(ran.exit_code, exit_failed) << how << ran.err;
      EXPECT_THAT(ran.err, HasSubstr(name));
      EXPECT_EQ(files_below(out() / "clips"), clips_) << how;
    }
    fs::remove(file);
    EXPECT_EQ(again({"--resume"}).exit_code, 0) << "it is measured again";
    EXPECT_EQ(read_file(file), whole);
    EXPECT_EQ(files_below(out() / "clips"), clips_);
  }
}

TEST_F(CurateAgain, a_video_that_was_replaced_is_measured_again) {
  fs::remove(dir_ / "a.mp4");
  fs::copy_file(out() / "clips" / clips_.front(), dir_ / "a.mp4");
  const Ran ran = again({"--resume"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("the video is measured again"));
}

TEST_F(CurateAgain, shards_hold_sound_only_if_asked_for) {
  ASSERT_EQ(again({"--reuse", "--wav"}).exit_code, 0);
  ASSERT_EQ(again({"--reuse", "--webdataset", "100M"}).exit_code, 0);
  EXPECT_THAT(read_file(out() / "shards/000000.tar"), ::testing::Not(HasSubstr(".wav")));
}

TEST(CurateRuns, one_person_is_kept_if_asked_for) {
  const TempDir dir;
  const Ran ran = run({short_demo(), "-r", testing::photo(), "-o", (dir / "set").string(),
                       "--min-length", "1", "--min-face", "48", "--size", "64"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  std::set<Json> persons;
  for (const Json& line : lines_of(dir / "set/manifest.jsonl")) persons.insert(line["person"]);
  EXPECT_EQ(persons.size(), 1U);
  bool others = false;
  for (const Json& line : lines_of(dir / "set/rejected.jsonl")) {
    others = others || line["reason"] == "other_person";
  }
  EXPECT_TRUE(others);
}

/// Frames of every track in the lines of a dataset, which must each be there once.
void expect_each_frame_once(const fs::path& set, int videos) {
  std::map<std::string, std::map<int, std::map<std::int64_t, int>>> seen;
  for (const char* name : {"manifest.jsonl", "rejected.jsonl"}) {
    for (const Json& line : lines_of(set / name)) {
      for (std::int64_t i = line["first_frame"]; i <= line["last_frame"].get<std::int64_t>(); ++i) {
        ++seen[line["video"]][line["track"]][i];
      }
    }
  }
  EXPECT_EQ(static_cast<int>(seen.size()), videos);
  int number = 0;
  for (auto& [video, tracks] : seen) {
    const std::string file = "analysis/00000" + std::to_string(++number) + ".tracks.json";
    const Analysis film = tracks_from_json(read_file(set / file));
    for (const FaceTrack& track : film.tracks) {
      EXPECT_EQ(tracks[track.id].size(), track.points.size());
      for (const auto& [frame, times] : tracks[track.id]) EXPECT_EQ(times, 1);
    }
  }
}

TEST(CurateRuns, leaves_out_copies_and_keeps_the_first) {
  const TempDir dir;
  fs::create_directories(dir / "videos");
  fs::copy_file(short_demo(), dir / "videos/a.mp4");
  fs::copy_file(short_demo(), dir / "videos/b.mp4");
  const std::vector<std::string> words{(dir / "videos").string(),
                                       "--min-length",
                                       "1",
                                       "--min-face",
                                       "48",
                                       "--size",
                                       "64",
                                       "--no-report"};
  const auto with = [&](const char* out, std::vector<std::string> more) {
    std::vector<std::string> all = words;
    for (const std::string& word : {std::string("-o"), (dir / out).string()}) all.push_back(word);
    all.insert(all.end(), more.begin(), more.end());
    return run(all);
  };
  ASSERT_EQ(with("set", {"--no-duplicates", "-j", "1"}).exit_code, 0);
  ASSERT_EQ(with("more", {"--no-duplicates", "-j", "3"}).exit_code, 0);
  const auto kept = lines_of(dir / "set/manifest.jsonl");
  EXPECT_GT(kept.size(), 1U);
  for (const Json& line : kept) EXPECT_THAT(line["video"].get<std::string>(), HasSubstr("a.mp4"));
  int copies = 0;
  for (const Json& line : lines_of(dir / "set/rejected.jsonl")) {
    if (line["reason"] != "duplicate") continue;
    ++copies;
    EXPECT_GT(line["measure"].get<double>(), line["limit"].get<double>());
  }
  EXPECT_EQ(copies, static_cast<int>(kept.size()));
  expect_each_frame_once(dir / "set", 2);
  for (const char* name : {"manifest.jsonl", "rejected.jsonl", "clips/000001.mp4"}) {
    EXPECT_EQ(read_file(dir / "set" / name), read_file(dir / "more" / name)) << name;
  }
  // The copies come back without a new look at the videos.
  ASSERT_EQ(with("set", {"--reuse"}).exit_code, 0);
  EXPECT_EQ(lines_of(dir / "set/manifest.jsonl").size(), kept.size() * 2);
}

TEST(CurateRuns, writes_shards_with_sound_and_a_part_for_each_person) {
  const TempDir dir;
  const std::vector<std::string> words{demo(),
                                       "-o",
                                       (dir / "set").string(),
                                       "--min-length",
                                       "1",
                                       "--min-face",
                                       "48",
                                       "--size",
                                       "64",
                                       "--wav",
                                       "--webdataset",
                                       "0.1M",
                                       "--split",
                                       "0.5,0.3,0.2"};
  const Ran ran = run(words);
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_FALSE(fs::exists(dir / "set/clips"));
  const auto lines = lines_of(dir / "set/manifest.jsonl");
  ASSERT_GT(lines.size(), 2U);
  std::map<Json, std::set<Json>> parts;
  std::set<std::string> shards;
  for (const Json& line : lines) {
    parts[line["person"]].insert(line["split"]);
    const std::string shard = line["file"];
    shards.insert(shard);
    const std::string id = line["id"];
    const Ran unpacked =
        testing::run_any({"tar", "-xf", (dir / "set" / shard).string(), "-C", dir.path().string(),
                          id + ".mp4", id + ".wav", id + ".json"});
    ASSERT_EQ(unpacked.exit_code, 0) << unpacked.err;
    EXPECT_EQ(Json::parse(read_file(dir / (id + ".json"))), line);
    const auto clip = open_decoder(dir / (id + ".mp4"));
    EXPECT_EQ(clip->count_frames(), line["frames"].get<std::int64_t>());
    // 16-bit samples after a header that says how many bytes they are.
    const std::string wav = read_file(dir / (id + ".wav"));
    const std::size_t data = wav.find("data");
    ASSERT_NE(data, std::string::npos);
    const double seconds = static_cast<double>(wav.size() - data - 8) / 2 / 16000;
    EXPECT_NEAR(seconds, line["frames"].get<double>() / 25, 0.5 / 25);
  }
  EXPECT_GT(shards.size(), 1U);
  EXPECT_EQ(testing::files_below(dir / "set/shards").size(), shards.size());
  std::set<Json> used;
  for (const auto& [person, of_person] : parts) {
    EXPECT_EQ(of_person.size(), 1U) << person;
    used.insert(*of_person.begin());
  }
  EXPECT_GT(used.size(), 1U);
  const std::string before = read_file(dir / "set/shards/000000.tar");
  std::vector<std::string> again = words;
  again.emplace_back("--reuse");
  ASSERT_EQ(run(again).exit_code, 0);
  EXPECT_EQ(read_file(dir / "set/shards/000000.tar"), before);
  if (!testing::can_validate()) return;
  std::vector<fs::path> files;
  for (const Json& line : lines) {
    Json named = line;
    named["schema"] = "facetrack.manifest/1";
    files.push_back(dir / ("line" + line["id"].get<std::string>() + ".json"));
    write_file(files.back(), named.dump());
  }
  const Ran check = testing::validate(files);
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
}

/// A talking head between black bars of 44 rows.
void write_letterboxed(const fs::path& file) {
  const auto scene = testing::talking_head({.seed = 5, .actor = 1, .frames = 60});
  testing::VideoSpec spec;
  spec.width = 640;
  spec.height = 360;
  testing::write_test_video(file, spec, 60, [&](std::int64_t index) {
    Frame frame = scene->render(static_cast<int>(index));
    const ImageView& image = frame.image();
    for (int y = 0; y < image.height; ++y) {
      if (y >= 44 && y < 316) continue;
      std::fill_n(const_cast<std::byte*>(image.row(y)), image.stride, std::byte{0});
    }
    return frame;
  });
}

TEST(CurateRuns, crops_letterbox_away) {
  const TempDir dir;
  write_letterboxed(dir / "wide.mp4");
  for (const char* crop : {"square", "none"}) {
    const fs::path set = dir / crop;
    std::vector<std::string> words{(dir / "wide.mp4").string(),
                                   "-o",
                                   set.string(),
                                   "--min-length",
                                   "1",
                                   "--preset",
                                   "expressions",
                                   "--crop",
                                   crop,
                                   "--no-letterbox",
                                   "--no-report"};
    if (std::string(crop) == "square") {
      words.insert(words.end(), {"--size", "128", "--margin", "0.9"});
    }
    const Ran ran = run(words);
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const auto lines = lines_of(set / "manifest.jsonl");
    ASSERT_EQ(lines.size(), 1U) << ran.out;
    EXPECT_NEAR(lines[0]["measures"]["letterbox"].get<double>(), 100 * 88.0 / 360, 0.6);
    const auto decoder = open_decoder(set / lines[0]["file"].get<std::string>());
    EXPECT_EQ(decoder->info().height, std::string(crop) == "none" ? 272 : 128);
    while (const auto frame = decoder->read()) {
      for (const int y : {0, frame->height() - 1}) {
        const std::byte* row = frame->luma().row(y);
        int brightest = 0;
        for (int x = 0; x < frame->width(); ++x) {
          brightest = std::max(brightest, std::to_integer<int>(row[x]));
        }
        EXPECT_GT(brightest, 40) << crop << " row " << y;
      }
    }
  }
}

TEST(CurateRuns, single_face_lets_no_second_face_through_even_for_one_frame) {
  const TempDir dir;
  constexpr int frames = 250;
  testing::SceneScript script;
  script.seed = 11;
  testing::ShotScript shot;
  shot.frames = frames;
  shot.backdrop = testing::Backdrop::studio;
  testing::Role always{.actor = 2, .x = 210, .y = 180};
  always.size = 150;
  // Shown for one to five frames, otherwise far outside the picture.
  testing::Role guest{.actor = 5, .x = {{0, -500}}, .y = 170};
  guest.size = 100;
  std::vector<std::pair<float, float>> places{{0, -500}};
  std::set<std::int64_t> shown;
  for (int count = 1; count <= 5; ++count) {
    const int from = 37 + count * 36;
    for (int i = from; i < from + count; ++i) shown.insert(i);
    const auto at = static_cast<float>(from);
    const auto end = static_cast<float>(from + count);
    for (const auto& key : {std::pair(at - 1, -500.0F), std::pair(at, 500.0F),
                            std::pair(end - 1, 500.0F), std::pair(end, -500.0F)}) {
      if (key.first > places.back().first) places.push_back(key);
    }
  }
  guest.x = testing::Curve(places);
  shot.cast = {always, guest};
  script.shots = {shot};
  const testing::Scene scene(script);
  testing::VideoSpec spec;
  spec.width = 640;
  spec.height = 360;
  testing::write_test_video(dir / "guests.mp4", spec, frames, [&](std::int64_t index) {
    return scene.render(static_cast<int>(index));
  });
  const Ran ran =
      run({(dir / "guests.mp4").string(), "-o", (dir / "set").string(), "--preset", "expressions",
           "--single-face", "--crop", "none", "--fps", "source", "--no-report"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const auto lines = lines_of(dir / "set/manifest.jsonl");
  EXPECT_GE(lines.size(), 4U) << ran.out;
  const auto detector = make_detector("builtin");
  for (const Json& line : lines) {
    for (const std::int64_t frame : shown) {
      EXPECT_TRUE(frame < line["first_frame"].get<std::int64_t>() ||
                  frame > line["last_frame"].get<std::int64_t>())
          << frame;
    }
    const auto clip = open_decoder(dir / "set" / line["file"].get<std::string>());
    while (const auto frame = clip->read()) {
      EXPECT_LE(detector->detect(to_bgr24(*frame).image()).size(), 1U) << line["id"];
    }
  }
  expect_each_frame_once(dir / "set", 1);
}

TEST(CurateRuns, says_what_is_wrong_with_the_words) {
  for (const char* split : {"0.9", "0.5,0.6", "a,b", "0.25,0.25,0.25,0.25", "1.5,-0.5"}) {
    const Ran ran = run({demo(), "--split", split});
    EXPECT_EQ(ran.exit_code, 2) << split;
    EXPECT_THAT(ran.err, HasSubstr("--split"));
  }
  EXPECT_EQ(run({demo(), "--webdataset", "much"}).exit_code, 2);
  EXPECT_EQ(run({"-o", "x"}).exit_code, 2);
  EXPECT_EQ(run({demo(), "--preset", "talking-hats"}).exit_code, 2);
  const Ran lengths = run({demo(), "--min-length", "5", "--max-length", "4"});
  EXPECT_EQ(lengths.exit_code, 2);
  EXPECT_THAT(lengths.err, HasSubstr("--max-length"));
}

}  // namespace
}  // namespace facetrack::cli
