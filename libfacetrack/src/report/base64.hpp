// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace facetrack::report {

/// RFC 4648, with padding.
std::string base64(std::string_view bytes);
/// nullopt for text that base64() cannot have written.
std::optional<std::string> from_base64(std::string_view text);

/// 32-bit little-endian floats, the same on every machine.
std::string floats_to_base64(std::span<const float> values);
std::optional<std::vector<float>> floats_from_base64(std::string_view text);

}  // namespace facetrack::report
