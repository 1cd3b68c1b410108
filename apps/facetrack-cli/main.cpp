// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <string>
#include <vector>

#include "facetrack/log.hpp"
#include "facetrack/memory.hpp"

#include "commands/commands.hpp"
#include "console.hpp"
#include "interrupt.hpp"

int main(int argc, char** argv) {
  using namespace facetrack;
  keep_freed_memory();
  silence_backends();  // their remarks are not meant for our users; failures are Errors
  cli::Console console;
  try {
    const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
    const cli::Interrupt interrupt;
    cli::Context context{console, interrupt.token(), {}, {}, argc > 0 ? argv[0] : ""};
    return cli::run(words, context);
  } catch (...) {
    const cli::Failure failure = cli::current_failure();
    console.error(failure.reason);
    return failure.code;
  }
}
