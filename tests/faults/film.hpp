// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/pipeline.hpp"

namespace facetrack::testing {

/// Stages over a film of 125 small frames, five segments, in which a bright square, taken for a
/// face, walks to and fro. Costs a few milliseconds a run.
Stages film_stages();

}  // namespace facetrack::testing
