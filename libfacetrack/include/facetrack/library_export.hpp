// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <filesystem>

#include "facetrack/export.hpp"
#include "facetrack/library.hpp"

namespace facetrack {

/// How much an export holds.
struct ExportedLibrary {
  std::size_t persons = 0;
  std::size_t presences = 0;  ///< one person in one video; a vector for each
  std::size_t appearances = 0;
  std::size_t faces = 0;  ///< a vector for each
  std::size_t dimensions = 0;
};

/// Writes a library as files that vector databases load, all of one moment (docs/formats.md):
/// persons.jsonl, presences.jsonl and .npy, appearances.jsonl, faces.jsonl and .npy, export.json.
/// Row n of an .npy is line n of its .jsonl. Holds the faces of one video in memory. Throws
/// OutputError, and the errors of Library.
FACETRACK_EXPORT ExportedLibrary export_library(const Library& library,
                                                const std::filesystem::path& folder,
                                                bool overwrite = false);

}  // namespace facetrack
