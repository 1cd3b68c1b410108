// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/paths.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>

namespace facetrack::testing {

std::filesystem::path shared_dir() {
  const char* set = std::getenv("FACETRACK_SHARED_DIR");
  const std::filesystem::path dir = set != nullptr ? set : FACETRACK_SHARED_DIR;
  return std::filesystem::is_directory(dir / "media") ? dir.lexically_normal()
                                                      : std::filesystem::path{};
}

std::filesystem::path data_dir() { return FACETRACK_DATA_DIR; }

void write_text(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

std::string read_text(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

TempDir::TempDir() {
  // mkdtemp() replaces six letters X at the end.
  const std::string stem = "facetrack-" + std::string(6, 'X');
  std::string name = (std::filesystem::temp_directory_path() / stem).string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace facetrack::testing
