// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// The program that people call. Help it gives at once, from pages written when it was built. For
// all else it becomes the program that works, with FFmpeg and the two hundred libraries that come
// with it: to load those takes a tenth of a second.

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>

namespace {

struct Page {
  std::string_view name;  // a command, "help" or "--version"
  std::string_view text;
};
#include "pages.inc"  // constexpr Page pages[]

bool asks_for_help(std::string_view word) { return word == "--help" || word == "-h"; }

/// What answers these words, if it can be said without the library.
const Page* answer(int argc, char** argv) {
  if (argc < 2 || argc > 3) return nullptr;
  const std::string_view first = argv[1];
  const std::string_view last = argv[argc - 1];
  std::string_view name;
  if (argc == 2 && (first == "help" || first == "--version")) name = first;
  if (argc == 2 && asks_for_help(first)) name = "help";
  if (argc == 3 && asks_for_help(last)) name = first;
  if (argc == 3 && first == "help") name = last;
  const auto page = std::find_if(std::begin(pages), std::end(pages),
                                 [&](const Page& p) { return p.name == name; });
  return page == std::end(pages) ? nullptr : page;
}

int fail(const std::string& what) {
  std::fprintf(stderr, "error: %s\n", what.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (const Page* page = answer(argc, argv)) {
    const std::string_view text = page->text;
    const bool whole = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    return whole && std::fflush(stdout) == 0 ? 0 : fail("standard output: cannot be written to");
  }
  std::error_code error;
  std::string self = std::filesystem::read_symlink("/proc/self/exe", error).string();
  if (error) return fail("/proc/self/exe: " + error.message());
  const auto folder = std::filesystem::path(self).parent_path();
  argv[0] = self.data();  // what the other one writes into job scripts
  // There is a worker a core already; threads of the BLAS would stand in their way.
  setenv("OPENBLAS_NUM_THREADS", "1", 0);
  // Beside this one where it was built, elsewhere once installed.
  for (const char* place : {".", FACETRACK_PROGRAM_FOLDER}) {
    const auto program = (folder / place / "facetrack-cli-main").lexically_normal();
    execv(program.c_str(), argv);
  }
  return fail("facetrack-cli-main: not found in " + folder.string() + " or " +
              (folder / FACETRACK_PROGRAM_FOLDER).lexically_normal().string() +
              "; install facetrack again");
}
