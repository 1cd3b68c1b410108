// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "facetrack/error.hpp"

// What libFuzzer calls; each program defines one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace facetrack::fuzz {

inline std::string_view text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// The bytes as a file in memory, for readers that take a name. The name is new each time.
class MemoryFile {
 public:
  MemoryFile(const std::uint8_t* data, std::size_t size, std::string_view suffix);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

/// Calls `f`; Error is how bad input is answered, anything else is a fault and ends the program.
template <class F>
void expect_error_at_most(F&& f) {
  try {
    f();
  } catch (const Error&) {
  }
}

}  // namespace facetrack::fuzz
