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

/// Downloads `url` into `part` until the file has `size` bytes; continues an earlier attempt. False
/// if `progress` stopped it. Accepts https only, also for redirects, and plain http between servers
/// of this machine. Throws Error(io) if the server cannot be reached, refuses, or ends early,
/// Error(corrupt_input) if it sends more than `size` bytes.
bool transfer(const std::string& url, const std::filesystem::path& part, std::uint64_t size,
              const TransferProgress& progress);

/// Unpacks a .bz2 file into `to`. Throws Error: corrupt_input if it is damaged or would exceed
/// `most` bytes, io.
void unpack_bz2(const std::filesystem::path& packed, const std::filesystem::path& to,
                std::uint64_t most);

}  // namespace facetrack
