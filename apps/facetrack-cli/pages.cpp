// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Prints the pages that front.cpp includes.

#include <cstdio>
#include <string>
#include <vector>

#include "facetrack/version.hpp"

#include "commands/commands.hpp"
#include "help.hpp"

int main() {
  using namespace facetrack::cli;
  std::vector<const CommandSpec*> specs;
  for (const Command& command : commands()) specs.push_back(&command.spec());
  const auto page = [](const std::string& name, const std::string& text) {
    std::printf("    {\"%s\", R\"page(%s)page\"},\n", name.c_str(), text.c_str());
  };
  std::printf("constexpr Page pages[] = {\n");
  page("help", overview_text(specs));
  page("--version", "facetrack-cli " FACETRACK_VERSION "\n");
  for (const CommandSpec* spec : specs) page(std::string(spec->name), help_text(*spec));
  std::printf("};\n");
  return 0;
}
