// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <exception>
#include <string>
#include <string_view>

namespace facetrack {

/// What is wrong with a JSON text and where, without the name that the library has for it.
inline std::string json_complaint(const std::exception& error) {
  const std::string_view text = error.what();  // "[json.exception.…] parse error at line 1, …"
  const std::size_t name_ends = text.find("] ");
  return std::string(name_ends == std::string_view::npos ? text : text.substr(name_ends + 2));
}

}  // namespace facetrack
