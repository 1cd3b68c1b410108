// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "facetrack/log.hpp"

#include "commands/commands.hpp"
#include "console.hpp"
#include "interrupt.hpp"
#include "memory.hpp"

namespace {

/// There is a worker a core already; threads of the BLAS would stand in their way. Which BLAS is
/// installed is not known here, and OpenBLAS has read its variable before main() begins.
void use_one_blas_thread() {
  if (std::getenv("OPENBLAS_NUM_THREADS") != nullptr) return;
  using SetThreads = void (*)(int);
  const auto set_threads =
      reinterpret_cast<SetThreads>(::dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (set_threads != nullptr) set_threads(1);
}

/// The whole path of this program, for job scripts.
std::string program_path(int argc, char** argv) {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return !error ? self.string() : argc > 0 ? argv[0] : "facetrack-cli";
}

}  // namespace

int main(int argc, char** argv) {
  using namespace facetrack;
  cli::keep_freed_memory();
  use_one_blas_thread();
  silence_backends();  // their remarks are not meant for our users; failures are Errors
  cli::Console console;
  try {
    const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
    const cli::Interrupt interrupt;
    cli::Context context{console, interrupt.token(), {}, {}, program_path(argc, argv)};
    return cli::run(words, context);
  } catch (...) {
    const cli::Failure failure = cli::current_failure();
    console.error(failure.reason);
    return failure.code;
  }
}
