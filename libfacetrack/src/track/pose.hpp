// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/face.hpp"

namespace facetrack {

/// Pure. How much a face looks at the camera, from 0 (profile or further) to 1 (frontal): the
/// eyes' distance against the height from eyes to mouth, which turning left or right does not
/// change.
float facing(const Landmarks& points);

}  // namespace facetrack
