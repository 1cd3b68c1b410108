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

/// Limits OpenBLAS to one thread, because there is a worker per core already. The function is
/// looked up because another BLAS may be installed. Setting OpenBLAS's environment variable here
/// would be too late, because it is read before main().
void use_one_blas_thread() {
  if (std::getenv("OPENBLAS_NUM_THREADS") != nullptr) return;
  using SetThreads = void (*)(int);
  const auto set_threads =
      reinterpret_cast<SetThreads>(::dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (set_threads != nullptr) set_threads(1);
}

/// The full path of this program, for job scripts.
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
  silence_backends();  // their messages are not meant for users; failures become Errors
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
