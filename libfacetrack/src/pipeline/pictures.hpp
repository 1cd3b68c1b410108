// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/analysis.hpp"

namespace facetrack {

/// Pure. True if add_pictures() would decode anything; otherwise the caller need not open the
/// video.
bool lacks_pictures(const Analysis& film);

}  // namespace facetrack
