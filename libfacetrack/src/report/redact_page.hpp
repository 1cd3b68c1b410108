// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "facetrack/redact.hpp"

namespace facetrack::report {

/// A page about a redacted film: what is hidden, why and when, faces that are still open, and
/// pictures of the written film, as JPEG by frame. `rounds`: how often the film was written.
std::string redact_page(const Analysis& film, const Redaction& redaction, int rounds,
                        const std::map<std::int64_t, std::string>& pictures);

}  // namespace facetrack::report
