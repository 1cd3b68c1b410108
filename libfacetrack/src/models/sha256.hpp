// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace facetrack {

/// SHA-256 (FIPS 180-4), fed in pieces of any size.
class Sha256 {
 public:
  void add(std::span<const std::byte> data) noexcept;
  /// 64 lower-case hexadecimal digits. Ends the object's use.
  std::string hex();

 private:
  void block(const std::byte* data) noexcept;

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::byte, 64> pending_{};
  std::uint64_t bytes_ = 0;
};

/// Throws Error: not_found, io.
std::string sha256_of_file(const std::filesystem::path& file);

}  // namespace facetrack
