// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "words/literals.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace facetrack::testing {
namespace {

namespace fs = std::filesystem;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Reads a source token by token and keeps what the two functions below ask for.
class Reader {
 public:
  explicit Reader(const std::string& source) : source_(source) {
    while (at_ < source_.size()) step();
  }
  std::vector<Literal> literals;
  std::vector<Comment> comments;

 private:
  bool follows(std::string_view text) const { return source_.compare(at_, text.size(), text) == 0; }
  /// Goes to `end`, counting lines.
  void go_to(std::size_t end) {
    end = std::min(end, source_.size());
    line_ += static_cast<int>(std::count(source_.begin() + static_cast<std::ptrdiff_t>(at_),
                                         source_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    at_ = end;
  }
  void step() {
    const char c = source_[at_];
    if (std::isspace(static_cast<unsigned char>(c)) != 0) return go_to(at_ + 1);
    if (follows("//")) return comment();
    if (c == '#' && (at_ == 0 || source_[at_ - 1] == '\n')) return go_to(source_.find('\n', at_));
    if (follows("R\"")) return raw();
    if (c == '"') return literal();
    if (c == '\'') return character();
    if (is_word(c)) return word();
    // The braces of "return {…}" hold a value, not the rows of a table.
    if (c == '(' || c == '{' || c == '[') open_.push_back(c == '{' && before_ == 'R' ? '(' : c);
    if ((c == ')' || c == '}' || c == ']') && !open_.empty()) open_.pop_back();
    if (c == ';') in_assert_ = false;
    before_ = c;
    go_to(at_ + 1);
  }
  void comment() {
    const std::size_t end = std::min(source_.find('\n', at_), source_.size());
    const std::size_t text = std::min(source_.find_first_not_of("/<", at_), end);
    comments.push_back({source_.substr(text, end - text), line_});
    go_to(end);
  }
  void raw() {
    const std::size_t open = source_.find('(', at_);
    if (open == std::string::npos) throw std::runtime_error("a raw string without an end");
    const std::string close = ")" + source_.substr(at_ + 2, open - at_ - 2) + "\"";
    before_ = 'r';
    go_to(source_.find(close, open) + close.size());
  }
  void character() {
    std::size_t end = at_ + 1;
    while (end < source_.size() && source_[end] != '\'') end += source_[end] == '\\' ? 2 : 1;
    before_ = '\'';
    go_to(end + 1);
  }
  void word() {
    std::size_t end = at_;
    // 1'000 is one word.
    while (end < source_.size() &&
           (is_word(source_[end]) || (source_[end] == '\'' && std::isdigit(source_[at_]) != 0))) {
      ++end;
    }
    if (source_.compare(at_, end - at_, "static_assert") == 0) in_assert_ = true;
    before_ = source_.compare(at_, end - at_, "return") == 0 ? 'R' : 'w';
    go_to(end);
  }
  void literal() {
    const int line = line_;
    std::string text;
    std::size_t end = at_ + 1;
    for (; end < source_.size() && source_[end] != '"'; ++end) {
      if (source_[end] != '\\') {
        text += source_[end];
        continue;
      }
      const char escaped = source_[++end];
      text += escaped == 'n' || escaped == 't' || escaped == 'r' ? ' ' : escaped;
    }
    if (before_ == '"') {
      literals.back().text += text;
    } else {
      const bool in_list =
          !open_.empty() && open_.back() == '{' && (before_ == '{' || before_ == ',');
      literals.push_back({text, line, in_list, in_assert_});
    }
    before_ = '"';
    go_to(end + 1);
  }

  const std::string& source_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::string open_;   // brackets around this place
  char before_ = ' ';  // the last token; 'w': a word, 'R': return
  bool in_assert_ = false;
};

}  // namespace

std::vector<Literal> literals_of(const std::string& source) { return Reader(source).literals; }
std::vector<Comment> comments_of(const std::string& source) { return Reader(source).comments; }

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw std::runtime_error(file.string() + ": cannot be read");
  return text.str();
}

std::vector<std::string> lines_of(const fs::path& file) {
  std::istringstream in(text_of(file));
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<fs::path> sources_below(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(FACETRACK_PROJECT_DIR) / folder)) {
    const auto ending = entry.path().extension();
    if (ending == ".cpp" || ending == ".hpp") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace facetrack::testing
