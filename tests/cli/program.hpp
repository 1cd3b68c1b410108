// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace facetrack::testing {

using Words = std::vector<std::string>;  ///< of a command line

struct Ran {
  int exit_code = -1;  ///< 128 + signal where it was killed
  std::string out{};
  std::string err{};
  double seconds = 0;
  double cpu_seconds = 0;   ///< of all its threads
  long peak_megabytes = 0;  ///< of memory
};

struct RunOptions {
  std::filesystem::path folder = {};  ///< to run in; empty: this one
  /// After this long it gets `signal`.
  std::optional<std::chrono::milliseconds> interrupt_after = {};
  int signal = 2;  ///< SIGINT
  /// Called while it runs, once, after `interrupt_after` (instead of a signal).
  std::function<void()> meanwhile = {};
};

/// Runs facetrack-cli of this build. It is killed, and 137 returned, after two minutes.
Ran run_program(const std::vector<std::string>& words, const RunOptions& options = {});

/// Runs any program found in PATH; exit code 127 where there is none, as a shell says.
Ran run_any(const std::vector<std::string>& words, const RunOptions& options = {});

/// Whether validate() can: python3 and its jsonschema are not among what facetrack needs.
bool can_validate();
/// Checks JSON files against the schemas they name.
Ran validate(const std::vector<std::filesystem::path>& files);

/// Opens a report in a browser; exit code 77 where there is no browser, or no python3 to drive it.
Ran check_report(const std::filesystem::path& page);

/// True when a face embedder's model is there; sets FACETRACK_MODEL_DIR to the shared models where
/// they are and nothing else is set.
bool models_are_there();

/// The project's own video, and the photo of a person in it.
std::string demo();
std::string photo();
/// The first eight seconds of demo(), for tests of whole runs. Each process makes the file once.
std::string short_demo();

/// Every file below `folder`, relative and sorted. Left out: the ledger, and the hidden folder of a
/// run that is not finished.
std::vector<std::string> files_below(const std::filesystem::path& folder);

}  // namespace facetrack::testing

/// Skips the test where no face embedder's model is there.
#define NEEDS_MODELS()                               \
  if (!facetrack::testing::models_are_there()) {     \
    GTEST_SKIP() << "needs a face embedder's model"; \
  }
