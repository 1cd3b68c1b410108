// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "fuzz/fuzz.hpp"

namespace facetrack::fuzz {

MemoryFile::MemoryFile(const std::uint8_t* data, std::size_t size, std::string_view suffix) {
  static int count = 0;
  path_ = "/dev/shm/facetrack-fuzz-" + std::to_string(getpid()) + "-" + std::to_string(++count) +
          std::string(suffix);
  std::ofstream file(path_, std::ios::binary);
  file.write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  if (!file.flush()) std::abort();
}

MemoryFile::~MemoryFile() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

}  // namespace facetrack::fuzz
