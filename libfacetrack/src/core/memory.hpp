// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

namespace facetrack {

/// Gives freed memory back to the system, for a stage that needs other memory than the last; a
/// little is kept.
void give_memory_back() noexcept;

}  // namespace facetrack
