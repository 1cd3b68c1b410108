// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <chrono>

namespace facetrack {

/// A long task reports its progress at most this often: smooth for a person, and cheap.
inline constexpr auto progress_period = std::chrono::milliseconds(100);

}  // namespace facetrack
