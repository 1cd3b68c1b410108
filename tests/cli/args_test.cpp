// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "args.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "help.hpp"

namespace facetrack::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const CommandSpec& spec() {
  static const CommandSpec s{
      "try",
      "do something",
      "VIDEO [options]",
      1,
      "More about it.",
      {{"Input", "reference", 'r', "IMG", "", "a photo; repeatable"},
       {"Input", "start", 0, "T", "", "where to begin"},
       {"Work", "jobs", 'j', "N", "0", "how many at once", "num-processes"},
       {"Work", "threshold", 0, "auto|D", "auto", "how alike"},
       {"Work", "crop", 0, "MODE", "square", "how to cut", {}, {"square", "face", "none"}},
       {"Work", "format", 0, "LIST", "json,csv", "files", {}, {"json", "csv", "edl"}},
       {"Work", "no-audio", 0, "", "", "silent"}},
      {{"try a.mp4", "the simplest"}, {"try a.mp4 -r b.png", "with a photo"}}};
  return s;
}

Values values(std::vector<std::string> words) { return parse(spec(), words); }

std::string complaint(std::vector<std::string> words) {
  try {
    const Values v = values(std::move(words));
    v.integer("jobs", 0, 64);
    v.text("crop");
    v.list("format");
    v.number_or_auto("threshold", 0, 4);
    v.time("start");
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(Args, options_take_their_defaults_where_nothing_is_given) {
  const Values v = values({"film.mp4"});
  EXPECT_THAT(v.positional(), ElementsAre("film.mp4"));
  EXPECT_EQ(v.integer("jobs", 0, 64), 0);
  EXPECT_EQ(v.text("crop"), "square");
  EXPECT_FALSE(v.number_or_auto("threshold", 0, 4).has_value());
  EXPECT_THAT(v.list("format"), ElementsAre("json", "csv"));
  EXPECT_FALSE(v.flag("no-audio"));
  EXPECT_FALSE(v.time("start").has_value());
}

TEST(Args, every_spelling_of_an_option_means_the_same) {
  const std::vector<std::vector<std::string>> spellings = {{"-j", "3"},
                                                           {"-j3"},
                                                           {"-j=3"},
                                                           {"-qj3"},
                                                           {"--jobs", "3"},
                                                           {"--jobs=3"},
                                                           {"--num-processes=3"},
                                                           {"--num_processes", "3"}};
  for (const auto& words : spellings) {
    EXPECT_EQ(values(words).integer("jobs", 0, 64), 3) << words.front();
  }
  EXPECT_TRUE(values({"--no_audio"}).flag("no-audio"));
}

TEST(Args, file_names_stay_as_they_are) {
  const Values v = values({"-r", "a_b,c.png", "--reference=-x--y_z.png", "--", "--odd_name.mp4"});
  EXPECT_THAT(v.texts("reference"), ElementsAre("a_b,c.png", "-x--y_z.png"));
  EXPECT_THAT(v.positional(), ElementsAre("--odd_name.mp4"));
}

TEST(Args, values_may_have_any_bytes_and_any_length) {
  const std::string odd = "-p h\n=o,t\xC3\xB6_.jpg";
  const std::string huge(100'000, 'x');
  const Values v = values({"-r" + odd, "-r", odd, "--reference=" + odd, "--reference", odd,
                           "--reference=" + huge, "-r" + huge, "-r", "--", "--reference="});
  EXPECT_THAT(v.texts("reference"), ElementsAre(odd, odd, odd, odd, huge, huge, "--", ""));
  EXPECT_THAT(values({"--", "-" + odd}).positional(), ElementsAre("-" + odd));
}

TEST(Args, a_list_takes_values_however_they_are_written) {
  EXPECT_EQ(values({"-r./a", "-rb", "--reference", "./c"}).texts("reference"),
            (std::vector<std::string>{"./a", "b", "./c"}));
}

TEST(Args, unknown_options_name_a_near_match) {
  EXPECT_THAT(complaint({"--refrence", "x"}), HasSubstr("did you mean --reference?"));
  EXPECT_THAT(complaint({"--ref", "x"}), HasSubstr("did you mean --reference?"));
  EXPECT_THAT(complaint({"--no-adio"}), HasSubstr("did you mean --no-audio?"));
  EXPECT_THAT(complaint({"--zzzzzzzz"}), Not(HasSubstr("did you mean")));
  EXPECT_THAT(complaint({"--no_adio=x.y"}),
              HasSubstr("unknown option --no_adio; did you mean --no-audio?"));
  for (const char* word : {"-Z", "-Z.jpg", "-qZ"}) {
    EXPECT_THAT(complaint({word}), HasSubstr("unknown option -Z (")) << word;
  }
  EXPECT_THAT(complaint({"--.x"}), HasSubstr("unknown option --.x"));
}

TEST(Args, a_value_that_does_not_fit_is_named_with_its_option_and_what_was_expected) {
  EXPECT_EQ(complaint({"--jobs", "many"}),
            "--jobs: expected a whole number from 0 to 64, got 'many'");
  EXPECT_EQ(complaint({"--jobs", "65"}), "--jobs: expected a whole number from 0 to 64, got '65'");
  EXPECT_EQ(complaint({"--crop", "round"}),
            "--crop: expected one of square, face, none, got 'round'");
  EXPECT_THAT(complaint({"--format", "json,xml"}), HasSubstr("got 'xml'"));
  EXPECT_THAT(complaint({"--threshold", "nan"}), HasSubstr("got 'nan'"));
  EXPECT_THAT(complaint({"--start", "soon"}), HasSubstr("--start: expected a time"));
  for (const char* word : {"--jobs", "--num_processes", "-j", "-qj"}) {
    EXPECT_THAT(complaint({word}), HasSubstr("--jobs needs a value: --jobs N")) << word;
  }
  for (const char* word : {"--no-audio=true", "--no_audio=", "-q=1"}) {
    EXPECT_THAT(complaint({word}), HasSubstr("takes no value")) << word;
  }
  EXPECT_THAT(complaint({"a.mp4", "b.mp4"}), HasSubstr("unexpected argument 'b.mp4'"));
}

TEST(Args, several_values_where_one_is_expected_are_refused) {
  EXPECT_EQ(complaint({"--jobs", "2", "-j3", "--num-processes=4"}),
            "--jobs: takes one value, got 3 ('2' and '4'); give only one of them");
  EXPECT_THAT(complaint({"--crop", "face", "--crop", "face"}), HasSubstr("--crop: takes one"));
  EXPECT_THAT(complaint({"--start", "1", "--start", "2"}), HasSubstr("--start: takes one"));
  EXPECT_THAT(complaint({"--threshold", "auto", "--threshold", "1"}), HasSubstr("--threshold"));
  EXPECT_EQ(complaint({"-r", "a", "-r", "b", "--no-audio", "--no-audio"}), "");
}

TEST(Args, a_list_may_be_given_in_parts) {
  EXPECT_THAT(values({"--format", "json", "--format", "edl,csv"}).list("format"),
              ElementsAre("json", "edl", "csv"));
}

TEST(Args, a_command_line_reads_back_the_same_in_a_shell) {
  const std::vector<std::string> words = {"track", "my film.mp4", "-r", "it's.png", ""};
  EXPECT_EQ(quote_command(words), "track 'my film.mp4' -r 'it'\\''s.png' ''");
}

TEST(Help, shows_groups_defaults_choices_and_examples_within_100_columns) {
  const std::string text = help_text(spec());
  EXPECT_THAT(text, HasSubstr("Usage: facetrack-cli try VIDEO [options]"));
  EXPECT_THAT(text, HasSubstr("\nInput:\n  -r, --reference IMG"));
  EXPECT_THAT(text, HasSubstr("square|face|none [square]"));
  EXPECT_THAT(text, HasSubstr("\nGeneral:\n  -h, --help"));
  EXPECT_THAT(text, HasSubstr("  facetrack-cli try a.mp4 -r b.png"));
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find('\n', begin);
    EXPECT_LE(end - begin, 100U) << text.substr(begin, end - begin);
    begin = end + 1;
  }
}

}  // namespace
}  // namespace facetrack::cli
