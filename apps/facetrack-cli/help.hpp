// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>
#include <string>

#include "args.hpp"

namespace facetrack::cli {

/// `--help` of one command, at most 100 columns wide. Pure, like all of this file.
std::string help_text(const CommandSpec& spec);
/// `facetrack-cli --help`.
std::string overview_text(std::span<const CommandSpec* const> commands);
/// A script for a shell that completes commands, options and their values.
std::string bash_completion(std::span<const CommandSpec* const> commands);
std::string zsh_completion(std::span<const CommandSpec* const> commands);
/// facetrack-cli(1) in troff.
std::string manual_page(std::span<const CommandSpec* const> commands);

}  // namespace facetrack::cli
