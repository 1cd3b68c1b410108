// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// The command line: one word a line, the command first. Only UsageError may come out. A zero byte
// ends a word too, because no word of a real command line can hold one.

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "args.hpp"
#include "commands/commands.hpp"
#include "fuzz/fuzz.hpp"

namespace {

using namespace facetrack::cli;

template <class F>
void expect_usage_error_at_most(F&& f) {
  try {
    f();
  } catch (const UsageError&) {
  }
}

/// Reads every option in every way.
void use(const Values& values) {
  for (const OptionSpec& option : values.spec().options) {
    if (option.value.empty()) {
      values.flag(option.name);
      continue;
    }
    expect_usage_error_at_most([&] { values.texts(option.name); });
    expect_usage_error_at_most([&] { values.list(option.name); });
    expect_usage_error_at_most([&] { values.integer(option.name, 0, 100); });
    expect_usage_error_at_most([&] { values.number_or_auto(option.name, -1, 1e9); });
    expect_usage_error_at_most([&] { values.time(option.name); });
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(facetrack::fuzz::text(data, size));
  std::replace(text.begin(), text.end(), '\0', '\n');
  std::istringstream lines(text);
  std::vector<std::string> words;
  for (std::string line; std::getline(lines, line) && words.size() < 64;) words.push_back(line);
  static_cast<void>(quote_command(words));
  if (words.empty()) return 0;
  for (const Command& command : commands()) {
    if (command.spec().name != words[0]) continue;
    expect_usage_error_at_most(
        [&] { use(parse(command.spec(), std::span<const std::string>(words).subspan(1))); });
  }
  return 0;
}
