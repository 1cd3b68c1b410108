// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <memory>

#include "facetrack/decoder.hpp"

#include "support/scene.hpp"

namespace facetrack::testing {

/// Plays a scene as if it were a file, without encoding it: yuv420p frames, a key frame every
/// `key_interval` frames. Several decoders of one scene may run in parallel.
std::unique_ptr<Decoder> open_scene(std::shared_ptr<const Scene> scene, int key_interval = 50);

}  // namespace facetrack::testing
