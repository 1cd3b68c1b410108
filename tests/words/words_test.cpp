// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// words.txt lists words that readers had to read twice. The tests search for them in all texts for
// users and in the comments of sources.

#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "words/literals.hpp"

namespace facetrack::testing {
namespace {

namespace fs = std::filesystem;

struct Pattern {
  std::regex regex;
  std::string line;  ///< as words.txt has it
};

std::vector<Pattern> read_patterns(const std::string& name) {
  std::vector<Pattern> patterns;
  for (const std::string& line : lines_of(fs::path(FACETRACK_PROJECT_DIR) / "tests/words" / name)) {
    if (line.empty() || line.starts_with('#')) continue;
    const std::string text = line.substr(0, line.find(" => "));
    patterns.push_back({std::regex(text.substr(0, text.find_last_not_of(' ') + 1),
                                   std::regex::ECMAScript | std::regex::icase),
                        line});
  }
  return patterns;
}

class Words : public ::testing::Test {
 protected:
  void check(const fs::path& file, std::size_t line, const std::string& text) const {
    for (const Pattern& pattern : patterns_) {
      EXPECT_FALSE(std::regex_search(text, pattern.regex))
          << fs::relative(file, FACETRACK_PROJECT_DIR).string() << ":" << line << ": " << text
          << "\n  words.txt: " << pattern.line;
    }
  }
  void check_literals(const std::string& folder) const {
    for (const fs::path& file : sources_below(folder)) {
      for (const Literal& literal : literals_of(text_of(file))) {
        check(file, static_cast<std::size_t>(literal.line), literal.text);
      }
    }
  }
  void check_comments(const std::string& folder) const {
    // A sentence that begins with "What" does not name what it is about.
    const std::regex headless("^ (What|Who|Those) ");
    for (const fs::path& file : sources_below(folder)) {
      for (const Comment& comment : comments_of(text_of(file))) {
        check(file, static_cast<std::size_t>(comment.line), comment.text);
        EXPECT_FALSE(std::regex_search(comment.text, headless))
            << fs::relative(file, FACETRACK_PROJECT_DIR).string() << ":" << comment.line << ":"
            << comment.text << "\n  begin with the name of the thing";
      }
    }
  }

 private:
  const std::vector<Pattern> patterns_ = read_patterns("words.txt");
};

TEST_F(Words, of_help_messages_and_pages) {
  check_literals("apps");
  check_literals("libfacetrack/src");
  check_literals("libfacetrack/python/src");
}

TEST_F(Words, of_the_docs) {
  std::vector<fs::path> pages{fs::path(FACETRACK_PROJECT_DIR) / "README.md",
                              fs::path(FACETRACK_PROJECT_DIR) / "examples/README.md"};
  for (const auto& entry : fs::directory_iterator(fs::path(FACETRACK_PROJECT_DIR) / "docs")) {
    if (entry.path().extension() == ".md") pages.push_back(entry.path());
  }
  ASSERT_GT(pages.size(), 15U);
  for (const fs::path& page : pages) {
    const std::vector<std::string> lines = lines_of(page);
    for (std::size_t i = 0; i < lines.size(); ++i) check(page, i + 1, lines[i]);
  }
}

#if FACETRACK_CHECK_HEADER_WORDS  // tests/CMakeLists.txt
TEST_F(Words, of_the_public_headers) { check_comments("libfacetrack/include"); }
#endif

TEST_F(Words, of_the_comments_in_sources) {
  for (const char* folder : {"apps", "libfacetrack/python/src", "libfacetrack/src"}) {
    check_comments(folder);
  }
}

}  // namespace
}  // namespace facetrack::testing
