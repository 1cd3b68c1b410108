// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

namespace facetrack {

/// Returns freed memory to the system, for a stage that needs memory of other sizes than the last
/// one. The allocator keeps a little.
void give_memory_back() noexcept;

}  // namespace facetrack
