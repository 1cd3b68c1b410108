// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Options that would be ignored or changed silently are refused, and the message names both.

#include "commands/option_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/file.hpp"
#include "facetrack/report.hpp"

#include "cli/program.hpp"
#include "commands/commands.hpp"
#include "support/paths.hpp"

namespace facetrack::cli {
namespace {

using ::testing::HasSubstr;
using testing::Words;

std::string complaint(const CommandSpec& spec, const Words& words) {
  const Values values = parse(spec, words);
  try {
    check_options(values);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

struct RuleCase {
  Words words;
  Words parts;  ///< of the message; empty: accepted
};

void expect(const CommandSpec& spec, const std::vector<RuleCase>& cases) {
  for (const RuleCase& one : cases) {
    const std::string text = complaint(spec, one.words);
    const std::string line = quote_command(one.words);
    EXPECT_EQ(text.empty(), one.parts.empty()) << line << ": " << text;
    for (const std::string& part : one.parts) EXPECT_THAT(text, HasSubstr(part)) << line;
  }
}

TEST(OptionRules, no_option_of_track_and_faces_is_ignored) {
  const std::vector<RuleCase> cases = {
      {{"--copy", "--crop", "face"}, {"--crop face", "--copy"}},
      {{"--copy", "--crop", "none"}, {}},
      {{"--copy", "--size", "256"}, {"--size", "--copy", "leave one"}},
      {{"--copy", "--margin", "1"}, {"--margin", "--copy"}},
      {{"--copy", "--smooth", "1"}, {"--smooth", "--copy"}},
      {{"--copy", "--codec", "vp9"}, {"--codec", "--copy"}},
      {{"--copy", "--crf", "20"}, {"--crf", "--copy"}},
      {{"--copy", "--encoder-preset", "fast"}, {"--encoder-preset", "--copy"}},
      {{"--copy", "--encoder-threads", "1", "-j", "1"}, {}},
      {{"--crop", "none", "--size", "512"}, {"--size", "--crop none"}},
      {{"--crop", "none", "--margin", "1"}, {"--margin", "--crop none"}},
      {{"--crop", "none", "--smooth", "1"}, {"--smooth", "--crop none"}},
      {{"--size", "257"}, {"--size 257", "256 or 258"}},
      {{"--size", "256"}, {}},
      {{"--size", "auto"}, {}},
      {{"--crf", "63"}, {"--crf 63", "--codec h264", "0 to 51"}},
      {{"--crf", "52", "--codec", "h265"}, {"--crf 52", "--codec h265"}},
      {{"--crf", "51"}, {}},
      {{"--crf", "63", "--codec", "vp9"}, {}},
      {{"--crf", "1", "--codec", "ffv1"}, {"--crf", "--codec ffv1", "lossless"}},
      {{"--encoder-preset", "nonsense"}, {"--encoder-preset nonsense", "--codec h264", "veryslow"}},
      {{"--encoder-preset", "slow"}, {}},
      {{"--encoder-preset", "slow", "--codec", "h265"}, {}},
      {{"--encoder-preset", "nonsense", "--codec", "vp9"}, {"--encoder-preset", "--codec vp9"}},
      {{"--encoder-preset", "slow", "--codec", "ffv1"}, {"--encoder-preset", "--codec ffv1"}},
      {{"--threshold", "0"}, {"--threshold 0", "greater than 0", "auto"}},
      {{"--threshold", "0.9"}, {}},
      {{"--threshold", "auto"}, {}},
      {{"--format", "csv", "--metadata-style", "flat"}, {"--metadata-style", "--format", "json"}},
      {{"--format", "json", "--metadata-style", "flat"}, {}},
      {{"--format", ""}, {"--format", "empty"}},
      {{"-o", ""}, {"--output", "empty"}},
      {{"--reuse", "--tracks", "t.json"}, {"--reuse", "--tracks"}},
  };
  expect(track_spec(), cases);
  expect(faces_spec(), cases);
}

TEST(OptionRules, no_option_of_expressions_is_ignored) {
  expect(expressions_spec(),
         {{{"--margin", "1"}, {"--margin", "--crop none"}},
          {{"--margin", "1", "--crop", "face"}, {}},
          {{"--clip-format", "mkv", "--crf", "1"}, {"--crf", "--clip-format mkv"}},
          {{"--clip-format", "webm", "--encoder-preset", "slow"},
           {"--encoder-preset", "--clip-format webm"}},
          {{"--crf", "60"}, {"--crf 60", "--clip-format mp4"}},
          {{"--skip-extraction", "--crop", "face"}, {"--crop", "--skip-extraction"}},
          {{"--skip-extraction", "--clip-format", "mkv"}, {"--clip-format", "--skip-extraction"}},
          {{"--skip-extraction", "--no-audio"}, {"--no-audio", "--skip-extraction"}},
          {{"--skip-extraction", "--encoder-threads", "1"}, {}},
          {{"--skip-analysis", "--start", "1"}, {"--start", "--skip-analysis"}},
          {{"--skip-analysis", "--interval", "2"}, {"--interval", "--skip-analysis"}},
          {{"--skip-analysis", "--min-face", "20"}, {"--min-face", "--skip-analysis"}},
          {{"--skip-analysis", "--speed"}, {"--speed", "--skip-analysis"}},
          {{"--skip-analysis", "--num-sequences", "2"}, {}}});
}

TEST(OptionRules, no_option_of_the_other_commands_is_ignored) {
  expect(models_spec(), {{{"fetch", "yunet", "--json"}, {"--json", "models list"}},
                         {{"list", "yunet"}, {"yunet", "models verify"}},
                         {{"list", "--json"}, {}},
                         {{"list", "--recommended"}, {"--recommended", "models fetch"}},
                         {{"--recommended"}, {"--recommended", "models fetch"}},
                         {{"verify", "--recommended"}, {"--recommended", "models fetch"}},
                         {{"fetch", "--recommended"}, {}},
                         {{"verify", "yunet"}, {}}});
  expect(persons_spec(), {{{"lib", "--force"}, {"--force", "--export"}},
                          {{"lib", "--check", "--export", "out"}, {"--check", "--export"}},
                          {{"lib", "name", "--export", "out"}, {"--export", "'name'"}},
                          {{"lib", "--export", "out", "--force"}, {}}});
  expect(curate_spec(), {{{"v.mp4", "--no-audio", "--wav"}, {"--no-audio", "--wav"}},
                         {{"v.mp4", "--no-audio", "--sample-rate", "8000"}, {"--sample-rate"}},
                         {{"v.mp4", "--wav"}, {}}});
  expect(shots_spec(), {{{"--stats", "s.csv"}, {}}, {{"--threshold", "1.5"}, {}}});
}

TEST(OptionRules, defaults_contradict_nothing) {
  for (const Command& command : commands()) EXPECT_EQ(complaint(command.spec(), {}), "");
}

TEST(OptionRules, the_program_ends_with_2_before_it_looks_at_any_file) {
  for (const Words& words : {Words{"--crf", "63"}, Words{"--size", "257"},
                             Words{"--threshold", "0"}, Words{"--copy", "--size", "64"}}) {
    Words line{"track", "missing.mp4", "-r", "missing.png"};
    line.insert(line.end(), words.begin(), words.end());
    const testing::Ran ran = testing::run_program(line);
    EXPECT_EQ(ran.exit_code, exit_usage) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr(words[words.size() - 2]));
  }
}

TEST(OptionRules, a_list_in_a_manifest_where_one_value_is_expected_is_refused) {
  const testing::TempDir dir;
  write_file(dir / "jobs.jsonl", R"({"id":"a","command":"track","video":"v","reference":"r",)"
                                 R"("options":{"crop":["face","none"]}})"
                                 "\n");
  const testing::Ran ran =
      testing::run_program({"batch", (dir / "jobs.jsonl").string(), "-o", (dir / "out").string()});
  EXPECT_EQ(ran.exit_code, exit_usage);
  EXPECT_THAT(ran.err, ::testing::HasSubstr("jobs.jsonl:1: --crop: takes one value, got 2"));
  EXPECT_FALSE(std::filesystem::exists(dir / "out"));
}

}  // namespace
}  // namespace facetrack::cli
