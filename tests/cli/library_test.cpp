// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// index, search and persons, seen from outside.

#include "facetrack/library.hpp"

#include <filesystem>
#include <memory>
#include <sstream>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "facetrack/file.hpp"

#include "cli/program.hpp"
#include "support/paths.hpp"

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::check_report;
using testing::demo;
using testing::files_below;
using ::testing::HasSubstr;
using testing::photo;
using testing::Ran;
using testing::run_program;
using testing::TempDir;

/// A library of one folder with the demo in it.
class LibraryCommands : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!testing::models_are_there()) GTEST_SKIP() << "needs a face embedder's model";
    fs::create_directories(videos());
    fs::copy_file(demo(), videos() / "a.mp4");
    index_ = index();
    ASSERT_EQ(index_.exit_code, 0) << index_.err;
  }
  fs::path videos() const { return dir_ / "films é"; }
  std::string library() const { return (dir_ / "lib").string(); }
  Ran index(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words{"index", videos().string(), "-o", library()};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words);
  }
  json found() const {
    const Ran ran = run_program({"search", library(), "-r", photo(), "--json"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return json::parse(ran.out);
  }

  TempDir dir_;
  Ran index_;
};

TEST_F(LibraryCommands, search_finds_who_is_on_a_photo) {
  EXPECT_THAT(index_.out, HasSubstr("1 indexed; 26.0 s of video in "));
  const json result = found();
  EXPECT_EQ(result["videos_searched"], 1);
  ASSERT_GE(result["results"].size(), 1U);
  const json& hit = result["results"][0];
  EXPECT_EQ(hit["verdict"], "target");
  EXPECT_THAT(hit["video"].get<std::string>(), HasSubstr("films é/a.mp4"));
  // Anna is there from the first frame; she is seen again later.
  EXPECT_LT(hit["appearances"][0]["start"].get<double>(), 2.0);
  EXPECT_GE(hit["appearances"].size(), 2U);
}

TEST_F(LibraryCommands, known_videos_are_skipped_and_moved_ones_keep_their_data) {
  EXPECT_THAT(index().out, HasSubstr("1 known"));
  fs::rename(videos() / "a.mp4", videos() / "b.mp4");
  EXPECT_THAT(index().out, HasSubstr("1 moved"));
  EXPECT_THAT(found()["results"][0]["video"].get<std::string>(), HasSubstr("b.mp4"));
}

TEST_F(LibraryCommands, a_missing_video_is_marked_and_forgotten_on_request) {
  fs::rename(videos() / "a.mp4", dir_ / "away.mp4");
  fs::copy_file(fs::path(demo()).parent_path() / "results/clips/clip_001.mp4", videos() / "c.mp4");
  const Ran ran = index();
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("1 indexed, 1 missing"));
  EXPECT_EQ(found()["videos_searched"], 2);
  EXPECT_THAT(index({"--forget-missing"}).out, HasSubstr("1 removed"));
  EXPECT_EQ(found()["videos_searched"], 1);
}

TEST_F(LibraryCommands, one_bad_video_costs_only_itself) {
  write_file(videos() / "bad.mp4", "not a video");
  fs::copy_file(fs::path(demo()).parent_path() / "results/clips/clip_001.mp4", videos() / "c.mp4");
  const Ran ran = index();
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("bad.mp4"));
  EXPECT_THAT(ran.out, HasSubstr("1 indexed, 1 known, 1 failed"));
}

TEST_F(LibraryCommands, a_search_with_clips_can_be_resumed) {
  const fs::path clips = dir_ / "clips";
  const fs::path list = dir_ / "found.json";
  const std::vector<std::string> words{"search",  library(),      "-r", photo(),
                                       "--clips", clips.string(), "-o", list.string()};
  ASSERT_EQ(run_program(words).exit_code, 0);
  const auto before = files_below(clips);
  EXPECT_GT(before.size(), 3U);
  EXPECT_TRUE(fs::remove(list));  // as after an interruption: it is written last
  EXPECT_THAT(run_program(words).err, HasSubstr("--resume"));
  std::vector<std::string> again = words;
  again.push_back("--resume");
  const Ran resumed = run_program(again);
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(files_below(clips), before);
  EXPECT_TRUE(fs::exists(list));
  again.push_back("--force");
  EXPECT_EQ(run_program(again).exit_code, 2);
}

