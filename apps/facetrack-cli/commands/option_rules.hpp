// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "args.hpp"

namespace facetrack::cli {

/// Refuses what would be ignored or changed without a word: an option that has no effect beside
/// another one, and a value that the chosen encoder cannot take. Throws UsageError naming both
/// options and what to do. Rules for all commands stand in one table (option_rules.cpp).
void check_options(const Values& values);

}  // namespace facetrack::cli
