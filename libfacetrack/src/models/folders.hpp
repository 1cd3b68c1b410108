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

/// The checksum of a file, remembered for this process while size and time of change stay.
/// Throws Error(io).
std::string verified_sha256(const std::filesystem::path& file);

}  // namespace facetrack