TEST_F(LibraryCommands, an_export_names_its_folder) {
  EXPECT_THAT(run_program({"persons", library(), "--export", ""}).err,
              HasSubstr("the name of the export folder is empty"));
}

TEST_F(LibraryCommands, a_named_person_can_be_searched) {
  const std::string id = std::to_string(found()["results"][0]["person"].get<int>());
  EXPECT_EQ(run_program({"persons", library(), "name", id, "Anna"}).exit_code, 0);
  EXPECT_THAT(run_program({"persons", library()}).out, HasSubstr("Anna"));
  const Ran ran = run_program({"search", library(), "--person", "Anna", "--json"});
  EXPECT_EQ(json::parse(ran.out)["results"][0]["name"], "Anna");
  EXPECT_THAT(run_program({"persons", library(), "--check"}).out, HasSubstr("whole"));
}

TEST_F(LibraryCommands, results_fit_their_schemas_and_the_page_is_whole) {
  const auto file = [&](const char* name) { return (dir_ / name).string(); };
  const Ran ran = run_program({"search", library(), "-r", photo(), "-o", file("s.json"), "-o",
                               file("s.csv"), "-o", file("s.html")});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(read_file(dir_ / "s.csv"), HasSubstr("a.mp4,"));
  const Ran page = check_report(dir_ / "s.html");
  EXPECT_TRUE(page.exit_code == 0 || page.exit_code == 77) << page.out << page.err;
  write_file(dir_ / "p.json", run_program({"persons", library(), "--json"}).out);
  if (!testing::can_validate()) GTEST_SKIP() << "needs python3-jsonschema";
  const Ran check =
      testing::validate({dir_ / "s.json", dir_ / "p.json", dir_ / "lib" / "index.json"});
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
}

TEST_F(LibraryCommands, an_export_has_a_vector_for_every_face) {
  const fs::path out = dir_ / "export";
  const std::vector<std::string> words{"persons", library(), "--export", out.string()};
  ASSERT_EQ(run_program(words).exit_code, 0);
  EXPECT_EQ(run_program(words).exit_code, 1);  // it exists
  const json summary = json::parse(read_file(out / "export.json"));
  EXPECT_EQ(summary["persons"], std::ssize(Library(library()).persons()));
  const auto dimensions = summary["dimensions"].get<std::size_t>();
  std::vector<fs::path> files{out / "export.json"};
  int number = 0;
  for (const auto& [name, kind] : {std::pair{"persons", "person"},
                                   {"presences", "presence"},
                                   {"appearances", "appearance"},
                                   {"faces", "face"}}) {
    std::istringstream lines(read_file(out / (name + std::string(".jsonl"))));
    std::size_t count = 0;
    for (std::string text; std::getline(lines, text); ++count) {
      json line = json::parse(text);
      if (kind == std::string("face")) {
        EXPECT_EQ(line["face"], count);
      }
      line["schema"] = std::string("facetrack.export-") + kind + "/1";
      files.push_back(dir_ / ("line" + std::to_string(++number) + ".json"));
      write_file(files.back(), line.dump());
    }
    EXPECT_EQ(summary[name], count) << name;
    const fs::path vectors = out / (name + std::string(".npy"));
    if (fs::exists(vectors)) {
      EXPECT_EQ(fs::file_size(vectors), 128 + 4 * dimensions * count);
    }
  }
  // A file that was changed belongs to the user, also with --force.
  write_file(out / "faces.jsonl", "mine");
  std::vector<std::string> again = words;
  again.emplace_back("--force");
  EXPECT_EQ(run_program(again).exit_code, 1);
  EXPECT_EQ(read_file(out / "faces.jsonl"), "mine");
  fs::remove(out / "faces.jsonl");
  EXPECT_EQ(run_program(again).exit_code, 0);
  if (!testing::can_validate()) GTEST_SKIP() << "needs python3-jsonschema";
  const Ran check = testing::validate(files);
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
}

