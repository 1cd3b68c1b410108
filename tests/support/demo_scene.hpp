// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "support/scene.hpp"

namespace facetrack::testing {

/// The film of data/demo: three people, seven shots, 26 seconds.
SceneScript demo_script();
/// Whom the demo looks for: an index of actor_looks().
int demo_target();
/// A "photo" of the target: other light, other expression, other place.
Frame demo_reference();

}  // namespace facetrack::testing
