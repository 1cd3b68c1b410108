// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>

namespace facetrack::bench {

/// What common scripts do, one thread: every frame becomes RGB, HOG with one upsampling finds
/// faces, each gets 68 points and a 29-layer ResNet's embedding (of random weights: the cost is the
/// same). Returns how many frames it did, at most `frames`.
std::int64_t plain_dlib(const std::filesystem::path& video, std::int64_t frames);

}  // namespace facetrack::bench
