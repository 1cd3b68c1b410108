// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace facetrack {

/// Gets bytes; false stops the download.
using TransferProgress = std::function<bool(std::uint64_t done, std::uint64_t total)>;

/// Downloads `url` into `part`, going on where an earlier try stopped, until the file has `size`
/// bytes; false if `progress` stopped it, the part stays. https only, redirects included; plain
/// http is accepted for loopback addresses, so that a server of the same machine can be used.
/// Throws Error(io) when the server cannot be reached, refuses, or ends early (the part stays too),
/// and corrupt_input when it sends more than `size`.
bool transfer(const std::string& url, const std::filesystem::path& part, std::uint64_t size,
              const TransferProgress& progress);

/// Unpacks a .bz2 file into `to`. Throws Error: corrupt_input when it is damaged or would become
/// larger than `most` bytes, io.
void unpack_bz2(const std::filesystem::path& packed, const std::filesystem::path& to,
                std::uint64_t most);

}  // namespace facetrack
