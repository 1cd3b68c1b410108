// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace facetrack::testing {

struct Ran {
  int exit_code = -1;  ///< 128 + signal where it was killed
  std::string out;
  std::string err;
};

/// Runs facetrack-cli of this build. `interrupt_after`: it gets a SIGINT then.
Ran run_program(const std::vector<std::string>& words,
                std::optional<std::chrono::milliseconds> interrupt_after = {});

/// Runs any program found in PATH.
Ran run_any(const std::vector<std::string>& words,
            std::optional<std::chrono::milliseconds> interrupt_after = {});

/// True when a face embedder's model is there; sets FACETRACK_MODEL_DIR to the shared models where
/// they are and nothing else is set.
bool models_are_there();

/// Every file below `folder`, relative and sorted.
std::vector<std::string> files_below(const std::filesystem::path& folder);

}  // namespace facetrack::testing
