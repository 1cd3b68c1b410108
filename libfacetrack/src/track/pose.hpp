// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/face.hpp"

namespace facetrack {

/// Pure. How much a face looks at the camera, from 0 (profile or further) to 1 (frontal). It is the
/// distance of the eyes over the height from eyes to mouth, because turning left or right changes
/// only the first.
float facing(const Landmarks& points);

}  // namespace facetrack
