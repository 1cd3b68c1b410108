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

// Wrappers of the file system. A failure is a facetrack::Error(io) that names the file, never a
// filesystem_error. Predicates return false if the system gives no answer.

bool exists(const std::filesystem::path& path) noexcept;
bool is_folder(const std::filesystem::path& path) noexcept;
bool is_ordinary(const std::filesystem::path& path) noexcept;
bool is_link(const std::filesystem::path& path) noexcept;
/// Anything of that name, also a dangling link.
bool is_taken(const std::filesystem::path& path) noexcept;
/// A folder, not a link to one.
bool is_real_folder(const std::filesystem::path& path) noexcept;

/// Device and inode: equal for all names and links of one file.
using Identity = std::pair<std::uint64_t, std::uint64_t>;
/// The identity of the file that `path` refers to; nothing if there is none.
std::optional<Identity> identity_of(const std::filesystem::path& path) noexcept;

/// Creates the folder and its parents. Does nothing if it exists.
void make_folder(const std::filesystem::path& path);
/// Removes a file or an empty folder. Does nothing if there is none.
void remove(const std::filesystem::path& path);
/// Renames within one file system; never replaces a file: throws if `to` is taken.
void move(const std::filesystem::path& from, const std::filesystem::path& to);
/// Removes a folder if it is empty; otherwise does nothing.
void remove_if_empty(const std::filesystem::path& folder) noexcept;
/// Hash (core/hash.hpp) of all bytes of an ordinary file.
std::string hash_of(const std::filesystem::path& file);
/// The entries of the folder, sorted.
std::vector<std::filesystem::path> entries(const std::filesystem::path& folder);

/// A name in the folder of `final_name` for a file that is not complete yet. The name is hidden,
/// has the same ending, and differs from the name that any other thread or process gets.
std::filesystem::path temporary_for(const std::filesystem::path& final_name);
/// True for a name from temporary_for(). Such a file remains when a process is killed.
bool is_temporary(const std::filesystem::path& path);

}  // namespace facetrack::files
