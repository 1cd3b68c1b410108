// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace facetrack {

/// Where model files and cards are looked for, in order; folders that do not exist left in.
std::vector<std::filesystem::path> model_folders();

/// The first of these folders' files of that name; empty when there is none.
std::filesystem::path find_in_model_folders(const std::string& file_name);

/// Throws Error: not_found, io.
std::string sha256_of(const std::filesystem::path& file);

/// The checksum of a file, remembered for this process while size and time of change stay.
/// Throws Error(io).
std::string verified_sha256(const std::filesystem::path& file);

/// The sentence about a file whose contents are not the `expected` ones. Throws Error(io).
std::string damaged_model(const std::filesystem::path& file, const std::string& expected);
/// Logs it as a warning, once a process: a backend that "auto" passes over is damaged, not missing.
void report_damage(const std::string& what);

}  // namespace facetrack
