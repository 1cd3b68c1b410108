// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/error.hpp"

#include "facetrack/version.hpp"

namespace facetrack {

Error::Error(ErrorCode code, const std::string& what, const char* option)
    : std::runtime_error(what), code_(code), option_(option) {}
Error::~Error() = default;

std::string_view word(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_argument:
      return "invalid_argument";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::unsupported:
      return "unsupported";
    case ErrorCode::corrupt_input:
      return "corrupt_input";
    case ErrorCode::missing_model:
      return "missing_model";
    case ErrorCode::io:
      return "io";
    case ErrorCode::backend:
      break;
  }
  return "backend";
}

std::string_view version() noexcept { return FACETRACK_VERSION; }

}  // namespace facetrack
