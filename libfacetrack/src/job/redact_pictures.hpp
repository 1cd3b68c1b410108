// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "facetrack/redact.hpp"

namespace facetrack::job {

/// Small JPEGs of the written film, by frame: of open faces first, then of the longest areas.
std::map<std::int64_t, std::string> redact_pictures(const std::filesystem::path& written,
                                                    const Redaction& redaction);

}  // namespace facetrack::job
