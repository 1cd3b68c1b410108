// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <cstring>
#include <string>

namespace facetrack::testing {

/// The bytes of a number, as files of networks store it.
template <typename Number>
std::string stored(Number number) {
  std::string bytes(sizeof number, '\0');
  std::memcpy(bytes.data(), &number, sizeof number);
  return bytes;
}

/// For numbers that halves hold exactly.
std::uint16_t half(float value);

}  // namespace facetrack::testing
