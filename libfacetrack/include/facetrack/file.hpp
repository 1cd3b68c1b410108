// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>

#include "facetrack/export.hpp"

namespace facetrack {

// Any thread may call these functions at any time.

/// Writes a temporary file beside `file`, syncs it to the disk and renames it, so that a reader
/// sees the old bytes or the new ones. Throws Error(io).
FACETRACK_EXPORT void write_file(const std::filesystem::path& file, std::string_view bytes);

/// The bytes of an ordinary file. Throws Error(not_found) if there is none, and Error(io) for
/// folders, devices and files of more than `max_bytes`.
FACETRACK_EXPORT std::string read_file(const std::filesystem::path& file,
                                       std::size_t max_bytes = std::size_t{1} << 31);

/// A text that identifies the contents of a file: its size and a hash of its first and last 64 KiB.
/// If `file` is not an ordinary file (the pattern of an image sequence), it is made of the name.
/// Throws Error(io).
FACETRACK_EXPORT std::string source_id(const std::filesystem::path& file);

/// The SHA-256 of all bytes that can be read from `bytes`, as 64 lower-case hexadecimal digits.
/// Throws Error(io).
FACETRACK_EXPORT std::string sha256(std::istream& bytes);

}  // namespace facetrack
