// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>

#include "facetrack/bridge.hpp"

namespace facetrack::bridge {

/// Measures the written `file` for `report` and lists what differs from the promise. `a` and `b`:
/// the source frames that must be at before and before + between.
void read_back(const std::filesystem::path& file, const Frame& a, const Frame& b, bool with_sound,
               BridgeReport& report);

}  // namespace facetrack::bridge
