// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace facetrack::testing {

/// A text in a C++ source: a string literal, or several that follow each other. Escapes of quotes
/// and backslashes are undone, line ends are spaces. Raw strings are left out; they hold scripts.
struct Literal {
  std::string text;
  int line = 0;            ///< of its beginning, from 1
  bool in_list = false;    ///< an element of a braced list: the description of an option
  bool of_assert = false;  ///< explains a static_assert: only a compiler shows it
};
std::vector<Literal> literals_of(const std::string& source);

/// A // comment without its slashes.
struct Comment {
  std::string text;
  int line = 0;
};
std::vector<Comment> comments_of(const std::string& source);

/// The C++ files below a folder of the project ("apps"), sorted.
std::vector<std::filesystem::path> sources_below(const std::string& folder);
/// The lines of a text file of the project.
std::vector<std::string> lines_of(const std::filesystem::path& file);
std::string text_of(const std::filesystem::path& file);

}  // namespace facetrack::testing
