// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "args.hpp"

namespace facetrack::cli {

/// Throws UsageError for an option that has no effect together with another one, and for a value
/// that the chosen encoder cannot use. Without this they would be ignored or changed silently. The
/// message names both options and what to do. The rules of all commands are in one table
/// (option_rules.cpp).
void check_options(const Values& values);

}  // namespace facetrack::cli
