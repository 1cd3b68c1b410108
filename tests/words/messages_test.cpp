// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// messages.txt has an example of every message that a user can meet, so that they are read
// together. Texts in {} are filled in at run time; the rest must be in the sources.

#include <algorithm>
#include <cctype>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "words/literals.hpp"

namespace facetrack::testing {
namespace {

namespace fs = std::filesystem;

/// At least two words of two letters: " bytes", "--crf " and "clips.edl" are too common to be
/// looked up, or no text at all.
bool is_sentence(const std::string& text) {
  int words = 0;
  std::istringstream in(text);
  for (std::string word; in >> word;) {
    const std::size_t begin = word.find_first_not_of("'\"([");
    if (begin == std::string::npos) continue;
    word = word.substr(begin, word.find_last_not_of("'\",;:.?!)]") + 1 - begin);
    const auto is_letter = [](char c) {
      return std::islower(static_cast<unsigned char>(c)) != 0 || c == '\'' || c == '-';
    };
    const bool begins = !word.empty() && std::isalpha(static_cast<unsigned char>(word[0])) != 0;
    if (word.size() >= 2 && begins && std::all_of(word.begin() + 1, word.end(), is_letter)) {
      ++words;
    }
  }
  return words >= 2;
}

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

/// The parts of a format between its conversions ("%.2f", "%lld").
std::vector<std::string> parts_of_format(const std::string& text) {
  std::vector<std::string> parts{""};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t end = text.find_first_not_of("-+.*0123456789lz", i + 1);
    const bool converts = text[i] == '%' && end != std::string::npos &&
                          std::string_view("sdgfux").find(text[end]) != std::string_view::npos;
    if (!converts) {
      parts.back() += text[i];
      continue;
    }
    parts.emplace_back();
    i = end;
  }
  return parts;
}

/// The parts of a line of messages.txt outside of {}.
std::vector<std::string> fixed_parts(const std::string& line) {
  std::vector<std::string> parts{""};
  bool inside = false;
  for (const char c : line) {
    if (c == '{') {
      inside = true;
      parts.emplace_back();
    } else if (c == '}') {
      inside = false;
    } else if (!inside) {
      parts.back() += c;
    }
  }
  return parts;
}

fs::path messages_file() { return fs::path(FACETRACK_PROJECT_DIR) / "tests/words/messages.txt"; }

/// Files whose texts are not messages: pages, which are read in a browser, and the help, which
/// --help shows as a whole.
bool has_messages(const fs::path& file) {
  const std::string name = file.filename().string();
  return name.find("page") == std::string::npos && name != "help.cpp" &&
         file.parent_path().filename().string() + "/" + name != "report/bridge.cpp";
}

bool is_sql(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" (");
  if (begin == std::string_view::npos) return false;
  text.remove_prefix(begin);
  constexpr std::string_view words[] = {"SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WHERE ",
                                        "FROM ",   "PRAGMA ", "BEGIN",   "ALTER "};
  return std::any_of(std::begin(words), std::end(words),
                     [&](std::string_view word) { return text.starts_with(word); });
}

/// Every text of the sources that is part of a message, and where it is.
std::map<std::string, std::string> texts_of_sources() {
  std::map<std::string, std::string> texts;
  for (const char* folder : {"apps", "libfacetrack/src"}) {
    for (const fs::path& file : sources_below(folder)) {
      if (!has_messages(file)) continue;
      for (const Literal& literal : literals_of(text_of(file))) {
        const bool script = literal.text.starts_with('#');
        const bool markup = literal.text.find('<') != std::string::npos;
        if (is_sql(literal.text)) continue;
        if (literal.in_list || literal.of_assert || script || markup) continue;
        for (const std::string& part : parts_of_format(literal.text)) {
          if (!is_sentence(part)) continue;
          texts.emplace(trimmed(part), file.string() + ":" + std::to_string(literal.line));
        }
      }
    }
  }
  return texts;
}

/// What is left of `line` without the texts of the sources.
std::string unknown_rest(std::string line, const std::vector<std::string>& longest_first) {
  for (const std::string& text : longest_first) {
    for (std::size_t at = line.find(text); at != std::string::npos; at = line.find(text)) {
      line.replace(at, text.size(), "|");
    }
  }
  return line;
}

TEST(Messages, are_all_in_messages_txt_and_nothing_else_is) {
  const std::map<std::string, std::string> texts = texts_of_sources();
  ASSERT_GT(texts.size(), 200U);
  std::vector<std::string> longest_first;
  for (const auto& [text, place] : texts) longest_first.push_back(text);
  std::stable_sort(longest_first.begin(), longest_first.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });

  std::string all;  // the fixed parts of all lines
  const std::vector<std::string> lines = lines_of(messages_file());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].starts_with('#')) continue;
    for (const std::string& part : fixed_parts(lines[i])) {
      all += part + "\n";
      std::istringstream rest(unknown_rest(part, longest_first));
      for (std::string text; std::getline(rest, text, '|');) {
        EXPECT_FALSE(is_sentence(text))
            << "messages.txt:" << i + 1 << ": no source has the text \"" << text << "\"";
      }
    }
  }
  for (const auto& [text, place] : texts) {
    EXPECT_NE(all.find(text), std::string::npos)
        << place << ": messages.txt has no example with \"" << text << "\"";
  }
}

TEST(Messages, have_at_most_two_sentences) {
  for (const std::string& line : lines_of(messages_file())) {
    if (line.starts_with('#')) continue;
    int ends = 0;
    for (std::size_t at = line.find(". "); at != std::string::npos; at = line.find(". ", at + 1)) {
      ends += std::isdigit(static_cast<unsigned char>(line[at - 1])) != 0 ? 0 : 1;
    }
    EXPECT_LE(ends, 1) << line;
  }
}

TEST(Messages, of_the_library_name_no_option_of_the_program) {
  for (const fs::path& file : sources_below("libfacetrack/src")) {
    if (!has_messages(file)) continue;
    for (const Literal& literal : literals_of(text_of(file))) {
      const std::string text = " " + literal.text;
      const std::size_t at = text.find(" --");
      const bool option = at != std::string::npos && at + 3 < text.size() &&
                          std::islower(static_cast<unsigned char>(text[at + 3])) != 0;
      EXPECT_FALSE(option) << file.string() << ":" << literal.line << ": " << literal.text;
    }
  }
}

TEST(literals_of, joins_neighbours_and_skips_comments_scripts_and_lists) {
  const auto found = literals_of(
      "// \"no\"\n#include \"no.hpp\"\nconst char c = '\"';\nsay(\"one \"\n    \"text\");\n"
      "table{\"help\", 1'000, \"more\"};\nstatic_assert(true, \"why\");\nR\"(raw \" )\";\n");
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].text, "one text");
  EXPECT_EQ(found[0].line, 4);
  EXPECT_FALSE(found[0].in_list);
  EXPECT_TRUE(found[1].in_list);
  EXPECT_TRUE(found[2].in_list);
  EXPECT_TRUE(found[3].of_assert);
}

}  // namespace
}  // namespace facetrack::testing
