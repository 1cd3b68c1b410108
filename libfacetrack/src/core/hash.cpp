// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "core/hash.hpp"

#include <array>
#include <cstdio>

namespace facetrack {

void Hash::add(std::string_view bytes) noexcept {
  for (const char byte : bytes) {
    state_ = (state_ ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
  }
}

void Hash::add(std::int64_t value) noexcept {
  for (int shift = 0; shift < 64; shift += 8) {
    const char byte = static_cast<char>(static_cast<std::uint64_t>(value) >> shift & 0xFFU);
    add(std::string_view(&byte, 1));
  }
}

std::string Hash::text() const {
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(state_));
  return text.data();
}

}  // namespace facetrack
