// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace facetrack {

/// The folders that are searched for model files and cards, in order, including folders that do not
/// exist.
std::vector<std::filesystem::path> model_folders();

/// The first file of that name in these folders; empty if there is none.
std::filesystem::path find_in_model_folders(const std::string& file_name);

/// Throws Error: not_found, io.
std::string sha256_of(const std::filesystem::path& file);

/// The checksum of a file, cached in this process while its size and modification time stay. Throws
/// Error(io).
std::string verified_sha256(const std::filesystem::path& file);

/// The message about a file whose contents are not the `expected` ones. Throws Error(io).
std::string damaged_model(const std::filesystem::path& file, const std::string& expected);
/// Logs a warning once per process: a backend that "auto" skips is damaged, not missing.
void report_damage(const std::string& what);

}  // namespace facetrack
