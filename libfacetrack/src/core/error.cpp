// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/error.hpp"

#include "facetrack/version.hpp"

namespace facetrack {

Error::Error(ErrorCode code, const std::string& what, const char* option)
    : std::runtime_error(what), code_(code), option_(option) {}
Error::~Error() = default;

std::string_view version() noexcept { return FACETRACK_VERSION; }

}  // namespace facetrack
