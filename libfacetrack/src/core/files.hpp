// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace facetrack::files {

// The file system as the rest of the library sees it: failures are facetrack::Error(io) naming the
// file, never a filesystem_error. The questions answer no where nothing can be told.

bool exists(const std::filesystem::path& path) noexcept;
bool is_folder(const std::filesystem::path& path) noexcept;
bool is_ordinary(const std::filesystem::path& path) noexcept;
bool is_link(const std::filesystem::path& path) noexcept;
/// Anything of that name, also a link that leads nowhere.
bool is_taken(const std::filesystem::path& path) noexcept;
/// A folder, not a link to one.
bool is_real_folder(const std::filesystem::path& path) noexcept;

/// Device and inode: equal for all names and links of one file.
using Identity = std::pair<std::uint64_t, std::uint64_t>;
/// Of the file that `path` leads to; nothing if there is none.
std::optional<Identity> identity_of(const std::filesystem::path& path) noexcept;

/// With its parents; nothing when it is there.
void make_folder(const std::filesystem::path& path);
/// A file or an empty folder; nothing when it is not there.
void remove(const std::filesystem::path& path);
/// Renames within one file system; never replaces a file: throws if `to` is taken.
void move(const std::filesystem::path& from, const std::filesystem::path& to);
/// A folder if it is empty; otherwise nothing happens.
void remove_if_empty(const std::filesystem::path& folder) noexcept;
/// Hash (core/hash.hpp) of all bytes of an ordinary file.
std::string hash_of(const std::filesystem::path& file);
/// What is in the folder, sorted.
std::vector<std::filesystem::path> entries(const std::filesystem::path& folder);

/// A name beside `final_name` for a file that is not whole yet: hidden, of the same ending, unlike
/// that of any other thread or process.
std::filesystem::path temporary_for(const std::filesystem::path& final_name);
/// Was it made by temporary_for()? Such a file is left where a process was killed.
bool is_temporary(const std::filesystem::path& path);

}  // namespace facetrack::files
