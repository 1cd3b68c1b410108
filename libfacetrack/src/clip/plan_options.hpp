// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/clip.hpp"

namespace facetrack {

/// Pure. Throws Error(invalid_argument) if an option is out of range; Error::option() is its name.
/// Jobs call it before they analyse a video, because they call plan_clips() only after that.
void check_options(const PlanOptions& options);

}  // namespace facetrack
