// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>

namespace facetrack::library {

/// The SQL from each version of library.db to the next. A released entry is never changed; a new
/// version is a new entry. docs/library.md describes the tables.
std::span<const char* const> migrations();

}  // namespace facetrack::library