TEST_F(LibraryCommands, clips_are_those_of_track) {
  const Ran ran =
      run_program({"search", library(), "-r", photo(), "--clips", (dir_ / "clips").string()});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const json clips = json::parse(read_file(dir_ / "clips/a/metadata.json"));
  EXPECT_GE(clips["clips"].size(), 3U);
  EXPECT_EQ(clips["clips"][0]["first_frame"], 0);
}

TEST_F(LibraryCommands, no_clips_are_made_of_a_video_that_was_changed) {
  fs::create_directory(dir_ / "other");
  fs::copy_file(demo(), dir_ / "other/film.mp4");
  const std::string other = (dir_ / "other library").string();
  ASSERT_EQ(run_program({"index", (dir_ / "other").string(), "-o", other}).exit_code, 0);
  fs::remove(dir_ / "other/film.mp4");
  write_file(dir_ / "other/film.mp4", "another film");
  const Ran ran =
      run_program({"search", other, "-r", photo(), "--clips", (dir_ / "no clips").string()});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("was changed since it was indexed"));
  EXPECT_FALSE(fs::exists(dir_ / "no clips/film/clips"));
}

TEST_F(LibraryCommands, merged_parts_are_a_library) {
  const std::string joined = (dir_ / "joined").string();
  const Ran ran = run_program({"index", "--merge", joined, library()});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(run_program({"search", joined, "-r", photo()}).out, HasSubstr("target"));
}

TEST_F(LibraryCommands, files_of_others_and_inputs_stay) {
  fs::copy_file(photo(), dir_ / "ann.png");
  const std::string facts = read_file(fs::path(library()) / "index.json");
  const Ran ran = run_program({"search", library(), "-r", (dir_ / "ann.png").string(), "-o",
                               library() + "/index.json", "--force"});
  EXPECT_EQ(ran.exit_code, 2) << ran.err;
  EXPECT_EQ(read_file(fs::path(library()) / "index.json"), facts);
  // A gallery is an input, too, under any of its names.
  write_file(dir_ / "people.json", "{}");
  fs::create_hard_link(dir_ / "people.json", dir_ / "link.json");
  const Ran own = run_program({"search", library(), "-r", (dir_ / "people.json").string(), "-o",
                               (dir_ / "link.json").string(), "--force"});
  EXPECT_EQ(own.exit_code, 2) << own.err;
  EXPECT_EQ(read_file(dir_ / "people.json"), "{}");
  fs::create_directories(dir_ / "other");
  write_file(dir_ / "other/index.json", "mine");
  const Ran other = run_program({"index", videos().string(), "-o", (dir_ / "other").string()});
  EXPECT_EQ(other.exit_code, 1) << other.err;
  EXPECT_EQ(files_below(dir_ / "other"), std::vector<std::string>{"index.json"});
  EXPECT_EQ(read_file(dir_ / "other/index.json"), "mine");
}

TEST(LibraryUsage, mistakes_are_explained) {
  EXPECT_THAT(run_program({"index", "x.mp4"}).err, HasSubstr("add -o LIBRARY"));
  EXPECT_THAT(run_program({"search", "lib"}).err, HasSubstr("-r photo.jpg"));
  EXPECT_THAT(run_program({"search", "/nowhere", "-r", "x.jpg"}).err, HasSubstr("not a library"));
  EXPECT_EQ(run_program({"persons", "/nowhere"}).exit_code, 3);
  EXPECT_EQ(run_program({"track", "x.mp4", "-r", "x.jpg", "--every", "3"}).exit_code, 2);
}

}  // namespace
}  // namespace facetrack::cli
