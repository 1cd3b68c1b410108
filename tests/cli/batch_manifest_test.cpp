// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"

#include "batch/manifest.hpp"
#include "support/complaint.hpp"

namespace facetrack::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string manifest_complaint(std::string_view text) {
  return testing::complaint(ErrorCode::corrupt_input, [&] { read_manifest(text, "m.jsonl"); });
}

TEST(read_manifest, gives_options_as_words_of_a_command_line) {
  const auto jobs = read_manifest(
      "\xEF\xBB\xBF{\"id\":\"a\",\"command\":\"track\",\"video\":\"a "
      "b.mp4\",\"reference\":\"r.png\"}"
      "\r\n\n"
      R"({"id":"b é","command":"faces","video":"b","reference":["x","y"],"options":)"
      R"({"crop":"face","margin":0.4,"size":64,"no-audio":true,"copy":false,"tracks":null,)"
      R"("not":["p","q"]}})",
      "m.jsonl");
  ASSERT_EQ(jobs.size(), 2U);
  EXPECT_THAT(jobs[0].references, ElementsAre("r.png"));
  EXPECT_TRUE(jobs[0].options.empty());
  EXPECT_EQ(jobs[1].line, 3U);
  EXPECT_THAT(jobs[1].options, ElementsAre("--crop=face", "--margin=0.4", "--size=64", "--no-audio",
                                           "--not=p", "--not=q"));
}

TEST(read_manifest, names_line_and_field_of_each_mistake) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "m.jsonl: contains no job"},
      {"{\"id\":\"a\"", "m.jsonl:1: is not JSON: parse error at line 1, column"},
      {"[]", "m.jsonl:1: must be an object"},
      {R"({"command":"track","video":"v"})", "m.jsonl:1: id: is missing"},
      {R"({"id":"a","video":"v"})", "m.jsonl:1: command: is missing"},
      {R"({"id":"a","command":"track"})", "m.jsonl:1: video: is missing"},
      {R"({"id":"a","command":"track","video":7})", "m.jsonl:1: video: must be a string"},
      {R"({"id":"../a","command":"track","video":"v"})", "m.jsonl:1: id: must be a folder name"},
      {R"({"id":"","command":"track","video":"v"})", "m.jsonl:1: id: must be a folder name"},
      {R"({"id":"results.jsonl","command":"track","video":"v"})", "is reserved for the batch"},
      {R"({"id":"slurm","command":"track","video":"v"})", "is reserved for the batch"},
      {R"({"id":"a","command":"track","video":"v","refs":[]})", "m.jsonl:1: refs: unknown field"},
      {R"({"id":"a","command":"track","video":"v","reference":[1]})",
       "reference[0]: must be a string"},
      {R"({"id":"a","command":"track","video":"v","options":[]})", "options: must be an object"},
      {R"({"id":"a","command":"track","video":"v","options":{"--crop":"face"}})",
       "options.--crop: must be the long name"},
      {R"({"id":"a","command":"track","video":"v","options":{"crop":{}}})",
       "options.crop: must be a text, a number"}};
  for (const auto& [text, expected] : cases)
    EXPECT_THAT(manifest_complaint(text), HasSubstr(expected));
  const std::string twice = manifest_complaint(
      "{\"id\":\"a\",\"command\":\"track\",\"video\":\"v\"}\n{}\n"
      "{\"id\":\"a\",\"command\":\"track\",\"video\":\"w\"}\n");
  EXPECT_THAT(twice,
              HasSubstr("m.jsonl:2: id: is missing\nm.jsonl:3: id: 'a' is already used on line 1"));
}

TEST(read_manifest, does_not_list_thousands_of_mistakes) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "{}\n";
  const std::string mistakes = manifest_complaint(text);
  EXPECT_LT(mistakes.size(), 1000U);
  EXPECT_THAT(mistakes, HasSubstr("and 988 more"));
}

TEST(manifest_text, reads_back_as_the_same_jobs) {
  const auto jobs =
      read_manifest(R"({"id":"b","command":"faces","video":"b","reference":["x","y"],"options":)"
                    R"({"crop":"face","no-audio":true,"not":["p","q"]}})",
                    "m");
  const auto again = read_manifest(manifest_text(jobs), "m");
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].options, jobs[0].options);
  EXPECT_EQ(job_fingerprint(again[0]), job_fingerprint(jobs[0]));
}

}  // namespace
}  // namespace facetrack::cli
