// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/analysis.hpp"

namespace facetrack {

/// Pure. Whether add_pictures() would decode anything: a caller need not open the video otherwise.
bool lacks_pictures(const Analysis& film);

}  // namespace facetrack
