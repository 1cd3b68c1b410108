// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace facetrack {

/// FNV-1a, 64 bit. It is fast and tells files apart, but does not resist forgery.
class Hash {
 public:
  void add(std::string_view bytes) noexcept;
  void add(std::int64_t value) noexcept;
  std::string text() const;  ///< 16 hexadecimal digits

 private:
  std::uint64_t state_ = 14695981039346656037ULL;
};

}  // namespace facetrack
